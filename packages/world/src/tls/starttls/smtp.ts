import { isIPv6 } from 'node:net'
import type { ByteStream } from '../byte-stream.ts'
import { declined, readReply } from './dialogue.ts'

/** STARTTLS of SMTP (RFC 3207). */
export async function smtp(stream: ByteStream): Promise<void> {
  stream.stage = 'the SMTP greeting'
  const greeting = await readReply(stream, 'SMTP')
  if (greeting.code !== 220) throw declined(greeting.line)
  // An address literal, since this machine may have no name that the server would accept (RFC 5321 4.1.3).
  const own = stream.localAddress
  stream.stage = 'the answer to EHLO'
  stream.write(`EHLO [${isIPv6(own) ? `IPv6:${own}` : own}]\r\n`)
  const hello = await readReply(stream, 'SMTP')
  if (hello.code !== 250) throw declined(hello.line)
  stream.stage = 'the answer to STARTTLS'
  stream.write('STARTTLS\r\n')
  const answer = await readReply(stream, 'SMTP')
  if (answer.code !== 220) throw declined(answer.line)
}
