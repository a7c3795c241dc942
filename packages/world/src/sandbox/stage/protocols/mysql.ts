import { end, listen, maxHeardBytes, type Protocol, speakerOf } from './speaker.ts'

/** Capability flags (MySQL protocol, "Capabilities Flags"): those a client of today asks for. */
const longPassword = 0x1
const connectWithDb = 0x8
const protocol41 = 0x200
const ssl = 0x800
const transactions = 0x2000
const secureConnection = 0x8000
const pluginAuth = 0x8_0000
const capabilities =
  longPassword | connectWithDb | protocol41 | ssl | transactions | secureConnection | pluginAuth

const quit = 1

function packet(sequence: number, body: Uint8Array): Buffer {
  const head = Buffer.alloc(4)
  head.writeUIntLE(body.length, 0, 3)
  head.writeUInt8(sequence & 0xff, 3)
  return Buffer.concat([head, body])
}

/** Protocol::HandshakeV10. The nonce guards nothing: every login succeeds. */
function greeting(): Buffer {
  const flags = Buffer.alloc(4)
  flags.writeUInt32LE(capabilities, 0)
  const body = Buffer.concat([
    Buffer.from('\x0a8.0.36\0', 'latin1'),
    Buffer.from([1, 0, 0, 0]),
    Buffer.from('rehearsa\0', 'latin1'),
    flags.subarray(0, 2),
    Buffer.from([45, 2, 0]),
    flags.subarray(2),
    Buffer.from([21, ...new Array<number>(10).fill(0)]),
    Buffer.from('lrehearsal12\0mysql_native_password\0', 'latin1'),
  ])
  return packet(0, body)
}

const ok = Buffer.from([0, 0, 0, 2, 0, 0, 0])

/** MySQL and MariaDB with the request for SSL; every command succeeds. */
export const mysql: Protocol = ({ secured, greets }) => {
  let loggedIn = false
  return speakerOf(greets ? greeting() : '', heard => {
    if (heard.length < 4) return undefined
    const length = heard.readUIntLE(0, 3)
    if (length > maxHeardBytes) return { said: end(), length: heard.length }
    if (heard.length < 4 + length) return undefined
    const sequence = heard[3] ?? 0
    const body = heard.subarray(4, 4 + length)
    const all = 4 + length
    if (!secured && !loggedIn && length === 32 && (body.readUInt32LE(0) & ssl) !== 0)
      return { said: { say: '', after: 'tls' }, length: all }
    if (loggedIn && body[0] === quit) return { said: end(), length: all }
    loggedIn = true
    return { said: listen(packet(sequence + 1, ok)), length: all }
  })
}
