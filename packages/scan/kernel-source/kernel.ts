// The scanning kernel (AssemblyScript). Tables are written by packages/scan/src/kernel/tables.ts;
// the addresses below are the same there.
//
// A pair filter: two nibble look-ups say of each byte in which of 8 buckets it may be the first byte of
// a pair, two more in which it may be the second. A pair that passes is looked up in a table of 65,536
// entries that lists the needles it belongs to; each is compared whole, then gated. So the cost of a
// byte does not depend on the number of needles. Four buckets with both classes packed in one byte need
// only two look-ups, but with 70 needles they let through five times as many pairs, which costs more.
// Keys of three bytes let almost nothing through and cost two look-ups more: a fifth slower as measured.
// So was noting marked blocks without a branch and looking at them afterwards.
import { gate } from './gates'

const FILTER: usize = 64 // four tables of 16: first byte by low and high nibble, second byte likewise
const NIBBLES: usize = 128 // sixteen times 0x0f
const RECORDS: usize = 0x1000 // 128 bytes for each needle
const BITMAPS: usize = 0x9000 // 32 bytes for each set
const LISTS: usize = 0xb000 // ids of needles, each list ended by 0xff
const PAIRS: usize = 0x10000 // u16 for each pair: offset of its list, 0 for none
const INPUT: usize = 0x30000
const HITS: usize = 0x80000
const CAPACITY: u32 = 0x48000
// The needle's pair may stand this far behind its first byte (tables.ts asserts it).
const ANCHOR_LIMIT: usize = 31

let first: usize = 0
let bound: usize = 0
let stop: usize = 0
let count: u32 = 0

function emit(at: u32, id: u32): void {
  // Pairs stand at different distances behind a needle's first byte: nearly sorted, so insert.
  let slot: usize = HITS + ((<usize>count) << 3)
  while (slot > HITS) {
    const before = load<u32>(slot - 8)
    if (before < at || (before == at && load<u32>(slot - 4) < id)) break
    store<u64>(slot, load<u64>(slot - 8))
    slot -= 8
  }
  store<u32>(slot, at)
  store<u32>(slot, id, 4)
  count++
}

// @ts-ignore: decorator
@inline
function equal16(at: usize, record: usize): bool {
  return !v128.any_true(v128.xor(v128.and(v128.load(at), v128.load(record)), v128.load(record, 16)))
}

// Record: anchor, length, gate, number of sets, id (u8 each), then pairs (position, bitmap) from byte 8,
// mask and value of the first 16 bytes from byte 48, of the last 16 bytes from byte 80.
function verify(pair: usize, list: usize): void {
  for (let id = <u32>load<u8>(list); id != 0xff; id = <u32>load<u8>(++list)) {
    const record = RECORDS + ((<usize>id) << 7)
    const at = pair - <usize>load<u8>(record)
    if (at < first || at >= bound) continue
    const length = <usize>load<u8>(record, 1)
    if (at + length > stop) continue
    if (!equal16(at, record + 48)) continue
    if (length > 16 && !equal16(at + length - 16, record + 80)) continue
    const sets = <usize>load<u8>(record, 3)
    let fits = true
    for (let k: usize = 0; k < sets; k++) {
      const byte = <u32>load<u8>(at + <usize>load<u8>(record + 8 + (k << 1)))
      const bitmap = BITMAPS + ((<usize>load<u8>(record + 9 + (k << 1))) << 5)
      if (((<u32>load<u8>(bitmap + <usize>(byte >> 3)) >> (byte & 7)) & 1) == 0) { fits = false; break }
    }
    if (!fits) continue
    const number = <u32>load<u8>(record, 2)
    if (number != 0 && !gate(number, at, stop)) continue
    emit(<u32>(at - INPUT), <u32>load<u8>(record, 4))
  }
}

// @ts-ignore: decorator
@inline
function classes(low: v128, high: v128, lowTable: v128, highTable: v128): v128 {
  return v128.and(i8x16.relaxed_swizzle(lowTable, low), i8x16.relaxed_swizzle(highTable, high))
}

// @ts-ignore: decorator
@inline
function shifted(before: v128, current: v128): v128 {
  return v128.shuffle<u8>(before, current, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30)
}

// @ts-ignore: decorator
@inline
function none(pair: v128): u64 {
  return <u64>(<u32>i8x16.bitmask(i8x16.eq(pair, i8x16.splat(0))))
}

export function find(from: u32, to: u32, end: u32): u32 {
  first = INPUT + <usize>from
  bound = INPUT + <usize>to
  stop = INPUT + <usize>end
  count = 0
  const last = min(bound + ANCHOR_LIMIT, stop)
  const low1 = v128.load(FILTER)
  const high1 = v128.load(FILTER + 16)
  const low2 = v128.load(FILTER + 32)
  const high2 = v128.load(FILTER + 48)
  // From memory: a constant would be built anew at each use by the compilers of today.
  const nibble = v128.load(NIBBLES)
  let carry = i8x16.splat(0)
  for (let at = first; at < last; at += 64) {
    let bytes = v128.load(at)
    let low = v128.and(bytes, nibble)
    let high = v128.and(v128.shr<u16>(bytes, 4), nibble)
    const a0 = classes(low, high, low1, high1)
    const r0 = v128.and(shifted(carry, a0), classes(low, high, low2, high2))
    bytes = v128.load(at, 16)
    low = v128.and(bytes, nibble)
    high = v128.and(v128.shr<u16>(bytes, 4), nibble)
    const a1 = classes(low, high, low1, high1)
    const r1 = v128.and(shifted(a0, a1), classes(low, high, low2, high2))
    bytes = v128.load(at, 32)
    low = v128.and(bytes, nibble)
    high = v128.and(v128.shr<u16>(bytes, 4), nibble)
    const a2 = classes(low, high, low1, high1)
    const r2 = v128.and(shifted(a1, a2), classes(low, high, low2, high2))
    bytes = v128.load(at, 48)
    low = v128.and(bytes, nibble)
    high = v128.and(v128.shr<u16>(bytes, 4), nibble)
    carry = classes(low, high, low1, high1)
    const r3 = v128.and(shifted(a2, carry), classes(low, high, low2, high2))
    if (v128.any_true(v128.or(v128.or(r0, r1), v128.or(r2, r3)))) {
      let marks = ~(none(r0) | (none(r1) << 16) | (none(r2) << 32) | (none(r3) << 48))
      do {
        const pair = at + <usize>ctz(marks) - 1
        const list = <usize>load<u16>(PAIRS + ((<usize>load<u16>(pair)) << 1))
        if (list != 0) verify(pair, LISTS + list)
        marks &= marks - 1
      } while (marks)
      if (count >= CAPACITY) return CAPACITY
    }
  }
  return count
}
