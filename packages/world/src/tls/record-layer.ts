import type { ByteStream } from './byte-stream.ts'
import type { Protection } from './cipher-suites.ts'
import { malformed, ObservationFailure, quoteBytes } from './failure.ts'
import type { TrafficKeys } from './key-schedule.ts'
import { openRecord, sealRecord } from './record-protection.ts'

/** Content types (RFC 8446 section 5.1). */
export const contentType = { changeCipherSpec: 20, alert: 21, handshake: 22, applicationData: 23 } as const

/** 2^14 bytes of content plus what protection may add in TLS 1.2 (RFC 5246 section 6.2.3). */
const maxRecordBytes = 16_384 + 2048

/** A 2 MiB chain in 512-byte records, the smallest that servers are set to, takes 4,096. */
const maxRecords = 16_384

interface Protected {
  readonly protection: Protection
  readonly client: TrafficKeys
  readonly server: TrafficKeys
}

const greetings: readonly [string, string][] = [
  ['HTTP/', 'HTTP without TLS'],
  ['SSH-', 'SSH'],
  ['220', 'a greeting as SMTP and FTP servers send it: TLS may begin on request (--starttls smtp or ftp)'],
  ['* OK', 'a greeting of IMAP: TLS may begin on request (--starttls imap)'],
  ['+OK', 'a greeting of POP3: TLS may begin on request (--starttls pop3)'],
  ['<?xml', 'XML: TLS may begin on request (--starttls xmpp)'],
]

/** TLS records of one connection, decrypted once keys are known. */
export class RecordLayer {
  readonly #stream: ByteStream
  #protected: Protected | undefined
  #count = 0
  #received = 0
  #sent = 0
  #first = true
  // 3.1 as record version of the first hello, for old servers (RFC 8446 section 5.1).
  #version = 0x0301

  constructor(stream: ByteStream) {
    this.#stream = stream
  }

  /** The version that clear records carry from here on: as negotiated, 3.3 at most. */
  setVersion(version: number): void {
    this.#version = Math.min(version, 0x0303)
  }

  /** From here on records are protected (RFC 8446 section 5.2). */
  protect(keys: Protected): void {
    this.#protected = keys
  }

  /** Type and content of the next record. */
  async next(): Promise<{ readonly type: number; readonly content: Buffer }> {
    this.#count += 1
    if (this.#count > maxRecords) {
      throw new ObservationFailure(
        'tls-handshake-too-large',
        `more than ${maxRecords} records and no certificate`,
      )
    }
    const header = await this.#readHeader()
    const length = header.readUInt16BE(3)
    if (length > maxRecordBytes) throw malformed(`a record announces ${length} bytes, more than TLS allows`)
    const body = await this.#stream.read(length)
    const type = header.readUInt8(0)
    const keys = this.#protected
    if (keys === undefined || type !== contentType.applicationData) return { type, content: body }
    this.#received += 1
    return openRecord(keys.protection, keys.server, this.#received - 1, header, body)
  }

  async #readHeader(): Promise<Buffer> {
    const header = await this.#stream.read(5)
    const type = header.readUInt8(0)
    if (type >= 20 && type <= 24 && header.readUInt8(1) === 3) {
      this.#first = false
      return header
    }
    if (!this.#first) throw malformed(`${quoteBytes(header)} stands where a record begins`)
    const seen = Buffer.concat([header, this.#stream.peek()])
    const known = greetings.find(([start]) => seen.subarray(0, start.length).toString('latin1') === start)
    const guess = known === undefined ? '' : `; this is ${known[1]}`
    throw new ObservationFailure('tls-not-tls', `the server answered ${quoteBytes(seen, 60)}${guess}`)
  }

  write(type: number, content: Uint8Array): void {
    this.#stream.write(this.#seal(type, content))
  }

  #seal(type: number, content: Uint8Array): Buffer {
    const keys = this.#protected
    if (keys === undefined) {
      const { length } = content
      return Buffer.concat([Buffer.of(type, 3, this.#version & 255, length >> 8, length & 255), content])
    }
    this.#sent += 1
    return sealRecord(keys.protection, keys.client, this.#sent - 1, type, content)
  }

  /** Says that we stop here: user_canceled, then close_notify (RFC 8446 section 6.1). */
  close(): void {
    const cancel = this.#seal(contentType.alert, Buffer.of(1, 90))
    this.#stream.close(Buffer.concat([cancel, this.#seal(contentType.alert, Buffer.of(1, 0))]))
  }
}
