import { isIP } from 'node:net'
import {
  type Endpoint,
  formatEndpoint,
  type Observation,
  observationSchema,
  parseEndpoint,
  type ServedCertificate,
  type ServedOutcome,
} from '@foreseen/facts'
import { chainDigest, servedCertificate } from '@foreseen/world/tls'
import type { Static } from 'typebox'
import type { observationShape } from './record.ts'

type Sent = Static<typeof observationShape>
type SentServed = Extract<Sent['outcome'], { readonly state: 'served' }>

/** A record as an observation, or where it is wrong and why. */
export type Parsed =
  | { readonly ok: true; readonly endpoint: Endpoint; readonly observation: Observation }
  | { readonly ok: false; readonly at: string; readonly detail: string }

const wrong = (at: string, detail: string): Parsed => ({ ok: false, at, detail })

/** A clock that goes ahead by more would hold the place of the last look against everybody else. */
const mostAheadMs = 3_600_000

/** The endpoint as all other ways in would name it, so that it is one endpoint. */
function endpointOf({ host, port, starttls }: Sent): Endpoint | undefined {
  const parsed = parseEndpoint(formatEndpoint({ host, port, starttls }), starttls)
  return parsed.ok && parsed.value.host === host ? parsed.value : undefined
}

/** Digests are worked out from the bytes and compared with those that were sent. */
function chainOf({ chain, chainSha256, leafIndex = 0 }: SentServed): readonly ServedCertificate[] | Parsed {
  const served = chain.map(({ der }) => servedCertificate(Buffer.from(der, 'base64')))
  for (const [index, { sha256, spkiSha256 }] of served.entries()) {
    const said = chain[index]
    if (said?.sha256 !== sha256)
      return wrong(`outcome/chain/${index}/sha256`, 'It is not the digest of the bytes in "der".')
    if ((said.spkiSha256 ?? '') !== spkiSha256)
      return wrong(`outcome/chain/${index}/spkiSha256`, 'It is not the digest of the key in "der".')
  }
  if (chainDigest(served) !== chainSha256)
    return wrong('outcome/chainSha256', 'It is not the digest of the chain.')
  if (leafIndex > 0 && leafIndex >= chain.length)
    return wrong('outcome/leafIndex', 'The chain has no such certificate.')
  return served
}

const isWrong = (value: readonly ServedCertificate[] | Parsed): value is Parsed => 'ok' in value

function servedOf(outcome: SentServed, chain: readonly ServedCertificate[]): ServedOutcome {
  const { protocol, cipher, alpn, chainSha256, leafIndex = 0, staple, sctCount } = outcome
  return {
    state: 'served',
    protocol: protocol ?? '',
    cipher: cipher ?? '',
    chain,
    leafIndex,
    chainSha256,
    alpn: alpn ?? '',
    staple: staple === null ? { present: false } : { present: true, ...staple },
    sctCount,
  }
}

function outcomeOf(outcome: Sent['outcome']): Observation['outcome'] | Parsed {
  if (outcome.state === 'failed') {
    const { state, code, detail, alert } = outcome
    return { state, code, detail, ...(alert === null ? {} : { alert }) }
  }
  const chain = chainOf(outcome)
  return isWrong(chain) ? chain : servedOf(outcome, chain)
}

function familyOf(address: string | null): 4 | 6 | 0 {
  const family = isIP(address ?? '')
  return family === 4 || family === 6 ? family : 0
}

/** What was sent as an observation, checked against itself; `nowMs` is when it came. */
export function parseSent(sent: Sent, nowMs: number): Parsed {
  const endpoint = endpointOf(sent)
  if (endpoint === undefined) return wrong('host', 'It is no host name in its punycode form and no address.')
  const family = familyOf(sent.address)
  if ((sent.address ?? '') !== '' && family === 0) return wrong('address', 'It is no address.')
  const atMs = Date.parse(sent.at)
  if (!Number.isSafeInteger(atMs) || atMs < 0) return wrong('at', 'There is no such moment.')
  if (atMs > nowMs + mostAheadMs) return wrong('at', 'It is more than an hour ahead of the clock here.')
  const outcome = outcomeOf(sent.outcome)
  if ('ok' in outcome) return outcome
  const { source, keyType, problems } = sent
  return {
    ok: true,
    endpoint,
    observation: {
      schema: observationSchema,
      source,
      ...endpoint,
      address: sent.address ?? '',
      family,
      sni: sent.sni ?? '',
      keyType,
      atMs,
      outcome,
      problems,
    },
  }
}
