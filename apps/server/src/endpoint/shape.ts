import {
  formatEndpoint,
  isoTime,
  type ShownEndpoint,
  type ShownEndpointWhole,
  type ShownInterval,
  type ShownLink,
  type ShownStanding,
  starttlsProtocols,
} from '@foreseen/facts'
import type { Json, Ledger, ListedEndpoint, ServedInterval } from '@foreseen/ledger'
import { type Static, Type } from 'typebox'
import { Id, MaybeTime, maybeTime, Time, timeText } from '../http/shapes.ts'
import { nextLookMs } from '../observation/schedule.ts'
import { noStanding, standingShape } from '../release/standing.ts'
import { planShape, planText } from './plan.ts'

const closed = { additionalProperties: false }
const Digest = Type.String({ pattern: '^[0-9a-f]{64}$' })

const fields = {
  id: Id('end'),
  host: Type.String(),
  port: Type.Integer(),
  starttls: Type.Enum([...starttlsProtocols, '']),
  name: Type.String({ description: 'host:port' }),
  created: Time,
  ended: MaybeTime,
  state: Type.Enum(['served', 'failed', 'unseen']),
  trouble: Type.String({ description: 'Why the last look failed; empty' }),
  notAfter: MaybeTime,
  lastLook: MaybeTime,
  nextLook: MaybeTime,
  plan: Type.Union([planShape, Type.Null()]),
  standing: standingShape,
}
export const endpointShape = Type.Object(fields, closed)

export const linkShape = Type.Object(
  {
    object: Type.Integer(),
    sha256: Type.String(),
    spkiSha256: Type.String(),
    subject: Type.String(),
    issuer: Type.String(),
    key: Type.String(),
    notBefore: MaybeTime,
    notAfter: MaybeTime,
  },
  closed,
)

export const chainShape = Type.Object({ sha256: Digest, links: Type.Array(linkShape) }, closed)

export const intervalShape = Type.Object(
  {
    id: Type.Integer(),
    address: Type.String(),
    sni: Type.String(),
    keyType: Type.String(),
    source: Type.String({ description: 'Who looked when it began' }),
    state: Type.Enum(['served', 'failed']),
    chain: Type.Union([Digest, Type.Null()]),
    code: Type.String(),
    detail: Type.String(),
    protocol: Type.String(),
    first: Time,
    last: Time,
  },
  closed,
)

export const endpointWholeShape = Type.Object(
  { ...fields, now: Type.Array(intervalShape), chains: Type.Array(chainShape) },
  closed,
)

/** An endpoint as lists show it. */
export function endpointText(
  row: ListedEndpoint,
  standing: ShownStanding = noStanding,
): Static<typeof endpointShape> & ShownEndpoint {
  const { id, host, port, starttls, look, plan } = row
  return {
    id,
    host,
    port,
    starttls: starttls === 'none' ? '' : starttls,
    name: formatEndpoint(row),
    created: timeText(row.createdMs),
    ended: maybeTime(row.endedMs),
    state: look?.state ?? 'unseen',
    trouble: look?.detail ?? '',
    notAfter: isoTime(look?.notAfterMs),
    lastLook: maybeTime(look?.atMs),
    nextLook: maybeTime(nextLookMs(row)),
    plan: plan === undefined ? null : planText(plan),
    standing,
  }
}

function fact(facts: Json, name: string): string {
  if (typeof facts !== 'object' || facts === null || Array.isArray(facts)) return ''
  const value = Object.entries(facts).find(([key]) => key === name)?.[1]
  return typeof value === 'string' ? value : ''
}

/** An interval as the interface tells it. */
export const intervalText = (row: ServedInterval): Static<typeof intervalShape> & ShownInterval => ({
  id: row.id,
  address: row.address,
  sni: row.sni,
  keyType: row.keyType,
  source: row.source,
  state: row.state,
  chain: row.chainSha256 ?? null,
  code: fact(row.facts, 'code'),
  detail: fact(row.facts, 'detail'),
  protocol: fact(row.facts, 'protocol'),
  first: timeText(row.firstMs),
  last: timeText(row.lastMs),
})

type ChainMember = Awaited<ReturnType<Ledger['endpoints']['readChain']>>[number]

const linkText = (row: ChainMember): Static<typeof linkShape> & ShownLink => ({
  object: row.id,
  sha256: row.sha256 ?? '',
  spkiSha256: row.spki_sha256 ?? '',
  subject: row.subject ?? '',
  issuer: row.issuer ?? '',
  key: row.key_text ?? '',
  notBefore: isoTime(row.not_before_ms ?? undefined),
  notAfter: isoTime(row.not_after_ms ?? undefined),
})

/** A chain in the order sent. Code: `ledger-missing`. */
export async function chainText(ledger: Ledger, sha256: string): Promise<Static<typeof chainShape>> {
  await ledger.endpoints.getChain(sha256)
  return { sha256, links: (await ledger.endpoints.readChain(sha256)).map(linkText) }
}

/** An endpoint with what it serves now. Code: `ledger-missing`. */
export async function endpointWholeText(
  ledger: Ledger,
  organisation: string,
  id: string,
): Promise<Static<typeof endpointWholeShape> & ShownEndpointWhole> {
  const row = await ledger.endpoints.get(id)
  const standings = await ledger.forecasts.standings(organisation, 'endpoint', [id])
  const now = await ledger.endpoints.servedAtLastLook(id)
  const served = new Set(now.flatMap(({ chainSha256 }) => chainSha256 ?? []))
  const chains = await Promise.all([...served].map(sha256 => chainText(ledger, sha256)))
  return { ...endpointText(row, standings.get(id)), now: now.map(intervalText), chains }
}
