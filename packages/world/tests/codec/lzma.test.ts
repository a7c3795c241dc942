import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { buildLzma, lzmaPath } from '../../../../scripts/kernel.ts'
import { LzmaMachine } from '../../src/codec/lzma/machine.ts'
import { type Dictionary, LzmaDecoder } from './lzma-twin.ts'
import { hasTool, packedWith } from './packing.ts'

test('the embedded kernel is what its source compiles to', () => {
  assert.equal(readFileSync(lzmaPath, 'utf8'), buildLzma(), 'run: npm run kernel')
})

interface Packed {
  readonly properties: number
  readonly dictBytes: number
  readonly stream: Buffer
}

/** Raw LZMA with its properties, from a file of `xz --format=lzma`. */
function rawOf(alone: Buffer): Packed {
  return { properties: alone[0] ?? 0, dictBytes: alone.readUInt32LE(1), stream: alone.subarray(13) }
}

type Decoded = { readonly bytes: Buffer; readonly ended: string }

function byTwin({ properties, stream }: Packed, size: number): Decoded {
  const dictionary: Dictionary = { bytes: new Uint8Array(size), end: 0, full: 0 }
  try {
    const twin = new LzmaDecoder()
    twin.setProperties(properties)
    twin.decode(stream, dictionary, size)
    return { bytes: Buffer.from(dictionary.bytes), ended: 'done' }
  } catch {
    return { bytes: Buffer.from(dictionary.bytes.subarray(0, dictionary.end)), ended: 'damaged' }
  }
}

/** The whole output of the kernel in pieces of `wanted` bytes, its input fed in pieces of `fed`. */
function byKernel(
  { properties, dictBytes, stream }: Packed,
  size: number,
  fed: number,
  wanted: number,
): Decoded {
  const machine = new LzmaMachine(dictBytes)
  const parts: Buffer[] = []
  let length = 0
  let at = 0
  const feed = (): void => {
    const room = Math.min(fed, 65_000 - Math.max(0, machine.left()))
    machine.feed(stream.subarray(at, at + room))
    at = Math.min(stream.length, at + room)
  }
  const all = (): Decoded => ({ bytes: Buffer.concat(parts), ended: 'damaged' })
  try {
    machine.setProperties(properties)
    while (machine.left() < 5 && at < stream.length) feed()
    machine.begin()
    while (length < size) {
      const { output, result } = machine.decode(Math.min(wanted, size - length), at === stream.length)
      parts.push(Buffer.from(output))
      length += output.length
      if (result !== 'done' || machine.left() < 0) return all()
      if (at < stream.length) feed()
      else if (output.length === 0) return all()
    }
    return { ...all(), ended: machine.isInMatch() ? 'damaged' : 'done' }
  } catch {
    return all()
  } finally {
    machine.release()
  }
}

const texts = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 3000 }),
  fc
    .array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 400 })), {
      minLength: 1,
      maxLength: 40,
    })
    .map(runs =>
      Uint8Array.from(runs.flatMap(([run, times]) => Array.from({ length: times }, () => [...run]).flat())),
    ),
)
const options = fc
  .record({
    lc: fc.integer({ min: 0, max: 4 }),
    lp: fc.integer({ min: 0, max: 4 }),
    pb: fc.integer({ min: 0, max: 4 }),
    dict: fc.constantFrom('4KiB', '64KiB', '1MiB'),
  })
  .filter(({ lc, lp }) => lc + lp <= 4)
const sizes = fc.tuple(fc.integer({ min: 1, max: 70_000 }), fc.integer({ min: 1, max: 70_000 }))

test('kernel and twin agree on what xz makes, whatever the pieces', t => {
  if (!hasTool(t, 'xz')) return
  fc.assert(
    fc.property(texts, options, sizes, (bytes, { lc, lp, pb, dict }, [fed, wanted]) => {
      const filter = `--lzma1=lc=${lc},lp=${lp},pb=${pb},dict=${dict}`
      const packed = rawOf(packedWith(bytes, 'xz', '-c', '--format=lzma', filter))
      const decoded = byKernel(packed, bytes.length, fed, wanted)
      assert.equal(decoded.ended, 'done')
      assert.ok(decoded.bytes.equals(bytes))
      assert.deepEqual(byTwin(packed, bytes.length), decoded)
    }),
    { numRuns: 60, seed: 11 },
  )
})

test('kernel and twin agree on damaged streams: the same bytes before, the same verdict', t => {
  if (!hasTool(t, 'xz')) return
  const bytes = Buffer.from(Array.from({ length: 30_000 }, (_, i) => ((i * i) >> 5) & 0xff))
  const packed = rawOf(packedWith(bytes, 'xz', '-c', '--format=lzma', '--lzma1=dict=1MiB'))
  const change = fc.tuple(fc.nat(packed.stream.length - 1), fc.integer({ min: 1, max: 255 }))
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), changes => {
      const stream = Buffer.from(packed.stream)
      for (const [at, value] of changes) stream[at] = (stream[at] ?? 0) ^ value
      const twin = byTwin({ ...packed, stream }, bytes.length)
      const kernel = byKernel({ ...packed, stream }, bytes.length, 65_000, 65_000)
      assert.equal(kernel.ended, twin.ended)
      // A match that is refused, or cut by the end, may have been written in part.
      const common = Math.min(twin.bytes.length, kernel.bytes.length)
      assert.ok(Math.abs(twin.bytes.length - kernel.bytes.length) <= 273)
      assert.ok(twin.bytes.subarray(0, common).equals(kernel.bytes.subarray(0, common)))
    }),
    { numRuns: 400, seed: 12 },
  )
})
