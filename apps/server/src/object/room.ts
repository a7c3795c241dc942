import { kinds, type Level } from '@foreseen/facts'
import type { Ledger, StoredObjectWhole } from '@foreseen/ledger'
import { Type } from 'typebox'
import { anyReader } from '../account/role.ts'
import type { Room, Server } from '../http/context.ts'
import { answers } from '../http/problem.ts'
import { Refusal } from '../http/refusal.ts'
import { Text } from '../http/shapes.ts'
import { interfaceRoot } from '../http/version.ts'
import { pageQuery, pageShape } from '../listing/cursor.ts'
import { etagOf, sendTagged } from '../listing/etag.ts'
import { ledgerPage, pageText } from '../listing/ledger.ts'
import { familyShape, familyText } from './kin.ts'
import {
  objectShape,
  objectText,
  objectWholeShape,
  objectWholeText,
  occurrenceShape,
  occurrenceText,
} from './shape.ts'

const closed = { additionalProperties: false }
const levels = ['high', 'medium', 'low', 'info'] as const satisfies readonly Level[]

const kindsOf = (level: Level): readonly string[] =>
  kinds.filter(kind => kind.level === level).map(({ id }) => id)

const query = Type.Object(
  {
    ...pageQuery,
    query: Type.Optional(Text(300, { description: 'Part of a subject, issuer, fingerprint or pin' })),
    type: Type.Optional(Text(40)),
    kind: Type.Optional(Text(100)),
    level: Type.Optional(
      Type.Enum([...levels], { description: 'How much attention the kind deserves by itself' }),
    ),
  },
  closed,
)
const params = Type.Object({ id: Type.String({ pattern: '^[1-9][0-9]{0,14}$' }) }, closed)
const places = Type.Object(pageQuery, closed)

async function demandObject(ledger: Ledger, organisation: string, id: string): Promise<StoredObjectWhole> {
  const row = await ledger.findings.readObject(organisation, Number(id))
  if (row === undefined) throw new Refusal('server-not-found', 'There is no object with this number.')
  return row
}

function listRoute(server: Server, { findings }: Ledger, organisation: string): void {
  const list = {
    operationId: 'listObjects',
    summary: 'What was found or served, each once',
    querystring: query,
  }
  server.get(
    `${interfaceRoot}/objects`,
    {
      config: { access: anyReader },
      schema: { ...list, response: answers({ 200: pageShape(objectShape) }) },
    },
    async (request, reply) => {
      const { cursor: _cursor, limit: _limit, ...filters } = request.query
      const { query: text, level, ...exact } = filters
      const home = { list: 'objects', filters }
      const wanted = {
        organisation,
        ...exact,
        ...(text === undefined ? {} : { text }),
        ...(level === undefined ? {} : { kinds: kindsOf(level) }),
        ...ledgerPage(home, request.query),
      }
      const page = await findings.listObjects(wanted)
      const reach = await findings.reachOf(page.items.map(({ id }) => id))
      const body = pageText(home, page, row => objectText(row, reach(row.id)))
      return sendTagged(request, reply, etagOf(body), body)
    },
  )
}

function oneRoutes(server: Server, ledger: Ledger, organisation: string): void {
  const one = { operationId: 'readObject', summary: 'One certificate, key or pin', params }
  server.get(
    `${interfaceRoot}/objects/:id`,
    { config: { access: anyReader }, schema: { ...one, response: answers({ 200: objectWholeShape }) } },
    async (request, reply) => {
      const row = await demandObject(ledger, organisation, request.params.id)
      const body = await objectWholeText(ledger, organisation, row)
      return sendTagged(request, reply, etagOf(body), body)
    },
  )
  const family = {
    operationId: 'readFamily',
    summary: 'Renewals, cross-signs, issuers, keys and pins around an object',
    params,
  }
  server.get(
    `${interfaceRoot}/objects/:id/family`,
    { config: { access: anyReader }, schema: { ...family, response: answers({ 200: familyShape }) } },
    async (request, reply) => {
      const row = await demandObject(ledger, organisation, request.params.id)
      const body = await familyText(ledger, organisation, row)
      return sendTagged(request, reply, etagOf(body), body)
    },
  )
}

/** Certificates, keys and pins, each once however often it was found. */
export const objectRoom =
  (ledger: Ledger, organisation: string): Room =>
  server => {
    listRoute(server, ledger, organisation)
    oneRoutes(server, ledger, organisation)
    const list = {
      operationId: 'listObjectOccurrences',
      summary: 'Every place at which an object was found, newest scan first',
      params,
      querystring: places,
    }
    server.get(
      `${interfaceRoot}/objects/:id/occurrences`,
      {
        config: { access: anyReader },
        schema: { ...list, response: answers({ 200: pageShape(occurrenceShape) }) },
      },
      async (request, reply) => {
        const { id } = await demandObject(ledger, organisation, request.params.id)
        const home = { list: `objects/${id}/occurrences`, filters: {} }
        const wanted = { organisation, ...ledgerPage(home, request.query) }
        const body = pageText(home, await ledger.findings.occurrencesOf(id, wanted), occurrenceText)
        return sendTagged(request, reply, etagOf(body), body)
      },
    )
  }
