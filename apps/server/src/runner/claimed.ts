import type { ClaimedRehearsal } from '@foreseen/facts'
import type { ClaimedRun } from '@foreseen/ledger'
import { type Static, Type } from 'typebox'
import { Id, Name } from '../http/shapes.ts'
import type { Place } from '../place.ts'
import { leaseMs, releaseNames } from '../rehearsal/text.ts'
import { Kind, type Same, type Sent } from '../rehearsal/wire-shape.ts'

const closed = { additionalProperties: false }

export const claimedShape = Type.Object(
  {
    run: Id('run'),
    kind: Kind,
    plan: Name,
    hosts: Type.Array(Type.String()),
    clients: Type.Array(
      Type.Object({ name: Type.String(), release: Type.Union([Type.String(), Type.Null()]) }, closed),
    ),
    scenarios: Type.Array(Type.String(), { description: 'Ids; empty for all that apply' }),
    currentChainPem: Type.String({ description: "Empty when the runner's files say" }),
    attempt: Type.Integer({ description: 'Whoever says anything of the run sends it along' }),
    leaseSeconds: Type.Integer(),
  },
  closed,
)

export const claimedShapeIsClaimed: Same<Static<typeof claimedShape>, Sent<ClaimedRehearsal>> = true

/** RFC 7468: 64 characters a line. */
function pemOf(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

/** The chain that an endpoint served when it was last looked at, leaf first; '' where nothing was, or no bytes are known. */
async function presentChain({ ledger }: Place, endpoint: string | null): Promise<string> {
  if (endpoint === null) return ''
  const served = (await ledger.endpoints.servedNow(endpoint)).filter(({ state }) => state === 'served')
  const [newest] = served.toSorted((one, other) => other.lastMs - one.lastMs)
  if (newest?.chainSha256 === undefined) return ''
  const objects = await ledger.endpoints.readChain(newest.chainSha256)
  const bodies = objects.flatMap(({ body }) => (body === null ? [] : [body]))
  return bodies.length === objects.length ? bodies.map(pemOf).join('') : ''
}

/** A run as it is handed to its runner: names, and public bytes alone. */
export async function claimedText(
  place: Place,
  { run, plan, attempt }: ClaimedRun,
): Promise<Static<typeof claimedShape> & ClaimedRehearsal> {
  const names = await releaseNames(
    place,
    plan.clients.map(({ release }) => release),
  )
  return {
    run,
    kind: plan.kind,
    plan: { id: plan.id, name: plan.name },
    hosts: [...plan.hosts],
    clients: plan.clients.map(({ name, release }) => ({
      name,
      release: names.get(release ?? '')?.name ?? null,
    })),
    scenarios: [...plan.scenarios],
    currentChainPem: await presentChain(place, plan.endpoint),
    attempt,
    leaseSeconds: leaseMs / 1000,
  }
}
