import type { ShownAgenda } from '@foreseen/facts'
import { type Static, Type } from 'typebox'
import { anyReader } from '../account/role.ts'
import type { Room } from '../http/context.ts'
import { answers } from '../http/problem.ts'
import { MaybeTime, Name } from '../http/shapes.ts'
import { interfaceRoot } from '../http/version.ts'
import { etagOf, sendTagged } from '../listing/etag.ts'
import type { Place } from '../place.ts'
import { agendaOf } from './facts.ts'

const closed = { additionalProperties: false }

const itemShape = Type.Object(
  {
    kind: Type.Enum([
      'break',
      'renewal',
      'end',
      'stale-look',
      'stale-scan',
      'rehearsal-due',
      'ecosystem',
      'setup',
    ]),
    day: MaybeTime,
    earliest: MaybeTime,
    latest: MaybeTime,
    urgency: Type.Enum(['now', 'soon', 'later', 'unknown']),
    outcome: Type.Union([Type.Enum(['breaks', 'may-break', 'survives', 'unknown']), Type.Null()]),
    sentence: Type.String(),
    action: Type.String(),
    href: Type.String(),
    releases: Type.Array(Name),
    endpoint: Type.Union([Name, Type.Null()]),
    installs: Type.Union([Type.Integer(), Type.Null()]),
  },
  closed,
)

const agendaShape = Type.Object(
  {
    sentence: Type.String({ description: 'Whether all is well' }),
    state: Type.Enum(['well', 'attention', 'trouble', 'unknown', 'empty']),
    days: Type.Integer(),
    items: Type.Array(itemShape, { description: 'Most urgent first' }),
    scored: Type.Union([
      Type.Object({ cameTrue: Type.Integer(), didNot: Type.Integer(), cannotTell: Type.Integer() }, closed),
      Type.Null(),
    ]),
    sample: Type.Enum(['absent', 'making', 'present', 'failed']),
  },
  closed,
)

const agendaText = (agenda: ShownAgenda): Static<typeof agendaShape> & ShownAgenda => ({
  ...agenda,
  items: agenda.items.map(item => ({ ...item, releases: item.releases.map(release => ({ ...release })) })),
})

/** Without a word a quarter of a year is looked at. */
const usualDays = 90

const query = Type.Object(
  { days: Type.Optional(Type.Integer({ minimum: 1, maximum: 3650, description: '90 unless told' })) },
  closed,
)

/** What is to be done and when. */
export const agendaRoom =
  (place: Place): Room =>
  server => {
    const schema = {
      operationId: 'readAgenda',
      summary: 'What is to be done and when, most urgent first',
      querystring: query,
    }
    server.get(
      `${interfaceRoot}/agenda`,
      { config: { access: anyReader }, schema: { ...schema, response: answers({ 200: agendaShape }) } },
      async (request, reply) => {
        const body = agendaText(await agendaOf(place, request.query.days ?? usualDays))
        return sendTagged(request, reply, etagOf(body), body)
      },
    )
  }
