import type { CompiledNeedle } from './compiled.ts'
import { gates } from './gates.ts'
import type { ByteSet } from './pattern.ts'
import { inputBytes } from './slow.ts'

/** Addresses in the kernel's memory; `kernel-source/kernel.ts` has the same. */
export const layout = {
  filter: 64,
  nibbles: 128,
  records: 0x1000,
  bitmaps: 0x9000,
  lists: 0xb000,
  pairs: 0x10000,
  input: 0x30000,
  inputBytes,
  hits: 0x80000,
} as const

const recordBytes = 128
const bitmapBytes = 32
const endOfList = 0xff
/** Same as in `kernel-source/kernel.ts`: how far behind a needle's first byte its pair may stand. */
const anchorLimit = 30

/** Where the filter looks for a needle: the offset of its pair of bytes, and the bucket of that pair. */
export type Anchor = readonly [offset: number, bucket: number]

/** Bits that all bytes of a set share, with their value; exact when no other byte has them. */
function maskOf(set: ByteSet): { mask: number; value: number; exact: boolean } {
  if (set === undefined) return { mask: 0, value: 0, exact: true }
  let all = 0xff
  let some = 0
  for (const byte of set) {
    all &= byte
    some |= byte
  }
  const mask = 0xff & ~(all ^ some)
  const free = 8 - mask.toString(2).replaceAll('0', '').length
  return { mask, value: all & mask, exact: set.size === 2 ** free }
}

/** Marks a pair's bytes in the four tables of the filter: by low and high nibble, first byte and second. */
function markPair(memory: Uint8Array, first: number, second: number, bucket: number): void {
  const places = [first & 15, 16 + (first >> 4), 32 + (second & 15), 48 + (second >> 4)]
  for (const place of places) {
    const at = layout.filter + place
    memory[at] = (memory[at] ?? 0) | (1 << bucket)
  }
}

function writeBitmap(memory: Uint8Array, index: number, set: ReadonlySet<number>): void {
  for (const byte of set) {
    const at = layout.bitmaps + index * bitmapBytes + (byte >> 3)
    memory[at] = (memory[at] ?? 0) | (1 << (byte & 7))
  }
}

/** Writes a needle's record; returns the number of bitmaps in use. */
function writeRecord(
  memory: Uint8Array,
  slot: number,
  needle: CompiledNeedle,
  anchor: Anchor,
  bitmaps: number,
): number {
  const record = layout.records + slot * recordBytes
  const { sets } = needle
  let listed = 0
  for (const [k, set] of sets.entries()) {
    const { mask, value, exact } = maskOf(set)
    if (k < 16) memory.set([mask], record + 48 + k)
    if (k < 16) memory.set([value], record + 64 + k)
    const back = k - (sets.length - 16)
    if (sets.length > 16 && back >= 0) memory.set([mask], record + 80 + back)
    if (sets.length > 16 && back >= 0) memory.set([value], record + 96 + back)
    if (exact || set === undefined) continue
    writeBitmap(memory, bitmaps, set)
    memory.set([k, bitmaps++], record + 8 + 2 * listed++)
  }
  const gate = needle.gate === undefined ? 0 : gates.indexOf(needle.gate) + 1
  memory.set([anchor[0], sets.length, gate, listed, needle.id], record)
  return bitmaps
}

/** The pairs of bytes that may stand at a needle's anchor. */
export function pairsAt(needle: CompiledNeedle, offset: number): readonly (readonly [number, number])[] {
  const first = needle.sets[offset]
  const second = needle.sets[offset + 1]
  if (first === undefined || second === undefined) return []
  return [...first].flatMap(a => [...second].map(b => [a, b] as const))
}

function writeLists(memory: Uint8Array, slotsOf: ReadonlyMap<number, readonly number[]>): void {
  const view = new DataView(memory.buffer)
  const known = new Map<string, number>()
  let next = 1
  for (const [pair, slots] of slotsOf) {
    const key = slots.join()
    const at = known.get(key) ?? next
    if (at === next) {
      memory.set([...slots, endOfList], layout.lists + next)
      next += slots.length + 1
      known.set(key, at)
    }
    view.setUint16(layout.pairs + 2 * pair, at, true)
  }
}

/** Where to look for a needle that the plan does not know yet: its first pair with the fewest alternatives. */
function anchorWithoutPlan(needle: CompiledNeedle): Anchor {
  const [best = 0] = [...needle.sets.keys()]
    .slice(0, anchorLimit)
    .filter(offset => pairsAt(needle, offset).length > 0)
    .sort((a, b) => pairsAt(needle, a).length - pairsAt(needle, b).length || a - b)
  return [best, 0]
}

/** Fills the tables for these needles. Throws when a needle does not fit them. */
export function writeTables(
  memory: Uint8Array,
  compiled: readonly CompiledNeedle[],
  anchors: Readonly<Record<string, Anchor>>,
): void {
  memory.fill(0x0f, layout.nibbles, layout.nibbles + 16)
  const slotsOf = new Map<number, number[]>()
  let bitmaps = 0
  for (const [slot, needle] of compiled.entries()) {
    const anchor = anchors[needle.name] ?? anchorWithoutPlan(needle)
    const pairs = pairsAt(needle, anchor[0])
    if (pairs.length === 0 || anchor[0] > anchorLimit || needle.sets.length > 32) {
      throw new Error(`needle ${needle.name} does not fit the kernel: no two bytes in a row, or too long`)
    }
    for (const [first, second] of pairs) {
      markPair(memory, first, second, anchor[1])
      const pair = first | (second << 8)
      slotsOf.set(pair, [...(slotsOf.get(pair) ?? []), slot])
    }
    bitmaps = writeRecord(memory, slot, needle, anchor, bitmaps)
  }
  writeLists(memory, slotsOf)
}
