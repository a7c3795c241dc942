import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failedOf, listenPlain, upgrade } from '../loopback.ts'
import { lookAt, refusalCode, sawChain, starttlsOptions } from './twin.ts'

function packet(sequence: number, payload: Buffer): Buffer {
  return Buffer.concat([Buffer.of(payload.length & 255, payload.length >> 8, 0, sequence), payload])
}

/** Protocol::HandshakeV10 with these lower capability flags. */
function greeting(capabilities: number): Buffer {
  return packet(
    0,
    Buffer.concat([
      Buffer.of(10),
      Buffer.from('8.0.36-toy\0'),
      Buffer.of(7, 0, 0, 0),
      Buffer.alloc(8, 0x41),
      Buffer.of(0, capabilities & 255, capabilities >> 8, 45, 2, 0, 0xff, 0xdf, 21),
      Buffer.alloc(10),
      Buffer.alloc(13, 0x42),
      Buffer.from('caching_sha2_password\0'),
    ]),
  )
}

test('MySQL: greeting, SSL request, TLS', async t => {
  const options = await starttlsOptions()
  const port = await listenPlain(t, socket => {
    socket.write(greeting(0xffff))
    // The request is a packet of 32 bytes with sequence number 1; TLS follows without a pause.
    socket.once('readable', () => {
      const request = socket.read(36)
      assert.ok(request instanceof Buffer)
      assert.equal(request.readUIntLE(0, 3), 32)
      assert.equal(request.readUInt8(3), 1)
      assert.equal(request.readUInt32LE(4) & 0x800, 0x800)
      upgrade(socket, options)
    })
  })
  await sawChain(port, 'mysql')
})

test('MySQL: refusals and other protocols', async t => {
  const error = Buffer.concat([Buffer.of(0xff, 0x6a, 0x04), Buffer.from('Host is not allowed to connect')])
  const without = failedOf(
    await lookAt(await listenPlain(t, socket => socket.write(greeting(0xf7ff))), 'mysql'),
  )
  assert.equal(without.code, 'tls-starttls-refused')
  assert.match(without.detail, /does not offer SSL/)
  const refused = failedOf(
    await lookAt(await listenPlain(t, socket => socket.write(packet(0, error))), 'mysql'),
  )
  assert.equal(refused.code, 'tls-starttls-refused')
  assert.match(refused.detail, /Host is not allowed/)
  assert.equal(await refusalCode(t, 'mysql', '220 mx ESMTP ready\r\n'), 'tls-starttls-unexpected')
  assert.equal(await refusalCode(t, 'mysql', packet(0, Buffer.of(10, 65, 65))), 'tls-starttls-unexpected')
  assert.equal(await refusalCode(t, 'mysql', packet(0, Buffer.from('\nA\0short'))), 'tls-malformed')
})
