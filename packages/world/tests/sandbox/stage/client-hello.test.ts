import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readFirstFlight } from '../../../src/sandbox/stage/client-hello.ts'
import { firstFlight } from './meeting.ts'

const modern = await firstFlight({ servername: 'WWW.Joost.test', ALPNProtocols: ['h2', 'http/1.1'] })

/** The same handshake message in records of `size` bytes. */
function recut(flight: Buffer, size: number): Buffer {
  const message = flight.subarray(5, 5 + flight.readUInt16BE(3))
  const records: Buffer[] = []
  for (let at = 0; at < message.length; at += size) {
    const part = message.subarray(at, at + size)
    records.push(Buffer.from([22, 3, 1, part.length >> 8, part.length & 255]), part)
  }
  return Buffer.concat(records)
}

test('server name, protocols and version are read from a real hello', () => {
  assert.deepEqual(readFirstFlight(modern), {
    kind: 'hello',
    hello: { serverName: 'www.joost.test', alpn: ['h2', 'http/1.1'], version: 'TLSv1.3' },
  })
})

test('old versions and nameless hellos are read', async () => {
  for (const version of ['TLSv1', 'TLSv1.1', 'TLSv1.2'] as const) {
    const flight = await firstFlight({ minVersion: 'TLSv1', maxVersion: version })
    assert.deepEqual(readFirstFlight(flight), {
      kind: 'hello',
      hello: { serverName: '', alpn: [], version },
    })
  }
})

test('a hello cut into records of any size reads the same', () => {
  for (const size of [1, 2, 3, 4, 5, 100, 511]) {
    assert.deepEqual(readFirstFlight(recut(modern, size)), readFirstFlight(modern), `records of ${size}`)
  }
})

test('every beginning of a hello asks for more, and what follows it is not looked at', () => {
  for (let length = 0; length < modern.length; length += 1) {
    assert.equal(readFirstFlight(modern.subarray(0, length)).kind, 'more', `${length} bytes`)
  }
  const early = Buffer.concat([recut(modern, 200), Buffer.from([23, 3, 3, 0, 1, 0])])
  assert.equal(readFirstFlight(early).kind, 'hello')
})

test('the form of SSL 2.0 is a hello, other bytes are no TLS', () => {
  const old = Buffer.from([0x80, 12, 1, 3, 1, 0, 3, 0, 0, 0, 0, 0, 0, 0])
  assert.deepEqual(readFirstFlight(old), {
    kind: 'hello',
    hello: { serverName: '', alpn: [], version: 'TLSv1' },
  })
  assert.equal(readFirstFlight(Buffer.from('GET / HTTP/1.1\r\n')).kind, 'other')
  assert.equal(readFirstFlight(Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff])).kind, 'other')
})

test('lengths that lie are refused', () => {
  assert.equal(readFirstFlight(Buffer.from([22, 3, 1, 0xff, 0xff, 1])).kind, 'bad')
  assert.equal(readFirstFlight(Buffer.from([22, 3, 1, 0, 0, 1])).kind, 'bad')
  assert.equal(readFirstFlight(Buffer.from([22, 3, 1, 0, 4, 1, 0xff, 0xff, 0xff])).kind, 'bad')
  assert.equal(readFirstFlight(Buffer.from([22, 3, 1, 0, 4, 2, 0, 0, 1])).kind, 'bad')
  const cut = Buffer.from(modern)
  cut.writeUInt8(cut.readUInt8(5 + 4 + 2 + 32) + 200, 5 + 4 + 2 + 32)
  assert.equal(readFirstFlight(cut).kind, 'bad')
})

test('no bytes make it throw, and what it keeps is bounded and printable', () => {
  const changed = fc.array(fc.tuple(fc.nat(modern.length - 1), fc.nat(255)), { maxLength: 20 }).map(edits => {
    const bytes = Buffer.from(modern)
    for (const [at, value] of edits) bytes[at] = value
    return bytes
  })
  const random = fc.uint8Array({ maxLength: 2000 }).map(bytes => Buffer.from([22, 3, 1, ...bytes]))
  fc.assert(
    fc.property(fc.oneof(changed, random, fc.uint8Array({ maxLength: 200 })), bytes => {
      const flight = readFirstFlight(bytes)
      if (flight.kind !== 'hello') return
      const { serverName, alpn } = flight.hello
      assert.match(serverName, /^[\x21-\x7e]{0,255}$/)
      assert.ok(alpn.length <= 32 && alpn.every(protocol => /^[\x21-\x7e]{0,255}$/.test(protocol)))
    }),
    { numRuns: 2000 },
  )
})
