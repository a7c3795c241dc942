import type { ByteStream } from '../byte-stream.ts'
import { declined, unexpected } from './dialogue.ts'

/** STLS of POP3 (RFC 2595 section 4). */
export async function pop3(stream: ByteStream): Promise<void> {
  stream.stage = 'the POP3 greeting'
  const greeting = await stream.readLine()
  if (greeting.startsWith('-ERR')) throw declined(greeting)
  if (!greeting.startsWith('+OK')) throw unexpected('POP3', greeting)
  stream.stage = 'the answer to STLS'
  stream.write('STLS\r\n')
  const answer = await stream.readLine()
  if (answer.startsWith('-ERR')) throw declined(answer)
  if (!answer.startsWith('+OK')) throw unexpected('POP3', answer)
}
