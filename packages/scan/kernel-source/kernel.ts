// The scanning kernel (AssemblyScript). Tables are written by packages/scan/src/kernel/tables.ts;
// the addresses below are the same there.
//
// A packed pair filter: two nibble look-ups give each byte an 8-bit class, low half "may be the first
// byte of a pair of bucket k", high half "may be the second". A pair that passes is looked up in a
// table of 65,536 entries that lists the needles it belongs to; each is compared whole, then gated.
// So the cost of a byte does not depend on the number of needles.
import { gate } from './gates'

const LOW: usize = 64
const HIGH: usize = 80
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
function verify(pair: usize): void {
  let list: usize = LISTS + <usize>load<u16>(PAIRS + ((<usize>load<u16>(pair)) << 1))
  if (list == LISTS) return
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
function classes(at: usize, low: v128, high: v128, nibble: v128): v128 {
  const bytes = v128.load(at)
  return v128.and(
    i8x16.relaxed_swizzle(low, v128.and(bytes, nibble)),
    i8x16.relaxed_swizzle(high, v128.and(v128.shr<u16>(bytes, 4), nibble)))
}

// @ts-ignore: decorator
@inline
function pairs(before: v128, current: v128): v128 {
  return v128.and(
    v128.shuffle<u8>(before, current, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30),
    v128.shr<u16>(current, 4))
}

// @ts-ignore: decorator
@inline
function none(pair: v128, nibble: v128): u64 {
  return <u64>(<u32>i8x16.bitmask(i8x16.eq(v128.and(pair, nibble), i8x16.splat(0))))
}

export function find(from: u32, to: u32, end: u32): u32 {
  first = INPUT + <usize>from
  bound = INPUT + <usize>to
  stop = INPUT + <usize>end
  count = 0
  const last = min(bound + ANCHOR_LIMIT, stop)
  const low = v128.load(LOW)
  const high = v128.load(HIGH)
  const nibble = i8x16.splat(0x0f)
  let carry = i8x16.splat(0)
  for (let at = first; at < last; at += 64) {
    const c0 = classes(at, low, high, nibble)
    const c1 = classes(at + 16, low, high, nibble)
    const c2 = classes(at + 32, low, high, nibble)
    const c3 = classes(at + 48, low, high, nibble)
    const r0 = pairs(carry, c0)
    const r1 = pairs(c0, c1)
    const r2 = pairs(c1, c2)
    const r3 = pairs(c2, c3)
    carry = c3
    if (v128.any_true(v128.and(v128.or(v128.or(r0, r1), v128.or(r2, r3)), nibble))) {
      let marks = ~(none(r0, nibble) | (none(r1, nibble) << 16) | (none(r2, nibble) << 32) | (none(r3, nibble) << 48))
      do {
        verify(at + <usize>ctz(marks) - 1)
        marks &= marks - 1
      } while (marks)
      if (count >= CAPACITY) return CAPACITY
    }
  }
  return count
}
