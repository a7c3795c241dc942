import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { nodeCodecs } from '../../src/codec/codecs.ts'
import { hasTool, memberBy7z, packedWith, pieces } from './packing.ts'

const binary = readFileSync(process.execPath).subarray(9_000_000, 9_500_000)
const plain = Buffer.concat([Buffer.alloc(200_000, 'text and more text\n'), binary, Buffer.alloc(100_000)])

async function decoded(bytes: Uint8Array, size = 10_007): Promise<[Buffer, number]> {
  const stream = nodeCodecs().open('lzma', pieces(bytes, size))
  assert.ok(stream !== undefined)
  const parts: Buffer[] = []
  for await (const chunk of stream) parts.push(Buffer.from(chunk))
  return [Buffer.concat(parts), stream.consumedBytes()]
}

/** The same stream with its size said, as older encoders write it; the marker stays at its end. */
function sized(packed: Buffer, size: number): Buffer {
  const said = Buffer.from(packed)
  said.writeBigUInt64LE(BigInt(size), 5)
  return said
}

test('of xz, its size said or not: pieces of any size, and what follows is not taken', async t => {
  if (!hasTool(t, 'xz')) return
  const packed = packedWith(plain, 'xz', '-c', '--format=lzma', '--lzma1=preset=1,dict=64KiB')
  for (const stream of [packed, sized(packed, plain.length)]) {
    for (const size of [13, 997, 1 << 24]) {
      const [bytes, consumed] = await decoded(Buffer.concat([stream, Buffer.from('behind')]), size)
      assert.ok(bytes.equals(plain), `pieces of ${size}`)
      assert.equal(consumed, packed.length, `pieces of ${size}`)
    }
  }
})

test('of Python and of 7-Zip, which says the size and writes no marker', async t => {
  if (!hasTool(t, 'python3')) return
  const program =
    'import sys,lzma;sys.stdout.buffer.write(lzma.compress(sys.stdin.buffer.read(),lzma.FORMAT_ALONE))'
  assert.ok((await decoded(packedWith(plain, 'python3', '-c', program)))[0].equals(plain))
  if (!hasTool(t, '7zz')) return
  const member = memberBy7z(plain, 'LZMA', 14)
  const packed = sized(
    Buffer.concat([member.subarray(4, 9), Buffer.alloc(8), member.subarray(9)]),
    plain.length,
  )
  for (const size of [997, 1 << 24]) {
    const [bytes, consumed] = await decoded(Buffer.concat([packed, Buffer.from('behind')]), size)
    assert.ok(bytes.equals(plain))
    assert.equal(consumed, packed.length)
  }
})

test('nothing, and a size that lies', async t => {
  if (!hasTool(t, 'xz')) return
  const empty = packedWith(Buffer.alloc(0), 'xz', '-c', '--format=lzma')
  assert.equal((await decoded(empty))[0].length, 0)
  assert.equal((await decoded(sized(empty, 0)))[0].length, 0)
  const packed = packedWith(plain, 'xz', '-c', '--format=lzma')
  await assert.rejects(decoded(sized(packed, plain.length - 100_000)), /damaged/)
  await assert.rejects(decoded(sized(packed, plain.length + 1)), /damaged/)
})

test('cut anywhere it gives what it has and rejects as cut; changed anywhere it ends', async t => {
  if (!hasTool(t, 'xz')) return
  const bytes = binary.subarray(0, 20_000)
  const packed = packedWith(bytes, 'xz', '-c', '--format=lzma')
  for (let end = 0; end < packed.length; end += 131) {
    await assert.rejects(decoded(packed.subarray(0, end)), /unexpected end/, String(end))
    const parts: Buffer[] = []
    try {
      for await (const chunk of nodeCodecs().open('lzma', pieces(packed.subarray(0, end), 999)) ?? [])
        parts.push(Buffer.from(chunk))
    } catch {}
    const out = Buffer.concat(parts)
    assert.ok(bytes.subarray(0, out.length).equals(out), 'nothing is invented')
  }
  const change = fc.tuple(fc.nat(packed.length - 1), fc.integer({ min: 1, max: 255 }))
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 5 }), async changes => {
      const hurt = Buffer.from(packed)
      for (const [at, value] of changes) hurt[at] = (hurt[at] ?? 0) ^ value
      await decoded(hurt).catch((error: unknown) => {
        assert.ok(
          error instanceof Error && /unexpected end|damaged|^unsupported/.test(error.message),
          String(error),
        )
      })
    }),
    { numRuns: 300, seed: 4 },
  )
})
