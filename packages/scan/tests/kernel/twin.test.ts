import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { compileNeedles } from '../../src/kernel/compiled.ts'
import type { Kernel } from '../../src/kernel/contract.ts'
import { createKernel } from '../../src/kernel/simd.ts'
import { createSlowKernel } from '../../src/kernel/slow.ts'

const fast = createKernel()
const slow = createSlowKernel()
const compiled = compileNeedles()

function hitsOf(kernel: Kernel, bytes: Uint8Array, from: number, to: number, end: number): readonly number[] {
  kernel.input.set(bytes)
  return [...kernel.hits.subarray(0, 2 * kernel.find(from, to, end))]
}

function same(bytes: Uint8Array, from = 0, to = bytes.length, end = bytes.length): readonly number[] {
  const expected = hitsOf(slow, bytes, from, to, end)
  assert.deepEqual(hitsOf(fast, bytes, from, to, end), expected)
  return expected
}

/** An instance of a needle: any of the bytes that its sets allow. */
const instance = fc
  .constantFrom(...compiled)
  .chain(needle =>
    fc
      .tuple(...needle.sets.map(set => (set === undefined ? fc.nat(255) : fc.constantFrom(...set))))
      .map(bytes => Uint8Array.from(bytes)),
  )
/** What follows a needle, of the kinds that gates accept and refuse. */
const tail = fc.oneof(
  fc.uint8Array({ maxLength: 24 }),
  fc
    .constantFrom(
      'DXTCCAkWg',
      '0x82, 0x03',
      ' (byte)0x82',
      ', 03, a4, 30',
      '03 A4 30 82',
      '"AB:CD:EF:01:23:45:67:89:AB"',
      '29, 3',
      '30,',
      '&H82',
      '1234308200',
    )
    .map(text => new TextEncoder().encode(text)),
)
const piece = fc.oneof(
  instance,
  fc.tuple(instance, tail).map(([a, b]) => Uint8Array.from([...a, ...b])),
  fc.uint8Array({ maxLength: 70 }),
)
const alphabet = [
  ...new Set(compiled.flatMap(needle => needle.sets.flatMap(set => (set === undefined ? [] : [...set])))),
]
const adversarial = fc
  .array(fc.constantFrom(...alphabet), { maxLength: 600 })
  .map(bytes => Uint8Array.from(bytes))
const joined = fc
  .array(piece, { maxLength: 30 })
  .map(pieces => Uint8Array.from(pieces.flatMap(part => [...part])))

test('the kernel finds what its slow twin finds, for any range of any bytes', () => {
  const input = fc.oneof(joined, adversarial, fc.uint8Array({ maxLength: 400 }))
  fc.assert(
    fc.property(input, fc.nat(), fc.nat(), fc.nat(), (bytes, a, b, c) => {
      same(bytes)
      const [from = 0, to = 0, end = 0] = [a, b, c].map(n => n % (bytes.length + 1)).sort((x, y) => x - y)
      same(bytes, from, to, end)
    }),
    { numRuns: 3000 },
  )
})

test('every needle is found, alone and at the last byte', () => {
  for (const needle of compiled) {
    if (needle.gate !== undefined) continue
    const bytes = Uint8Array.from(needle.sets, set =>
      set === undefined ? 7 : (set.values().next().value ?? 0),
    )
    for (const padding of [0, 1, 15, 16, 63, 64, 65, 255]) {
      const hits = same(Uint8Array.from([...new Uint8Array(padding).fill(0x11), ...bytes]))
      assert.ok(
        hits.some((value, k) => k % 2 === 1 && value === needle.id && hits[k - 1] === padding),
        `${needle.name} at ${padding}`,
      )
    }
  }
})

test('the same in a real binary, whatever the alignment of the block', () => {
  const path = process.execPath
  assert.ok(existsSync(path))
  const bytes = readFileSync(path)
  let found = 0
  for (let at = 0; at + 0x40000 < bytes.length && at < 0x40000 * 60; at += 0x40000 * 6 + 17) {
    found += same(bytes.subarray(at, at + 0x40000)).length / 2
  }
  assert.ok(found > 0)
})

test('hits at block edges: two calls that share an overlap find what one call finds', () => {
  fc.assert(
    fc.property(joined, fc.nat(), (bytes, cut) => {
      const edge = cut % (bytes.length + 1)
      const whole = hitsOf(fast, bytes, 0, bytes.length, bytes.length)
      const before = hitsOf(fast, bytes, 0, edge, Math.min(bytes.length, edge + fast.lookAheadBytes))
      const after = hitsOf(fast, bytes.subarray(edge), 0, bytes.length - edge, bytes.length - edge)
      assert.deepEqual([...before, ...after.map((value, k) => (k % 2 === 0 ? value + edge : value))], whole)
    }),
    { numRuns: 2000 },
  )
})
