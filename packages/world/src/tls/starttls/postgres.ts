import type { ByteStream } from '../byte-stream.ts'
import { declined, unexpected } from './dialogue.ts'

/** SSLRequest: length 8, then 80877103 (PostgreSQL protocol, "SSL Session Encryption"). */
const request = Buffer.of(0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f)

/** The SSLRequest of PostgreSQL, answered by one byte. */
export async function postgres(stream: ByteStream): Promise<void> {
  stream.stage = 'the PostgreSQL answer to SSLRequest'
  stream.write(request)
  const answer = (await stream.read(1)).toString('latin1')
  if (answer === 'S') return
  if (answer === 'N' || answer === 'E') throw declined(`${answer}: the server is set up without SSL`)
  throw unexpected('PostgreSQL', answer)
}
