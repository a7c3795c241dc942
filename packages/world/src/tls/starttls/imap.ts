import type { ByteStream } from '../byte-stream.ts'
import { declined, readTagged, unexpected } from './dialogue.ts'

/** STARTTLS of IMAP (RFC 9051 section 6.2.1). */
export async function imap(stream: ByteStream): Promise<void> {
  stream.stage = 'the IMAP greeting'
  const greeting = await stream.readLine()
  if (/^\* BYE\b/i.test(greeting)) throw declined(greeting)
  if (!/^\* (OK|PREAUTH)\b/i.test(greeting)) throw unexpected('IMAP', greeting)
  stream.stage = 'the answer to STARTTLS'
  stream.write('f1 STARTTLS\r\n')
  const answer = await readTagged(stream, 'f1 ', 'IMAP')
  if (!/^f1 OK\b/i.test(answer)) throw declined(answer)
}
