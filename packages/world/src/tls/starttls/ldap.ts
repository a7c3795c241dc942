import type { ByteStream } from '../byte-stream.ts'
import { FieldReader } from '../fields.ts'
import { declined, unexpected } from './dialogue.ts'

const startTlsOid = '1.3.6.1.4.1.1466.20037'

/** LDAPMessage { messageID 1, ExtendedRequest { requestName } } (RFC 4511 sections 4.12, 4.14.1). */
const request = Buffer.concat([
  Buffer.of(0x30, startTlsOid.length + 7, 2, 1, 1, 0x77, startTlsOid.length + 2, 0x80, startTlsOid.length),
  Buffer.from(startTlsOid, 'latin1'),
])

/** An extended response is a few hundred bytes at most. */
const maxAnswerBytes = 16_384

/** Content length of a BER element whose length begins with `first`; -1 for lengths not used here. */
async function readLength(stream: ByteStream, first: number): Promise<number> {
  if (first < 0x80) return first
  const size = first & 0x7f
  if (size < 1 || size > 4) return -1
  return (await stream.read(size)).readUIntBE(0, size)
}

/** The content of the next element of a message, which must have this tag. */
function readElement(reader: FieldReader, tag: number): Uint8Array | undefined {
  if (reader.left < 2 || reader.number(1) !== tag) return undefined
  const first = reader.number(1)
  const size = first & 0x7f
  if (first < 0x80) return first > reader.left ? undefined : reader.bytes(first)
  if (size !== 1 && size !== 2 && size !== 3 && size !== 4) return undefined
  const length = reader.left < size ? -1 : reader.number(size)
  return length < 0 || length > reader.left ? undefined : reader.bytes(length)
}

/** StartTLS of LDAP (RFC 4511 section 4.14). */
export async function ldap(stream: ByteStream): Promise<void> {
  stream.stage = 'the LDAP answer to StartTLS'
  stream.write(request)
  const header = await stream.read(2)
  const quoted = header.toString('latin1')
  if (header[0] !== 0x30) throw unexpected('LDAP', quoted)
  const length = await readLength(stream, header.readUInt8(1))
  if (length < 0 || length > maxAnswerBytes) throw unexpected('LDAP', quoted)
  const message = new FieldReader(await stream.read(length), 'the LDAP message')
  const identifier = readElement(message, 0x02)
  const response = readElement(message, 0x78)
  if (identifier === undefined || response === undefined) throw unexpected('LDAP', quoted)
  const fields = new FieldReader(response, 'the LDAP response')
  const result = readElement(fields, 0x0a)
  if (result === undefined || result.length === 0) throw unexpected('LDAP', quoted)
  if (result.every(byte => byte === 0)) return
  readElement(fields, 0x04)
  const text = Buffer.from(readElement(fields, 0x04) ?? []).toString('latin1')
  throw declined(`result code ${result.at(-1)} ${text}`)
}
