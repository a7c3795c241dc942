import type { Duplex } from 'node:stream'
import { ObservationFailure } from './failure.ts'

/** A socket, or a stream that stands in for one. */
export interface Wire extends Duplex {
  readonly localAddress?: string | undefined
  unref?(): unknown
}

/** How long a closing socket may wait for the other side before it is torn down. */
const lingerMs = 250

/** Reads a socket by length, line or mark, never more than a budget of bytes in all. */
export class ByteStream {
  /** What is being waited for, for the sentence of a timeout. */
  stage = 'an answer'
  readonly #socket: Wire
  #chunks: Buffer[] = []
  #buffered = 0
  #budget: number
  #ended = false
  #error: Error | undefined
  #wake: (() => void) | undefined

  constructor(socket: Wire, budgetBytes: number) {
    this.#socket = socket
    this.#budget = budgetBytes
    const wake = () => this.#wake?.()
    socket.on('readable', wake)
    socket.on('end', () => {
      this.#ended = true
      wake()
    })
    socket.on('error', error => {
      this.#error ??= error
      wake()
    })
    socket.on('close', () => {
      this.#ended = true
      wake()
    })
  }

  get localAddress(): string {
    return this.#socket.localAddress ?? '127.0.0.1'
  }

  /** Allows `bytes` more from here on, whatever was left. */
  allow(bytes: number): void {
    this.#budget = bytes
  }

  /** Ends every wait with this failure. */
  fail(failure: ObservationFailure): void {
    this.#error ??= failure
    this.#wake?.()
  }

  /** What has arrived and was not read yet, left in place. */
  peek(): Buffer {
    const joined = Buffer.concat(this.#chunks)
    this.#chunks = [joined]
    return joined
  }

  /** Waits until `length` bytes are there; at most what the budget allows. */
  async #fill(length: number): Promise<void> {
    while (this.#buffered < length) {
      if (this.#error instanceof ObservationFailure) throw this.#error
      const chunk: unknown = this.#socket.read()
      if (chunk instanceof Buffer) {
        this.#take(chunk)
        continue
      }
      if (this.#error !== undefined) throw closedBy(this.#error, this.stage)
      if (this.#ended) {
        throw new ObservationFailure(
          'tls-closed',
          `the server closed the connection instead of sending ${this.stage}`,
        )
      }
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
      this.#wake = undefined
    }
  }

  #take(chunk: Buffer): void {
    this.#budget -= chunk.length
    // Reads come in buffers of up to 64 KiB, so the last one may pass the budget by that much.
    if (this.#budget < -65_536) {
      throw new ObservationFailure(
        'tls-handshake-too-large',
        `too many bytes came while waiting for ${this.stage}`,
      )
    }
    this.#chunks.push(chunk)
    this.#buffered += chunk.length
  }

  /** Exactly `length` bytes. */
  async read(length: number): Promise<Buffer> {
    await this.#fill(length)
    const all = this.#chunks.length === 1 ? (this.#chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(this.#chunks)
    this.#chunks = all.length > length ? [all.subarray(length)] : []
    this.#buffered = all.length - length
    return all.subarray(0, length)
  }

  /** One line without its line end, of at most `maxBytes`. */
  async readLine(maxBytes = 4096): Promise<string> {
    const bytes = await this.readThrough(['\n'], maxBytes)
    return bytes.toString('latin1').replace(/\r?\n$/, '')
  }

  /** Everything up to and including the first of `marks`, of at most `maxBytes`. */
  async readThrough(marks: readonly string[], maxBytes: number): Promise<Buffer> {
    let searched = 0
    const longest = Math.max(...marks.map(mark => mark.length))
    for (;;) {
      const seen = this.peek()
      const ends = marks.map(mark => [seen.indexOf(mark, searched, 'latin1'), mark.length] as const)
      const found = ends.filter(([at]) => at >= 0).map(([at, length]) => at + length)
      if (found.length > 0) return this.read(Math.min(...found))
      if (seen.length > maxBytes) {
        throw new ObservationFailure(
          'tls-starttls-unexpected',
          `no end to ${this.stage} within ${maxBytes} bytes`,
        )
      }
      searched = Math.max(0, seen.length - longest + 1)
      await this.#fill(seen.length + 1)
    }
  }

  write(bytes: Uint8Array | string): void {
    this.#socket.write(bytes)
  }

  /** Says goodbye with `bytes`, lets the other side finish for a moment, and holds nothing open meanwhile. */
  close(bytes: Uint8Array): void {
    if (this.#socket.destroyed) return
    this.#socket.removeAllListeners('readable')
    this.#socket.end(bytes)
    this.#socket.resume()
    this.#socket.unref?.()
    setTimeout(() => this.#socket.destroy(), lingerMs).unref()
  }
}

function closedBy(error: Error, stage: string): ObservationFailure {
  const code = 'code' in error ? String(error.code) : error.name
  return new ObservationFailure('tls-closed', `the connection broke (${code}) while waiting for ${stage}`)
}
