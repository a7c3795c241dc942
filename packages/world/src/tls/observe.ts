import { isIP } from 'node:net'
import type { Endpoint, FailedOutcome, Observation, ObservedKeyType, ServedOutcome } from '@foreseen/facts'
import type { Problem } from '@foreseen/x509'
import { withConnection } from './connect.ts'
import { ObservationFailure } from './failure.ts'
import { type HandshakeAnswer, readServed } from './handshake.ts'
import { type ObserveOptions, observeOptions, type RawObserveOptions } from './options.ts'
import { type Address, resolveHost } from './resolve.ts'
import { chainDigest, servedCertificate } from './served-certificate.ts'
import { readStapleStatus } from './staple.ts'
import { dialogues } from './starttls/dialogues.ts'

/** Failures that may pass by themselves. */
const passing: ReadonlySet<string> = new Set(['tls-timeout', 'tls-unreachable'])

/** Failures by which a server may mean only that it has no key of the kind asked for. */
const aboutKeys: ReadonlySet<string> = new Set(['tls-alert', 'tls-closed'])

type Outcome = ServedOutcome | FailedOutcome

function failedOutcome(error: unknown): FailedOutcome {
  if (!(error instanceof ObservationFailure)) throw error
  const { code, message: detail, alert } = error
  return { state: 'failed', code, detail, ...(alert === undefined ? {} : { alert }) }
}

function servedOutcome(answer: HandshakeAnswer): ServedOutcome {
  const chain = answer.certificates.map(servedCertificate)
  return {
    state: 'served',
    protocol: answer.protocol,
    cipher: answer.cipher,
    chain,
    leafIndex: 0,
    chainSha256: chainDigest(chain),
    alpn: answer.alpn,
    staple: readStapleStatus(answer.staple),
    sctCount: answer.sctCount,
  }
}

/** The server name to send: names only, never an address (RFC 6066 section 3). */
function serverName(endpoint: Endpoint, options: ObserveOptions): string {
  if (options.sni !== undefined) return options.sni
  return isIP(endpoint.host.replace(/%.*$/, '')) === 0 ? endpoint.host : ''
}

function shake(
  endpoint: Endpoint,
  address: string,
  keyType: ObservedKeyType,
  alpn: readonly string[],
  options: ObserveOptions,
) {
  const { timeoutMs, maxBytes, maxCertificates } = options
  return withConnection(address, endpoint.port, timeoutMs, async stream => {
    if (endpoint.starttls !== 'none') await dialogues[endpoint.starttls](stream, endpoint.host)
    const sni = serverName(endpoint, options)
    return readServed(stream, { keyType, sni, alpn, maxBytes, maxCertificates })
  })
}

/** One handshake, again after failures that may pass, and without ALPN where the server objects to it. */
async function look(
  endpoint: Endpoint,
  address: string,
  keyType: ObservedKeyType,
  options: ObserveOptions,
): Promise<Outcome> {
  let alpn: readonly string[] = endpoint.starttls === 'none' ? ['h2', 'http/1.1'] : []
  for (let attempt = 0; ; attempt += 1) {
    try {
      return servedOutcome(await shake(endpoint, address, keyType, alpn, options))
    } catch (error) {
      const outcome = failedOutcome(error)
      if (outcome.alert?.number === 120 && alpn.length > 0) alpn = []
      else if (!passing.has(outcome.code) || attempt >= options.retries) return outcome
    }
  }
}

type Look = readonly [ObservedKeyType, Outcome]

/**
 * Both kinds of leaf key, told apart only where the answers differ: a server without a key of one kind is
 * recorded under the other, one that answers alike or fails before keys matter under `any`.
 */
