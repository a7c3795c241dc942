import type { ByteStream } from '../byte-stream.ts'
import { ObservationFailure, quoteBytes } from '../failure.ts'

/** Speaks a protocol up to the byte after which TLS begins; `host` is the name the server is known by. */
export type Dialogue = (stream: ByteStream, host: string) => Promise<void>

/** Longest answer read: servers list a few dozen extensions. */
const maxLines = 200

/** The server understood and said no. */
export function declined(answer: string): ObservationFailure {
  return new ObservationFailure(
    'tls-starttls-refused',
    `the server declined to begin TLS: ${quoteText(answer)}`,
  )
}

/** The server speaks another protocol. */
export function unexpected(protocol: string, answer: string): ObservationFailure {
  return new ObservationFailure(
    'tls-starttls-unexpected',
    `${quoteText(answer)} is not an answer of ${protocol}`,
  )
}

function quoteText(text: string): string {
  return quoteBytes(Buffer.from(text, 'latin1'), 120)
}

/** A reply of three digits as SMTP (RFC 5321 4.2) and FTP (RFC 959 4.2) send it: its code and its last line. */
export async function readReply(
  stream: ByteStream,
  protocol: string,
): Promise<{ readonly code: number; readonly line: string }> {
  let code = ''
  for (let count = 0; count < maxLines; count += 1) {
    const line = await stream.readLine()
    const match = /^([1-5][0-9]{2})([ -]|$)/.exec(line)
    if (count === 0 && match === null) throw unexpected(protocol, line)
    if (count === 0) code = match?.[1] ?? ''
    if (match !== null && match[1] === code && match[2] !== '-') return { code: Number(code), line }
  }
  throw new ObservationFailure(
    'tls-starttls-unexpected',
    `no end to an answer of ${protocol} within ${maxLines} lines`,
  )
}

/** The first line that begins with `tag`, skipping lines that do not. */
export async function readTagged(stream: ByteStream, tag: string, protocol: string): Promise<string> {
  for (let count = 0; count < maxLines; count += 1) {
    const line = await stream.readLine()
    if (line.startsWith(tag)) return line
  }
  throw new ObservationFailure(
    'tls-starttls-unexpected',
    `no end to an answer of ${protocol} within ${maxLines} lines`,
  )
}
