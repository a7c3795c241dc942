/** What is read from a first flight; every field as sent, names lower-case. */
export interface ClientHello {
  /** The server name, or ''. */
  readonly serverName: string
  readonly alpn: readonly string[]
  /** Highest version offered, `TLSv1.3`. */
  readonly version: string
}

/** `more`: not whole yet. `other`: no TLS. `bad`: begins as TLS and breaks its rules. */
export type FirstFlight =
  | { readonly kind: 'more' }
  | { readonly kind: 'hello'; readonly hello: ClientHello }
  | { readonly kind: 'other' }
  | { readonly kind: 'bad'; readonly detail: string }

/** Post-quantum shares make hellos of 2 KiB; nothing known comes near this. */
export const maxFlightBytes = 65_536

/** A record carries 2^14 bytes of plaintext (RFC 8446 section 5.1). */
const maxRecordBytes = 16_384

/** Names and protocols kept of one hello; more is not kept. */
const maxProtocols = 32

const versionNames: ReadonlyMap<number, string> = new Map([
  [0x0300, 'SSLv3'],
  [0x0301, 'TLSv1'],
  [0x0302, 'TLSv1.1'],
  [0x0303, 'TLSv1.2'],
  [0x0304, 'TLSv1.3'],
])

/** Thrown inside this file only: a length that points outside. */
class Short extends Error {}

class Reader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get left(): number {
    return this.#bytes.length - this.#at
  }

  take(length: number): Uint8Array {
    if (length > this.left) throw new Short()
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  number(size: 1 | 2 | 3): number {
    return this.take(size).reduce((value, byte) => value * 256 + byte, 0)
  }

  within(size: 1 | 2): Reader {
    return new Reader(this.take(this.number(size)))
  }
}

/** Text of the wire that may be shown: printable ASCII without spaces, lower-case, bounded. */
export function printable(bytes: Uint8Array, limit: number): string {
  const text = Buffer.from(bytes.subarray(0, limit)).toString('latin1')
  return text.replace(/[^\x21-\x7e]/g, '?')
}

/** RFC 6066 section 3: the first host_name counts. */
function readServerName(extension: Reader): string {
  const names = extension.within(2)
  while (names.left > 0) {
    const type = names.number(1)
    const name = names.within(2)
    if (type === 0) return printable(name.take(name.left), 255).toLowerCase().replace(/\.$/, '')
  }
  return ''
}

/** RFC 7301 section 3.1. */
function readAlpn(extension: Reader): string[] {
  const names = extension.within(2)
  const found: string[] = []
  while (names.left > 0 && found.length < maxProtocols) {
    const name = names.within(1)
    found.push(printable(name.take(name.left), 255))
  }
  return found
}

/** RFC 8446 section 4.2.1; values of GREASE (RFC 8701) have no name and fall out. */
function readVersions(extension: Reader): number {
  const list = extension.within(1)
  let highest = 0
  while (list.left > 1) {
    const version = list.number(2)
    if (versionNames.has(version) && version > highest) highest = version
  }
  return highest
}

/** Name of a version that stands alone; above TLS 1.2 the list of versions decides (RFC 8446 section 4.1.2). */
function versionName(legacy: number, listed: number): string {
  return versionNames.get(listed > 0 ? listed : Math.min(legacy, 0x0303)) ?? 'unknown'
}

/** The body of a ClientHello (RFC 8446 section 4.1.2). */
function readBody(body: Reader): ClientHello {
  const legacy = body.number(2)
  body.take(32)
  body.within(1)
  body.within(2)
  body.within(1)
  let serverName = ''
  let alpn: readonly string[] = []
  let listed = 0
  // TLS 1.0 knows hellos without extensions.
  const extensions = body.left > 0 ? body.within(2) : body
  while (extensions.left > 0) {
    const type = extensions.number(2)
    const content = extensions.within(2)
    if (type === 0) serverName = readServerName(content)
    else if (type === 16) alpn = readAlpn(content)
    else if (type === 43) listed = readVersions(content)
  }
  return { serverName, alpn, version: versionName(legacy, listed) }
}

/** Handshake bytes of the records so far, however they were cut; `undefined` when a record is no such one. */
function joinRecords(bytes: Uint8Array): Uint8Array | undefined {
  const parts: Uint8Array[] = []
  let joined = 0
  let needed = Number.POSITIVE_INFINITY
  // What follows the hello is not looked at: early data may (RFC 8446 section 4.2.10).
  for (let at = 0; at + 5 <= bytes.length && joined < needed; ) {
    const length = (bytes[at + 3] ?? 0) * 256 + (bytes[at + 4] ?? 0)
    if (bytes[at] !== 22 || bytes[at + 1] !== 3 || length === 0 || length > maxRecordBytes) return undefined
    const part = bytes.subarray(at + 5, at + 5 + length)
    parts.push(part)
    joined += part.length
    at += 5 + length
    if (joined >= 4 && !Number.isFinite(needed)) needed = 4 + messageLength(Buffer.concat(parts))
  }
  return Buffer.concat(parts)
}

const messageLength = (message: Uint8Array): number =>
  (message[1] ?? 0) * 65_536 + (message[2] ?? 0) * 256 + (message[3] ?? 0)

/** The form of SSL 2.0 in which clients as old as Java 6 offer TLS (RFC 5246 appendix E.2). */
function readOldHello(bytes: Uint8Array): FirstFlight {
  if (bytes.length < 5) return { kind: 'more' }
  if (bytes[2] !== 1 || bytes[3] !== 3) return { kind: 'other' }
  const length = ((bytes[0] ?? 0) & 0x7f) * 256 + (bytes[1] ?? 0)
  if (bytes.length < 2 + length) return { kind: 'more' }
  const version = versionName(0x0300 + (bytes[4] ?? 0), 0)
  return { kind: 'hello', hello: { serverName: '', alpn: [], version } }
}

/** Reads what a client sent first, from all bytes that came so far; never throws, whatever they are. */
export function readFirstFlight(bytes: Uint8Array): FirstFlight {
  if (bytes.length === 0) return { kind: 'more' }
  if (bytes[0] !== 22) return (bytes[0] ?? 0) >= 0x80 ? readOldHello(bytes) : { kind: 'other' }
  const message = joinRecords(bytes)
  if (message === undefined) return { kind: 'bad', detail: 'its first records are no handshake' }
  if (message.length > 0 && message[0] !== 1)
    return { kind: 'bad', detail: 'its first message is no ClientHello' }
  if (message.length < 4) return { kind: 'more' }
  const length = messageLength(message)
  if (length > maxFlightBytes) return { kind: 'bad', detail: `its ClientHello announces ${length} bytes` }
  if (message.length < 4 + length)
    return bytes.length > maxFlightBytes
      ? { kind: 'bad', detail: 'its ClientHello has no end' }
      : { kind: 'more' }
  try {
    return { kind: 'hello', hello: readBody(new Reader(message.subarray(4, 4 + length))) }
  } catch (error) {
    if (error instanceof Short) return { kind: 'bad', detail: 'its ClientHello is cut or malformed' }
    throw error
  }
}
