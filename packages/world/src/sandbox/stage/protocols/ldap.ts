import { end, listen, maxHeardBytes, type Protocol, type Said, speakerOf } from './speaker.ts'

const startTlsOid = '1.3.6.1.4.1.1466.20037'

/** Tags of requests and of the responses that end them (RFC 4511 section 4.2 and following). */
const responses: ReadonlyMap<number, number> = new Map([
  [0x60, 0x61], // bind
  [0x63, 0x65], // search: done, nothing found
  [0x66, 0x67], // modify
  [0x68, 0x69], // add
  [0x4a, 0x6b], // delete
  [0x6c, 0x6d], // rename
  [0x6e, 0x6f], // compare
  [0x77, 0x78], // extended
])
const unbind = 0x42

interface Head {
  readonly headBytes: number
  readonly length: number
}

/** Tag and length of a BER element; `undefined` when not whole, length -1 when no message is that long. */
function readHead(bytes: Buffer): Head | undefined {
  const first = bytes[1]
  if (first === undefined) return undefined
  if (first < 0x80) return { headBytes: 2, length: first }
  const size = first & 0x7f
  if (size < 1 || size > 4) return { headBytes: 2, length: -1 }
  if (bytes.length < 2 + size) return undefined
  const length = bytes.readUIntBE(2, size)
  return { headBytes: 2 + size, length: length > maxHeardBytes ? -1 : length }
}

/** LDAPMessage { messageID, [response] { resultCode success, matchedDN '', diagnosticMessage '' } }. */
function success(identifier: Buffer, tag: number): Buffer {
  const response = Buffer.from([tag, 7, 0x0a, 1, 0, 4, 0, 4, 0])
  return Buffer.concat([
    Buffer.from([0x30, 2 + identifier.length + response.length, 2, identifier.length]),
    identifier,
    response,
  ])
}

function answer(message: Buffer, secured: boolean): Said {
  const size = message[1] ?? 0
  // messageID is an INTEGER of at most four bytes (RFC 4511 section 4.1.1.1).
  if (message[0] !== 2 || size < 1 || size > 4 || message.length < 3 + size) return end()
  const identifier = message.subarray(2, 2 + size)
  const operation = message[2 + size] ?? 0
  if (operation === unbind) return end()
  const tag = responses.get(operation)
  if (tag === undefined) return listen()
  const starts = operation === 0x77 && message.includes(startTlsOid, 2 + size, 'latin1')
  return { say: success(identifier, tag), after: starts && !secured ? 'tls' : 'listen' }
}

/** LDAP with StartTLS (RFC 4511 section 4.14) and an empty directory. */
export const ldap: Protocol = ({ secured }) =>
  speakerOf('', heard => {
    if (heard[0] !== 0x30) return { said: end(), length: heard.length }
    const head = readHead(heard)
    if (head === undefined) return undefined
    if (head.length < 0) return { said: end(), length: heard.length }
    const length = head.headBytes + head.length
    if (heard.length < length) return undefined
    return { said: answer(heard.subarray(head.headBytes, length), secured), length }
  })
