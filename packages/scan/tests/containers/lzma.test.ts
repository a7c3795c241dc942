import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { isLzmaHead } from '../../src/containers/lzma.ts'
import { certificateDer, pemOf } from '../engine/certificates.ts'
import { scanBytes } from '../engine/scan-bytes.ts'
import { tarMember, tarOf } from './bytes.ts'
import { expectFindings, filtered, hasTools } from './tools.ts'

const der = certificateDer()
const pem = Buffer.from(pemOf(der))
const noise = Buffer.alloc(3000, 'noise\n')

describe('lzma', () => {
  test('of a tar adds nothing to the path', async t => {
    if (!hasTools(t, 'xz')) return
    const packed = filtered(tarOf(tarMember('in/c.pem', pem)), 'xz', '--format=lzma', '-c')
    expectFindings(await scanBytes(packed, 'a.tar.lzma'), ['a.tar.lzma!in/c.pem 0'])
  })

  test('of one file, with any properties that xz takes', async t => {
    if (!hasTools(t, 'xz')) return
    for (const options of ['preset=0', 'lc=0,lp=4,pb=0', 'lc=4,pb=4,dict=4KiB', 'dict=1GiB', 'preset=9e']) {
      const filter = `--lzma1=${options}`
      const packed = filtered(Buffer.concat([noise, pem]), 'xz', '--format=lzma', '-c', filter)
      expectFindings(await scanBytes(packed, 'c.pem.lzma'), ['c.pem.lzma!c.pem 3000'])
      expectFindings(await scanBytes(packed, 'x'), ['x!data 3000'])
    }
  })

  test('that says its size and has no marker at its end; what follows is searched', async t => {
    if (!hasTools(t, 'xz')) return
    const packed = Buffer.from(filtered(Buffer.concat([noise, pem]), 'xz', '--format=lzma', '-c'))
    packed.writeBigUInt64LE(BigInt(noise.length + pem.length), 5)
    const scanned = await scanBytes(Buffer.concat([packed, Buffer.from('garbage'), der]), 'x')
    expectFindings(scanned, ['x!data 3000', `x ${packed.length + 7}`])
  })

  test('cut off or damaged it gives what it has and says so', async t => {
    if (!hasTools(t, 'xz')) return
    const packed = filtered(Buffer.concat([pem, noise]), 'xz', '--format=lzma', '-c')
    const cut = await scanBytes(packed.subarray(0, packed.length - 12), 'x')
    assert.deepEqual(
      cut.findings.map(f => f.at.path),
      ['x!data'],
    )
    assert.deepEqual(
      cut.unseen.map(record => record.code),
      ['scan-truncated'],
    )
  })

  test('bytes that only begin alike are ordinary bytes', async () => {
    for (const size of [8, 255]) {
      const head = Buffer.from([
        0x5d,
        0,
        0,
        0x80,
        0,
        ...Array.from({ length: 8 }, (_, i) => (i < 4 ? size : size === 255 ? 255 : 0)),
        0,
        0x77,
        0x12,
        9,
        8,
      ])
      assert.ok(isLzmaHead(head))
      const random = Buffer.from(
        Array.from({ length: 4000 }, (_, i) => (Math.imul(i, 2654435761) >>> 13) & 0xff),
      )
      const scanned = await scanBytes(Buffer.concat([head, random, der]), 'x')
      expectFindings(scanned, [`x ${head.length + random.length}`])
    }
    for (const head of [[], [0x5d], [0x5d, 0, 0, 0, 0], [0xff, 0, 0, 0x80, 0], Array(40).fill(0)])
      assert.ok(!isLzmaHead(Uint8Array.from(head)))
  })
})
