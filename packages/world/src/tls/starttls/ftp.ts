import type { ByteStream } from '../byte-stream.ts'
import { declined, readReply } from './dialogue.ts'

/** AUTH TLS of FTP (RFC 4217 section 4). */
export async function ftp(stream: ByteStream): Promise<void> {
  stream.stage = 'the FTP greeting'
  const greeting = await readReply(stream, 'FTP')
  if (greeting.code !== 220) throw declined(greeting.line)
  stream.stage = 'the answer to AUTH TLS'
  stream.write('AUTH TLS\r\n')
  const answer = await readReply(stream, 'FTP')
  if (answer.code !== 234) throw declined(answer.line)
}
