import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { deflateRawSync } from 'node:zlib'
import fc from 'fast-check'
import { nodeCodecs } from '../../src/codec/codecs.ts'
import { hasTool, memberBy7z, pieces } from './packing.ts'

async function decoded(bytes: Uint8Array, size: number): Promise<[Buffer, number]> {
  const stream = nodeCodecs().open('deflate64', pieces(bytes, size))
  assert.ok(stream !== undefined)
  const parts: Buffer[] = []
  for await (const chunk of stream) parts.push(Buffer.from(chunk))
  return [Buffer.concat(parts), stream.consumedBytes()]
}

const text = readFileSync(new URL(import.meta.url))
const binary = readFileSync(process.execPath).subarray(9_000_000, 9_700_000)
const far = Buffer.concat([binary.subarray(0, 60_000), text, binary.subarray(0, 60_000)])

test('what 7-Zip packs comes out as it was, in pieces of any size', async t => {
  if (!hasTool(t, '7zz')) return
  for (const bytes of [text, binary, far, Buffer.alloc(1_000_000, 'long matches '), Buffer.alloc(700_000)]) {
    const packed = memberBy7z(bytes, 'Deflate64', 9)
    for (const size of [1, 997, 1 << 20]) {
      if (size === 1 && packed.length > 50_000) continue
      const [out, consumed] = await decoded(Buffer.concat([packed, Buffer.from('behind')]), size)
      assert.ok(out.equals(bytes), `${bytes.length} in pieces of ${size}`)
      assert.equal(consumed, packed.length)
    }
  }
})

test('deflate without a length of 258 or a far distance is deflate64: the two agree', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 4000 }),
      fc.constantFrom(0, 1, 6, 9),
      async (values, level) => {
        const bytes = Buffer.from(values.map(value => (Math.imul(value, value + 7) >>> 1) & 0xff))
        const [out] = await decoded(deflateRawSync(bytes, { level }), 100)
        assert.ok(out.equals(bytes))
      },
    ),
    { numRuns: 100, seed: 3 },
  )
  const stored = deflateRawSync(binary, { level: 0 })
  assert.ok((await decoded(stored, 70_001))[0].equals(binary))
})

test('cut anywhere it rejects as cut; changed anywhere it ends', async () => {
  const packed = deflateRawSync(text)
  for (let end = 0; end < packed.length; end += 17)
    await assert.rejects(decoded(packed.subarray(0, end), 1000), /unexpected end/, String(end))
  const change = fc.tuple(fc.nat(packed.length - 1), fc.integer({ min: 1, max: 255 }))
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 5 }), async changes => {
      const hurt = Buffer.from(packed)
      for (const [at, value] of changes) hurt[at] = (hurt[at] ?? 0) ^ value
      await decoded(hurt, 1000).catch((error: unknown) => {
        assert.ok(error instanceof Error && /unexpected end|damaged/.test(error.message), String(error))
      })
    }),
    { numRuns: 300, seed: 4 },
  )
})
