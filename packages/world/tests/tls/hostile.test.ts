import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { Duplex } from 'node:stream'
import { test } from 'node:test'
import { createServer } from 'node:tls'
import fc from 'fast-check'
import { ByteStream } from '../../src/tls/byte-stream.ts'
import { readCertificate13 } from '../../src/tls/certificate-message.ts'
import { protections } from '../../src/tls/cipher-suites.ts'
import { clientHello } from '../../src/tls/client-hello.ts'
import { ObservationFailure } from '../../src/tls/failure.ts'
import { vector } from '../../src/tls/fields.ts'
import { readServed } from '../../src/tls/handshake.ts'
import { createKeyShare } from '../../src/tls/key-share.ts'
import { openRecord, sealRecord } from '../../src/tls/record-protection.ts'
import { readStapleStatus } from '../../src/tls/staple.ts'
import type { Dialogue } from '../../src/tls/starttls/dialogue.ts'
import { dialogues } from '../../src/tls/starttls/dialogues.ts'
import { listen, starttlsContext } from './loopback.ts'

const options = {
  keyType: 'any',
  sni: 'mail.joost.test',
  alpn: [],
  maxBytes: 100_000,
  maxCertificates: 50,
} as const

/** A stream on which `bytes` arrive in pieces and then the end. */
function streamOf(bytes: Uint8Array, pieceBytes: number, written: Buffer[] = []): ByteStream {
  let at = 0
  const wire = new Duplex({
    read() {
      this.push(at < bytes.length ? bytes.subarray(at, at + pieceBytes) : null)
      at += pieceBytes
    },
    write(chunk: Buffer, _encoding, done) {
      written.push(chunk)
      done()
    },
  })
  return new ByteStream(wire, 65_536)
}

/** True when it ended with an answer, false when with a failure that has a code; anything else is thrown. */
async function ends(work: Promise<unknown>): Promise<boolean> {
  try {
    await work
    return true
  } catch (error) {
    assert.ok(error instanceof ObservationFailure, String(error))
    return false
  }
}

/** The first flight of a real TLS 1.2 server, in clear up to its certificate. */
async function recordFlight(port: number): Promise<Buffer> {
  const hello = clientHello({
    ...options,
    random: Buffer.alloc(32, 1),
    sessionId: Buffer.alloc(32, 2),
    shares: [createKeyShare(0x001d)],
    cookie: undefined,
  })
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(Buffer.concat([Buffer.of(22, 3, 1), vector(2, hello)])),
    )
    const chunks: Buffer[] = []
    socket.on('error', reject)
    socket.on('data', chunk => {
      chunks.push(chunk)
      // ServerHelloDone ends the flight.
      if (
        !Buffer.concat(chunks)
          .subarray(-4)
          .equals(Buffer.of(14, 0, 0, 0))
      )
        return
      socket.destroy()
      resolve(Buffer.concat(chunks))
    })
  })
}

test('a flight of TLS 1.2, however it is cut, gives the chain; however it is changed, an end', async t => {
  const { options: context, sent } = await starttlsContext()
  const flight = await recordFlight(await listen(t, createServer({ ...context, maxVersion: 'TLSv1.2' })))
  for (const pieceBytes of [1, 2, 7, 1000, 100_000]) {
    const answer = await readServed(streamOf(flight, pieceBytes), options)
    assert.deepEqual(
      answer.certificates.map(der => Buffer.from(der).toString('hex')),
      sent.map(toy => toy.der.toString('hex')),
    )
  }
  const change = fc.tuple(
    fc.nat(flight.length - 1),
    fc.nat(255),
    fc.nat(flight.length),
    fc.integer({ min: 1, max: 2000 }),
  )
  let answered = 0
  await fc.assert(
    fc.asyncProperty(change, async ([at, value, end, pieceBytes]) => {
      const bytes = Buffer.from(flight)
      bytes[at] = value
      if (await ends(readServed(streamOf(bytes.subarray(0, end), pieceBytes), options))) answered += 1
    }),
    { numRuns: 1500 },
  )
  assert.ok(answered > 0, 'some changes fall behind the certificate or inside it')
})

test('it stops after the certificate and says so: user_canceled, close_notify', async t => {
  const { options: context } = await starttlsContext()
  const flight = await recordFlight(await listen(t, createServer({ ...context, maxVersion: 'TLSv1.2' })))
  const written: Buffer[] = []
  await readServed(streamOf(flight, 5000, written), options)
  const all = Buffer.concat(written)
  assert.equal(all.subarray(-14).toString('hex'), '1503030002015a15030300020100')
  assert.equal(all.length, 5 + all.readUInt16BE(3) + 14, 'one hello, two alerts, nothing else')
})

test('padding of a protected record is taken off; padding alone is refused', () => {
  const protection = protections.get(0x1301)
  assert.ok(protection !== undefined)
  const keys = { key: Buffer.alloc(16, 1), iv: Buffer.alloc(12, 2) }
  const open = (content: Buffer) => {
    const record = sealRecord(protection, keys, 258, 0, content)
    return openRecord(protection, keys, 258, record.subarray(0, 5), record.subarray(5))
  }
  assert.deepEqual(open(Buffer.of(7, 0, 22, 0, 0)), { type: 22, content: Buffer.of(7, 0) })
  assert.throws(() => open(Buffer.alloc(9)), ObservationFailure)
})

test('any bytes before TLS end every dialogue', async () => {
  const openings = [
    '220 x\r\n',
    '* OK x\r\n',
    '+OK x\r\n',
    '<stream:features',
    '0\u0005',
    'S',
    'J\0\0\0\n5\0',
    '',
  ]
  const input = fc.tuple(
    fc.constantFrom<Dialogue>(...Object.values(dialogues)),
    fc.constantFrom(...openings),
    fc.uint8Array({ maxLength: 300 }),
    fc.constantFrom('', '\r\n220 x\r\n', '\r\nf1 OK\r\n', '>', '/>'),
  )
  await fc.assert(
    fc.asyncProperty(input, async ([dialogue, opening, bytes, ending]) => {
      const all = Buffer.concat([Buffer.from(opening, 'latin1'), bytes, Buffer.from(ending)])
      await ends(dialogue(streamOf(all, 64), 'mail.joost.test'))
    }),
    { numRuns: 1000 },
  )
})

test('any body of a TLS 1.3 Certificate message and any staple are read or refused', async () => {
  const entry = (staple: number) =>
    Buffer.concat([
      vector(3, Buffer.of(0x30, 0)),
      vector(2, Buffer.of(0, 5), vector(2, Buffer.of(1, 0, 0, 1, staple))),
    ])
  const valid = Buffer.concat([vector(1), vector(3, entry(9), entry(10))])
  assert.deepEqual(readCertificate13(valid, 5).staple, Buffer.of(9))
  const input = fc.tuple(fc.nat(valid.length - 1), fc.nat(255), fc.nat(valid.length))
  await fc.assert(
    fc.asyncProperty(input, async ([at, value, end]) => {
      const bytes = Buffer.from(valid)
      bytes[at] = value
      await ends(Promise.resolve().then(() => readCertificate13(bytes.subarray(0, end), 5)))
    }),
  )
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 12 }), bytes => {
      const staple = readStapleStatus(bytes)
      assert.equal(staple.present, bytes.length > 0)
    }),
  )
})
