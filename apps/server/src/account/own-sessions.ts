import { type Static, Type } from 'typebox'
import type { Room } from '../http/context.ts'
import { answers } from '../http/problem.ts'
import { Id, Time, timeText } from '../http/shapes.ts'
import { interfaceRoot } from '../http/version.ts'
import { actorName, type SessionActor, sessionActorOf } from './actor.ts'
import type { Desk } from './desk.ts'
import { anybodySignedIn, endingRoute } from './own.ts'
import type { SessionRow } from './port.ts'

const path = `${interfaceRoot}/sessions`

const sessionShape = Type.Object(
  {
    id: Id('ses'),
    agent: Type.String(),
    address: Type.String(),
    created: Time,
    seen: Time,
    ends: Time,
    isThis: Type.Boolean(),
  },
  { additionalProperties: false },
)

const sessionText = (row: SessionRow, actor: SessionActor): Static<typeof sessionShape> => ({
  id: row.id,
  agent: row.agent,
  address: row.address,
  created: timeText(row.createdMs),
  seen: timeText(row.seenMs),
  ends: timeText(row.expiresMs),
  isThis: actor.session.id === row.id,
})

/** Own sessions: seen, and ended. */
export const ownSessionRoom =
  (desk: Desk): Room =>
  server => {
    const list = Type.Object({ items: Type.Array(sessionShape) }, { additionalProperties: false })
    const isLive = ({ seenMs, expiresMs }: SessionRow): boolean =>
      desk.now() < expiresMs && desk.now() - seenMs < desk.rules.idleMs
    server.get(
      path,
      {
        config: { access: anybodySignedIn },
        schema: { operationId: 'listSessions', summary: 'Own sessions', response: answers({ 200: list }) },
      },
      async request => {
        const actor = sessionActorOf(request)
        const rows = await desk.store.sessionsOf(actor.person.id)
        return { items: rows.filter(isLive).map(row => sessionText(row, actor)) }
      },
    )
    endingRoute(server, {
      path,
      params: Type.Object({ id: Id('ses') }, { additionalProperties: false }),
      operationId: 'endSession',
      summary: 'End an own session',
      missing: 'You have no such session.',
      idsOf: async person => (await desk.store.sessionsOf(person)).map(({ id }) => id),
      end: (actor, id) => desk.store.endSession(actorName(actor), id),
    })
  }
