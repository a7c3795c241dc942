import type { Duplex } from 'node:stream'
import type { Speaker } from './protocols/speaker.ts'

/** A handshake record (RFC 8446 section 5.1): a client that begins TLS without being asked to. */
const handshakeRecord = 22

/** Words exchanged before TLS; more is no dialogue. */
const maxHeardBytes = 1_048_576

/** Lets a speaker talk inside TLS until one side ends; `onFirst` gets the client's first bytes. */
export function converse(stream: Duplex, speaker: Speaker, onFirst: (bytes: Buffer) => void): void {
  if (speaker.greeting !== '') stream.write(speaker.greeting)
  const hear = (bytes: Buffer): void => {
    const { say, after } = speaker.hear(bytes)
    if (say.length > 0 && stream.writable) stream.write(say)
    if (after === 'listen') return
    stream.off('data', hear)
    stream.resume()
    stream.end()
  }
  stream.once('data', onFirst)
  stream.on('data', hear)
}

/**
 * Lets a speaker talk until TLS begins. `onTls` is called with what is left of the bytes put back; `agreed` is
 * false when the client began TLS by itself.
 */
export function converseUntilTls(stream: Duplex, speaker: Speaker, onTls: (agreed: boolean) => void): void {
  let heardBytes = 0
  const stop = (rest: Buffer | undefined): void => {
    stream.off('readable', look)
    stream.off('end', end)
    if (rest !== undefined && rest.length > 0) stream.unshift(rest)
  }
  const end = (): void => {
    stop(undefined)
    stream.end()
  }
  const hear = (bytes: Buffer): boolean => {
    const { say, after, rest } = speaker.hear(bytes)
    if (say.length > 0 && stream.writable) stream.write(say)
    if (after === 'listen') return heardBytes <= maxHeardBytes
    if (after === 'end') {
      end()
      return false
    }
    stop(rest)
    onTls(true)
    return false
  }
  const look = (): void => {
    const bytes: unknown = stream.read()
    if (!(bytes instanceof Buffer)) return
    if (heardBytes === 0 && bytes[0] === handshakeRecord) {
      stop(bytes)
      onTls(false)
      return
    }
    heardBytes += bytes.length
    if (!hear(bytes) && heardBytes > maxHeardBytes) stream.destroy()
  }
  if (speaker.greeting !== '') stream.write(speaker.greeting)
  stream.on('readable', look)
  stream.on('end', end)
}
