import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { deflateSync } from 'node:zlib'
import { certificateDer, pemOf } from '../engine/certificates.ts'
import { scanBytes } from '../engine/scan-bytes.ts'
import { tarMember, tarOf, zipOf } from './bytes.ts'
import { expectFindings, filtered, hasTools } from './tools.ts'

const der = certificateDer()
const pem = Buffer.from(pemOf(der))
const noise = Buffer.alloc(3000, 'noise\n')

describe('zlib', () => {
  for (const level of [0, 1, 5, 6, 9]) {
    test(`at the start of a file, level ${level}`, async () => {
      expectFindings(await scanBytes(deflateSync(Buffer.concat([noise, pem]), { level }), 'x'), [
        'x!data 3000',
      ])
    })
  }

  test('made by Python, of a tar, inside a member of a zip', async t => {
    if (!hasTools(t, 'python3')) return
    const program = 'import sys,zlib;sys.stdout.buffer.write(zlib.compress(sys.stdin.buffer.read()))'
    const packed = filtered(tarOf(tarMember('in/c.pem', pem)), 'python3', '-c', program)
    expectFindings(await scanBytes(zipOf([{ name: 'a', bytes: packed, stored: true }]), 'a.zip'), [
      'a.zip!a!in/c.pem 0',
    ])
  })

  test('what follows is searched', async () => {
    const packed = deflateSync(noise)
    expectFindings(await scanBytes(Buffer.concat([packed, Buffer.from('garbage'), der]), 'x'), [
      `x ${packed.length + 7}`,
    ])
  })

  test('cut off it gives what it has and says so', async () => {
    const packed = deflateSync(Buffer.concat([pem, noise]))
    const scanned = await scanBytes(packed.subarray(0, packed.length - 6), 'x')
    assert.deepEqual(
      scanned.unseen.map(record => record.code),
      ['scan-truncated'],
    )
  })

  test('bytes that only begin alike are ordinary bytes', async () => {
    for (const head of [
      Buffer.from('x\u0001'),
      Buffer.from('x^2 + y^2'),
      Buffer.of(0x78, 0x9c),
      Buffer.of(0x78, 0xda, 0xff),
    ]) {
      expectFindings(await scanBytes(Buffer.concat([head, noise, der]), 'x'), [
        `x ${head.length + noise.length}`,
      ])
      expectFindings(await scanBytes(head, 'x'), [])
    }
  })
})
