import { hash } from 'node:crypto'
import { extensionType } from './client-hello.ts'
import { malformed, ObservationFailure } from './failure.ts'
import { FieldReader, readExtensions } from './fields.ts'

/** What the server chose (RFC 8446 section 4.1.3). */
export interface ServerHello {
  readonly version: number
  readonly suite: number
  readonly retry: boolean
  readonly extensions: ReadonlyMap<number, Uint8Array>
}

/** The random value that marks a HelloRetryRequest (RFC 8446 section 4.1.3). */
const retryRandom = hash('sha256', 'HelloRetryRequest', 'buffer')

const protocols: ReadonlyMap<number, string> = new Map([
  [0x0304, 'TLSv1.3'],
  [0x0303, 'TLSv1.2'],
  [0x0302, 'TLSv1.1'],
  [0x0301, 'TLSv1'],
])

/** `TLSv1.3` and so on, as node:tls and OpenSSL write them. */
export function protocolName(version: number): string {
  const name = protocols.get(version)
  if (name !== undefined) return name
  throw new ObservationFailure(
    'tls-unexpected-choice',
    `the server chose version 0x${version.toString(16)}, not offered`,
  )
}

/** Reads a ServerHello or HelloRetryRequest. */
export function readServerHello(body: Uint8Array, offered: readonly number[]): ServerHello {
  const reader = new FieldReader(body, 'the ServerHello')
  const legacyVersion = reader.number(2)
  const random = reader.bytes(32)
  reader.vector(1)
  const suite = reader.number(2)
  reader.number(1)
  // Servers before TLS 1.2 may leave the extensions out altogether (RFC 5246 section 7.4.1.3).
  const extensions = reader.left === 0 ? new Map<number, Uint8Array>() : readExtensions(reader.within(2))
  reader.end()
  const chosen = extensions.get(extensionType.supportedVersions)
  const version =
    chosen === undefined ? legacyVersion : new FieldReader(chosen, 'supported_versions').number(2)
  protocolName(version)
  if (!offered.includes(suite)) {
    throw new ObservationFailure(
      'tls-unexpected-choice',
      `the server chose cipher 0x${suite.toString(16)}, not offered`,
    )
  }
  return { version, suite, retry: retryRandom.equals(random), extensions }
}

/** Group and key of the server, or only the group in a HelloRetryRequest (RFC 8446 section 4.2.8). */
export function readKeyShare(hello: ServerHello): { readonly group: number; readonly key: Uint8Array } {
  const value = hello.extensions.get(extensionType.keyShare)
  if (value === undefined) throw malformed('the ServerHello of TLS 1.3 has no key share')
  const reader = new FieldReader(value, 'the key share')
  const group = reader.number(2)
  return { group, key: hello.retry ? new Uint8Array(0) : reader.vector(2) }
}

/** The cookie of a HelloRetryRequest (RFC 8446 section 4.2.2). */
export function readCookie(hello: ServerHello): Uint8Array | undefined {
  const value = hello.extensions.get(extensionType.cookie)
  return value === undefined ? undefined : new FieldReader(value, 'the cookie').vector(2)
}

/** The protocol of an ALPN answer (RFC 7301 section 3.1); '' when there is none. */
export function readAlpn(extensions: ReadonlyMap<number, Uint8Array>): string {
  const value = extensions.get(extensionType.alpn)
  if (value === undefined) return ''
  const name = new FieldReader(value, 'the ALPN answer').within(2).vector(1)
  return Buffer.from(name)
    .toString('latin1')
    .replace(/[^\x20-\x7e]/g, '?')
}
