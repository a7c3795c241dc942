import { end, listen, maxHeardBytes, type Protocol, type Said, speakerOf } from './speaker.ts'

/** Request codes in place of a protocol version (PostgreSQL protocol, "Message Formats"). */
const sslRequest = 80_877_103
const gssRequest = 80_877_104
const cancelRequest = 80_877_102

function message(type: string, ...content: readonly (string | readonly number[])[]): Buffer {
  const body = Buffer.concat(
    content.map(part => (typeof part === 'string' ? Buffer.from(`${part}\0`) : Buffer.from(part))),
  )
  const head = Buffer.alloc(5)
  head.write(type, 0, 'latin1')
  head.writeUInt32BE(4 + body.length, 1)
  return Buffer.concat([head, body])
}

const ready = message('Z', [0x49])
const complete = message('C', 'SELECT 0')
const welcome = Buffer.concat([
  message('R', [0, 0, 0, 0]),
  message('S', 'server_version', '16.0'),
  message('S', 'client_encoding', 'UTF8'),
  message('S', 'standard_conforming_strings', 'on'),
  message('K', [0, 0, 0, 1, 0, 0, 0, 1]),
  ready,
])

/** Answers by message type: queries find nothing, and everything succeeds. */
const answers: ReadonlyMap<string, Uint8Array> = new Map([
  ['Q', Buffer.concat([complete, ready])],
  ['P', message('1')],
  ['B', message('2')],
  ['D', message('n')],
  ['E', complete],
  ['C', message('3')],
  ['S', ready],
])

function answerStartup(code: number, secured: boolean): Said {
  if (code === sslRequest) return secured ? end('N') : { say: 'S', after: 'tls' }
  if (code === gssRequest) return listen('N')
  return code === cancelRequest ? end() : listen(welcome)
}

/** PostgreSQL with SSLRequest, and a database without tables. */
export const postgres: Protocol = ({ secured }) => {
  let started = false
  return speakerOf('', heard => {
    const head = started ? 1 : 0
    if (heard.length < head + 4) return undefined
    const length = heard.readUInt32BE(head)
    if (length < 4 || length > maxHeardBytes) return { said: end(), length: heard.length }
    if (heard.length < head + length) return undefined
    if (started) {
      const type = String.fromCharCode(heard[0] ?? 0)
      return { said: type === 'X' ? end() : listen(answers.get(type)), length: 1 + length }
    }
    if (length < 8) return { said: end(), length: heard.length }
    const code = heard.readUInt32BE(4)
    started = code >>> 16 === 3
    return { said: answerStartup(code, secured), length }
  })
}