async function lookAtBoth(
  endpoint: Endpoint,
  address: string,
  options: ObserveOptions,
): Promise<readonly Look[]> {
  const ecdsa = await look(endpoint, address, 'ecdsa', options)
  if (ecdsa.state === 'failed' && !aboutKeys.has(ecdsa.code)) return [['any', ecdsa]]
  const rsa = await look(endpoint, address, 'rsa', options)
  if (ecdsa.state === 'served' && rsa.state === 'served') {
    if (ecdsa.chainSha256 === rsa.chainSha256) return [['any', ecdsa]]
    return [
      ['ecdsa', ecdsa],
      ['rsa', rsa],
    ]
  }
  const rsaRefused = rsa.state === 'failed' && aboutKeys.has(rsa.code)
  if (ecdsa.state === 'served')
    return rsaRefused
      ? [['ecdsa', ecdsa]]
      : [
          ['ecdsa', ecdsa],
          ['rsa', rsa],
        ]
  if (rsa.state === 'served') return [['rsa', rsa]]
  if (!rsaRefused) return [['any', rsa]]
  return [['any', await look(endpoint, address, 'any', options)]]
}

function problemsOf(outcome: Outcome): readonly Problem[] {
  if (outcome.state === 'failed') return []
  return outcome.chain.flatMap((certificate, index) =>
    certificate.spkiSha256 !== ''
      ? []
      : [
          {
            code: 'tls-certificate-unreadable',
            offset: index,
            detail: `number ${index + 1} of the chain does not parse as a certificate`,
          },
        ],
  )
}

function record(
  endpoint: Endpoint,
  at: Address | undefined,
  look: Look,
  options: ObserveOptions,
): Observation {
  const [keyType, outcome] = look
  return {
    schema: 'foreseen.observation/1',
    source: 'network',
    host: endpoint.host,
    port: endpoint.port,
    starttls: endpoint.starttls,
    address: at?.address ?? '',
    family: at?.family ?? 0,
    sni: serverName(endpoint, options),
    keyType,
    atMs: options.nowMs(),
    outcome,
    problems: problemsOf(outcome),
  }
}

async function addressesOf(endpoint: Endpoint, options: ObserveOptions): Promise<readonly Address[]> {
  if (options.addresses.length === 0) return resolveHost(endpoint.host, options.lookup, options.timeoutMs)
  const resolved = options.addresses.map(address => resolveHost(address, options.lookup, options.timeoutMs))
  return (await Promise.all(resolved)).flat()
}

/** Runs `work` over all items, `width` at a time, results in the order of the items. */
async function inParallel<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results = new Map<number, R>()
  const queue = items.entries()
  const lane = async () => {
    for (const [index, item] of queue) results.set(index, await work(item))
  }
  await Promise.all(Array.from({ length: Math.max(1, Math.min(width, items.length)) }, lane))
  return [...results.entries()].sort(([left], [right]) => left - right).map(([, result]) => result)
}

/**
 * What every address of every endpoint serves, with RSA and with elliptic-curve leaf keys, in the order of the
 * endpoints. Nothing is validated. A failure is a record with a code of `tlsCodes`, never an exception.
 */
export async function observeEndpoints(
  endpoints: readonly Endpoint[],
  raw: RawObserveOptions,
): Promise<readonly Observation[]> {
  const options = observeOptions(raw)
  const targets = await inParallel(endpoints, options.concurrency, async endpoint => {
    try {
      return { endpoint, addresses: await addressesOf(endpoint, options), failed: undefined }
    } catch (error) {
      return { endpoint, addresses: [], failed: failedOutcome(error) }
    }
  })
  const jobs = targets.flatMap(({ endpoint, addresses, failed }) =>
    failed === undefined
      ? addresses.map(at => ({ endpoint, at, failed }))
      : [{ endpoint, at: undefined, failed }],
  )
  const records = await inParallel(jobs, options.concurrency, async ({ endpoint, at, failed }) => {
    if (at === undefined) return failed === undefined ? [] : [record(endpoint, at, ['any', failed], options)]
    const looks = await lookAtBoth(endpoint, at.address, options)
    return looks.map(look => record(endpoint, at, look, options))
  })
  return records.flat()
}

/** What every address of one endpoint serves; see `observeEndpoints`. */
export async function observeEndpoint(
  endpoint: Endpoint,
  raw: RawObserveOptions,
): Promise<readonly Observation[]> {
  return observeEndpoints([endpoint], raw)
}
