import { isIP } from 'node:net'
import type { Endpoint, FailedOutcome, ObservedKeyType, ServedOutcome } from '@foreseen/facts'
import { withConnection } from './connect.ts'
import { ObservationFailure } from './failure.ts'
import { type HandshakeAnswer, readServed } from './handshake.ts'
import type { ObserveOptions } from './options.ts'
import { chainDigest, servedCertificate } from './served-certificate.ts'
import { readStapleStatus } from './staple.ts'
import { dialogues } from './starttls/dialogues.ts'

/** Failures that may pass by themselves. */
const passing: ReadonlySet<string> = new Set(['tls-timeout', 'tls-unreachable'])

/** Failures by which a server may mean only that it has no key of the kind asked for. */
const aboutKeys: ReadonlySet<string> = new Set(['tls-alert', 'tls-closed'])

/** What one look ended with. */
export type Outcome = ServedOutcome | FailedOutcome

/** A failure as a record; anything else is a fault of this program and goes on. */
export function failedOutcome(error: unknown): FailedOutcome {
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
export function serverName(endpoint: Endpoint, options: ObserveOptions): string {
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
  const { maxBytes, maxCertificates } = options
  return withConnection(address, endpoint.port, options, async stream => {
    const sni = serverName(endpoint, options)
    const name = sni === '' ? endpoint.host : sni
    if (endpoint.starttls !== 'none') await dialogues[endpoint.starttls](stream, name)
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
      else if (!passing.has(outcome.code) || attempt >= options.retries || options.signal?.aborted === true)
        return outcome
    }
  }
}

/** The outcome for hellos that admit leaf keys of one kind. */
export type Look = readonly [ObservedKeyType, Outcome]

/**
 * Both kinds of leaf key, told apart only where the answers differ: a server without a key of one kind is
 * recorded under the other, one that answers alike or fails before keys matter under `any`.
 */
export async function lookAtBoth(
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
