import { type Ledger, listEvents, type RecordedEvent } from '@foreseen/ledger'
import { type Static, Type } from 'typebox'
import type { Access } from '../account/role.ts'
import type { Room } from '../http/context.ts'
import { answers } from '../http/problem.ts'
import { Text, Time, timeText } from '../http/shapes.ts'
import { interfaceRoot } from '../http/version.ts'
import { pageQuery, pageShape } from '../listing/cursor.ts'
import { ledgerPage, pageText } from '../listing/ledger.ts'

/** Addresses of people stand in it. */
const owners: Access = { kind: 'role', role: 'owner', scope: 'admin' }

const eventShape = Type.Object(
  {
    seq: Type.Integer(),
    at: Time,
    actor: Type.String(),
    kind: Type.String(),
    subject: Type.String(),
    body: Type.Unknown({ description: 'What the kind of event says' }),
    hash: Type.String({ description: 'SHA-256 that binds it to the event before' }),
  },
  { additionalProperties: false },
)

const eventText = ({
  seq,
  atMs,
  actor,
  kind,
  subject,
  body,
  hash,
}: RecordedEvent): Static<typeof eventShape> => ({
  seq,
  at: timeText(atMs),
  actor,
  kind,
  subject,
  body,
  hash,
})

const query = Type.Object(
  { ...pageQuery, subject: Type.Optional(Text(100, { description: 'Identifier of what it is about' })) },
  { additionalProperties: false },
)

/** What happened, newest first: the audit. */
export const eventRoom =
  (ledger: Ledger, organisation: string): Room =>
  server => {
    const list = { operationId: 'listEvents', summary: 'What happened, newest first', querystring: query }
    server.get(
      `${interfaceRoot}/events`,
      { config: { access: owners }, schema: { ...list, response: answers({ 200: pageShape(eventShape) }) } },
      async request => {
        const { cursor: _cursor, limit: _limit, ...filters } = request.query
        const home = { list: 'events', filters }
        const wanted = { organisation, ...filters, ...ledgerPage(home, request.query) }
        return pageText(home, await listEvents(ledger.read, wanted), eventText)
      },
    )
  }
