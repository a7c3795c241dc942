import type { SentObservation } from '@foreseen/ledger'
import { type Static, Type } from 'typebox'
import { type Actor, actorName, actorOf } from '../account/actor.ts'
import { askForForecast } from '../forecast/ask.ts'
import type { Room } from '../http/context.ts'
import { answers } from '../http/problem.ts'
import { Refusal, type RefusedPart } from '../http/refusal.ts'
import { Text } from '../http/shapes.ts'
import { interfaceRoot } from '../http/version.ts'
import type { Place } from '../place.ts'
import { askForRehearsals } from '../rehearsal/schedule.ts'
import { observationShape } from './record.ts'
import { parseSent } from './sent.ts'

/** A chain has some 5 kB in base64: a thousand looks and to spare. */
const mostBytes = 16_777_216
const mostObservations = 1000

/** Certificates are parsed and hashed: other requests are answered in between. */
const atOnce = 50

const pause = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

const body = Type.Object(
  {
    observations: Type.Array(observationShape, { maxItems: mostObservations }),
    source: Type.Optional(Text(100, { description: 'Who looked; the person whose session or token it is' })),
  },
  { additionalProperties: false },
)

const outcome = Type.Object(
  {
    changed: Type.Integer({ description: 'Looks that saw something new' }),
    seen: Type.Integer({ description: 'Looks that saw what was known, at another time' }),
  },
  { additionalProperties: false },
)

/** Whose session or token it is; one of the organisation has nobody. */
const lookerOf = ({ person }: Actor): string =>
  person === undefined ? 'pushed by a token' : `pushed by ${person.name}`

/** Errors: `server-invalid` with every record that is wrong. */
async function parseAll(
  observations: Static<typeof body>['observations'],
  by: string,
  nowMs: number,
): Promise<readonly SentObservation[]> {
  const sent: SentObservation[] = []
  const parts: RefusedPart[] = []
  for (const [index, record] of observations.entries()) {
    if (index % atOnce === atOnce - 1) await pause()
    const parsed = parseSent(record, nowMs)
    if (parsed.ok) sent.push({ of: parsed.endpoint, observation: parsed.observation, by })
    else parts.push({ at: `body/observations/${index}/${parsed.at}`, detail: parsed.detail })
  }
  if (parts.length === 0) return sent
  throw new Refusal('server-invalid', 'Observations are wrong, so none was taken in.', { parts })
}

/** Taking in what `foreseen observe` saw elsewhere: all of it or nothing, and the same only once. */
export const observationRoom =
  (place: Place): Room =>
  server => {
    server.post(
      `${interfaceRoot}/observations`,
      {
        config: { access: { kind: 'role', role: 'editor', scope: 'push' } },
        bodyLimit: mostBytes,
        schema: {
          operationId: 'pushObservations',
          summary: 'Push what endpoints served: records of foreseen.observation/1',
          body,
          response: answers({ 200: outcome }),
        },
      },
      async request => {
        const actor = actorOf(request)
        const { observations, source = lookerOf(actor) } = request.body
        const sent = await parseAll(observations, source, place.now())
        const by = { organisation: place.organisation, actor: actorName(actor) }
        const taken = await place.ledger.endpoints.takeObservations(by, sent)
        if (taken.changed > 0) await askForForecast(place)
        if (taken.changed > 0) await askForRehearsals(place)
        return taken
      },
    )
  }
