import { readAlert } from './alerts.ts'
import { malformed, ObservationFailure } from './failure.ts'
import { contentType, type RecordLayer } from './record-layer.ts'

/** Handshake types (RFC 8446 section 4, RFC 5246 section 7.4, RFC 6066 section 8). */
export const handshakeType = {
  clientHello: 1,
  serverHello: 2,
  encryptedExtensions: 8,
  certificate: 11,
  certificateRequest: 13,
  certificateStatus: 22,
  messageHash: 254,
} as const

/** One handshake message; `raw` is with its header, as the transcript needs it. */
export interface HandshakeMessage {
  readonly type: number
  readonly body: Buffer
  readonly raw: Buffer
}

/** Warnings that a server may send and go on; more of them than this is no handshake. */
const maxWarnings = 8

/** Puts handshake messages together from records, however they were cut. */
export class HandshakeMessages {
  readonly #records: RecordLayer
  readonly #maxBytes: number
  #chunks: Buffer[] = []
  #buffered = 0
  #warnings = 0

  constructor(records: RecordLayer, maxBytes: number) {
    this.#records = records
    this.#maxBytes = maxBytes
  }

  /** True when no byte of a following message has arrived: keys may change only here (RFC 8446 section 5.1). */
  get aligned(): boolean {
    return this.#buffered === 0
  }

  async next(): Promise<HandshakeMessage> {
    await this.#fill(4)
    const header = this.#join()
    const type = header.readUInt8(0)
    const length = header.readUIntBE(1, 3)
    if (length > this.#maxBytes) {
      const code = type === handshakeType.certificate ? 'tls-chain-too-large' : 'tls-handshake-too-large'
      throw new ObservationFailure(
        code,
        `a handshake message announces ${length} bytes; the limit is ${this.#maxBytes}`,
      )
    }
    await this.#fill(4 + length)
    const all = this.#join()
    this.#chunks = all.length > 4 + length ? [all.subarray(4 + length)] : []
    this.#buffered = all.length - 4 - length
    return { type, body: all.subarray(4, 4 + length), raw: all.subarray(0, 4 + length) }
  }

  #join(): Buffer {
    const all = Buffer.concat(this.#chunks)
    this.#chunks = [all]
    return all
  }

  async #fill(length: number): Promise<void> {
    while (this.#buffered < length) {
      const { type, content } = await this.#records.next()
      if (type === contentType.handshake) {
        if (content.length === 0) throw malformed('an empty handshake record came (RFC 8446 section 5.1)')
        this.#chunks.push(content)
        this.#buffered += content.length
      } else if (type === contentType.alert) {
        this.#readAlert(content)
      } else if (type !== contentType.changeCipherSpec) {
        // ChangeCipherSpec is sent for middleboxes and means nothing in TLS 1.3 (RFC 8446 appendix D.4).
        throw malformed(`a record of type ${type} came in the middle of the handshake`)
      }
    }
  }

  #readAlert(content: Buffer): void {
    if (content.length !== 2) throw malformed(`an alert of ${content.length} bytes came instead of two`)
    const alert = readAlert(content.readUInt8(0), content.readUInt8(1))
    if (alert.number === 0) {
      throw new ObservationFailure('tls-closed', 'the server said close_notify before it sent a certificate')
    }
    // Some servers warn of an unknown name (112) and go on with a default certificate (RFC 6066 section 3).
    if (alert.level === 'warning' && this.#warnings < maxWarnings) {
      this.#warnings += 1
      return
    }
    throw new ObservationFailure('tls-alert', `the server sent alert ${alert.number} (${alert.name})`, alert)
  }
}
