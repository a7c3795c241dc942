import type { ByteStream } from '../byte-stream.ts'
import { FieldReader } from '../fields.ts'
import { declined, unexpected } from './dialogue.ts'

/** Capability flags (MySQL protocol, "Capabilities Flags"). */
const clientProtocol41 = 0x0000_0200
const clientSsl = 0x0000_0800
const clientSecureConnection = 0x0000_8000
const clientPluginAuth = 0x0008_0000

/** A greeting has 70 to 130 bytes; an error packet a sentence. */
const maxGreetingBytes = 4096

/** Lower half of the capabilities in a Protocol::HandshakeV10 packet. */
function readCapabilities(payload: Buffer): number {
  const fields = new FieldReader(payload, 'the MySQL greeting')
  fields.number(1)
  fields.bytes(payload.indexOf(0, 1)) // server version and its NUL
  fields.bytes(4 + 8 + 1) // thread id, first part of the nonce, filler
  const lower = fields.bytes(2)
  return (lower[0] ?? 0) | ((lower[1] ?? 0) << 8)
}

/** SSLRequest with sequence number 1 (MySQL protocol, "Protocol::SSLRequest"). */
function sslRequest(): Buffer {
  const packet = Buffer.alloc(4 + 32)
  packet.writeUIntLE(32, 0, 3)
  packet.writeUInt8(1, 3)
  packet.writeUInt32LE(clientProtocol41 | clientSsl | clientSecureConnection | clientPluginAuth, 4)
  packet.writeUInt32LE(0x0100_0000, 8) // largest packet, 16 MiB
  packet.writeUInt8(45, 12) // utf8mb4
  return packet
}

/** The SSL request of MySQL and MariaDB, after their greeting. */
export async function mysql(stream: ByteStream): Promise<void> {
  stream.stage = 'the MySQL greeting'
  const header = await stream.read(4)
  const length = header.readUIntLE(0, 3)
  if (length < 1 || length > maxGreetingBytes || header.readUInt8(3) > 2) {
    throw unexpected('MySQL', header.toString('latin1'))
  }
  const payload = await stream.read(length)
  if (payload[0] === 0xff) throw declined(payload.subarray(3).toString('latin1'))
  if (payload[0] !== 10 || payload.indexOf(0, 1) < 0) throw unexpected('MySQL', payload.toString('latin1'))
  if ((readCapabilities(payload) & clientSsl) === 0) throw declined('the greeting does not offer SSL')
  stream.write(sslRequest())
}
