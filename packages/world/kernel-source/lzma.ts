// The hot loop of LZMA (AssemblyScript), after Igor Pavlov's public-domain specification (LZMA SDK,
// lzma-specification.txt). `src/codec/lzma/machine.ts` owns the memory and has the same addresses.
//
// The state of the coder lives in locals: in globals each bit would wait for the memory. Bits of trees are decoded
// without a branch, because their values are as good as random; decisions that are mostly one way keep theirs.
// The slow twin is `tests/codec/lzma-twin.ts`.

const STATE: usize = 0 // u32 each: state, rep0-3, range, code, lc, lpMask, pbMask, at, pos, cap, total, pending, reach, mark
const PROBS: usize = 0x400
const INPUT: usize = 0x8000
const DICT: usize = 0x20000
const TOP: u32 = 1 << 24

// Offsets into the table of probabilities.
const IS_MATCH: u32 = 0
const IS_REP: u32 = IS_MATCH + (12 << 4)
const IS_REP0: u32 = IS_REP + 12
const IS_REP1: u32 = IS_REP0 + 12
const IS_REP2: u32 = IS_REP1 + 12
const IS_REP0_LONG: u32 = IS_REP2 + 12
const SLOTS: u32 = IS_REP0_LONG + (12 << 4)
const SPECIAL: u32 = SLOTS + 4 * 64
const ALIGN: u32 = SPECIAL + 128
const LENGTHS: u32 = ALIGN + 16
const REP_LENGTHS: u32 = LENGTHS + 2 + 2 * 128 + 256
const LITERALS: u32 = REP_LENGTHS + 2 + 2 * 128 + 256

const DONE: u32 = 0
const DAMAGED: u32 = 1
const MARKER: u32 = 2

// @ts-ignore: decorator
@inline
function copy(pos: u32, distance: u32, cap: u32, count: u32): void {
  let from = pos - distance
  if (distance > pos) from += cap
  // Eight bytes at a time may write up to seven too many: the window is larger than any distance by more than that.
  if (distance >= 8 && from + count <= cap) {
    const end = pos + count
    let to = pos
    do {
      store<u64>(to, load<u64>(from, DICT), DICT)
      to += 8
      from += 8
    } while (to < end)
    return
  }
  if (distance == 1) {
    memory.fill(DICT + pos, load<u8>(from, DICT), count)
    return
  }
  const end = pos + count
  for (let to = pos; to < end; to++) {
    store<u8>(to, load<u8>(from, DICT), DICT)
    from++
    if (from == cap) from = 0
  }
}

/**
 * Decodes until `pos` reaches `limit`, or until a symbol would begin behind `safe` in the input. A symbol takes 20
 * bytes of input at most.
 */
export function decode(limit: u32, safe: u32): u32 {
  let state = load<u32>(STATE, 0)
  let rep0 = load<u32>(STATE, 4)
  let rep1 = load<u32>(STATE, 8)
  let rep2 = load<u32>(STATE, 12)
  let rep3 = load<u32>(STATE, 16)
  let range = load<u32>(STATE, 20)
  let code = load<u32>(STATE, 24)
  const lc = load<u32>(STATE, 28)
  const lpMask = load<u32>(STATE, 32)
  const pbMask = load<u32>(STATE, 36)
  let at = load<u32>(STATE, 40)
  let pos = load<u32>(STATE, 44)
  const cap = load<u32>(STATE, 48)
  let total = load<u32>(STATE, 52)
  let pending = load<u32>(STATE, 56)
  const reach = load<u32>(STATE, 60)
  let mark = pos
  let result = DONE
  let address: usize = 0
  let p: u32 = 0
  let bound: u32 = 0
  let mask: u32 = 0

  if (pending > 0 && pos < limit) {
    const count = min(pending, limit - pos)
    copy(pos, rep0 + 1, cap, count)
    pos += count
    total += count
    pending -= count
  }
  while (pos < limit && at <= safe) {
    mark = pos
    const posState = total & pbMask
    if (range < TOP) {
      range <<= 8
      code = (code << 8) | load<u8>(at++, INPUT)
    }
    address = (IS_MATCH + (state << 4) + posState) << 1
    p = load<u16>(address, PROBS)
    bound = (range >>> 11) * p
    if (code < bound) {
      range = bound
      store<u16>(address, p + ((2048 - p) >>> 5), PROBS)
      const previous: u32 = total > 0 ? load<u8>((pos > 0 ? pos : cap) - 1, DICT) : 0
      const base = (LITERALS + 0x300 * (((total & lpMask) << lc) + (previous >>> (8 - lc)))) << 1
      let node: u32 = 1
      if (state >= 7) {
        let from = pos - rep0 - 1
        if (rep0 >= pos) from += cap
        let match: u32 = load<u8>(from, DICT)
        let offset: u32 = 0x100
        do {
          match <<= 1
          const matchBit = match & offset
          if (range < TOP) {
            range <<= 8
            code = (code << 8) | load<u8>(at++, INPUT)
          }
          address = base + ((offset + matchBit + node) << 1)
          p = load<u16>(address, PROBS)
          bound = (range >>> 11) * p
          mask = 0 - <u32>(code < bound)
          range -= bound
          range += (bound - range) & mask
          code -= bound & ~mask
          store<u16>(address, p - (<u32>(<i32>(p - (2017 & mask)) >> 5)), PROBS)
          node = (node << 1) + 1 + mask
          offset &= matchBit ^ mask
        } while (node < 0x100)
      } else {
        do {
          if (range < TOP) {
            range <<= 8
            code = (code << 8) | load<u8>(at++, INPUT)
          }
          address = base + (node << 1)
          p = load<u16>(address, PROBS)
          bound = (range >>> 11) * p
          mask = 0 - <u32>(code < bound)
          range -= bound
          range += (bound - range) & mask
          code -= bound & ~mask
          store<u16>(address, p - (<u32>(<i32>(p - (2017 & mask)) >> 5)), PROBS)
          node = (node << 1) + 1 + mask
        } while (node < 0x100)
      }
      store<u8>(pos, node, DICT)
      pos++
      total++
      state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6
      continue
    }
    range -= bound
    code -= bound
    store<u16>(address, p - (p >>> 5), PROBS)

    let lengthBase: u32 = LENGTHS
    let isNew = true
    if (range < TOP) {
      range <<= 8
      code = (code << 8) | load<u8>(at++, INPUT)
    }
    address = (IS_REP + state) << 1
    p = load<u16>(address, PROBS)
    bound = (range >>> 11) * p
    if (code < bound) {
      range = bound
      store<u16>(address, p + ((2048 - p) >>> 5), PROBS)
      rep3 = rep2
      rep2 = rep1
      rep1 = rep0
      state = state < 7 ? 7 : 10
    } else {
      range -= bound
      code -= bound
      store<u16>(address, p - (p >>> 5), PROBS)
      isNew = false
      lengthBase = REP_LENGTHS
      if (range < TOP) {
        range <<= 8
        code = (code << 8) | load<u8>(at++, INPUT)
      }
      address = (IS_REP0 + state) << 1
      p = load<u16>(address, PROBS)
      bound = (range >>> 11) * p
      if (code < bound) {
        range = bound
        store<u16>(address, p + ((2048 - p) >>> 5), PROBS)
        if (range < TOP) {
          range <<= 8
          code = (code << 8) | load<u8>(at++, INPUT)
        }
        address = (IS_REP0_LONG + (state << 4) + posState) << 1
        p = load<u16>(address, PROBS)
        bound = (range >>> 11) * p
        if (code < bound) {
          range = bound
          store<u16>(address, p + ((2048 - p) >>> 5), PROBS)
          if (rep0 >= total || rep0 >= reach) {
            result = DAMAGED
            break
          }
          copy(pos, rep0 + 1, cap, 1)
          pos++
          total++
          state = state < 7 ? 9 : 11
          continue
        }
        range -= bound
        code -= bound
        store<u16>(address, p - (p >>> 5), PROBS)
      } else {
        range -= bound
        code -= bound
        store<u16>(address, p - (p >>> 5), PROBS)
        let distance = rep1
        if (range < TOP) {
          range <<= 8
          code = (code << 8) | load<u8>(at++, INPUT)
        }
        address = (IS_REP1 + state) << 1
        p = load<u16>(address, PROBS)
        bound = (range >>> 11) * p
        if (code < bound) {
          range = bound
          store<u16>(address, p + ((2048 - p) >>> 5), PROBS)
        } else {
          range -= bound
          code -= bound
          store<u16>(address, p - (p >>> 5), PROBS)
          if (range < TOP) {
            range <<= 8
            code = (code << 8) | load<u8>(at++, INPUT)
          }
          address = (IS_REP2 + state) << 1
          p = load<u16>(address, PROBS)
          bound = (range >>> 11) * p
          if (code < bound) {
            range = bound
            store<u16>(address, p + ((2048 - p) >>> 5), PROBS)
            distance = rep2
          } else {
            range -= bound
            code -= bound
            store<u16>(address, p - (p >>> 5), PROBS)
            distance = rep3
            rep3 = rep2
          }
          rep2 = rep1
        }
        rep1 = rep0
        rep0 = distance
      }
      state = state < 7 ? 8 : 11
    }

    let tree = lengthBase + 2 + (posState << 3)
    let length: u32 = 2
    let end: u32 = 8
    if (range < TOP) {
      range <<= 8
      code = (code << 8) | load<u8>(at++, INPUT)
    }
    address = lengthBase << 1
    p = load<u16>(address, PROBS)
    bound = (range >>> 11) * p
    if (code < bound) {
      range = bound
      store<u16>(address, p + ((2048 - p) >>> 5), PROBS)
    } else {
      range -= bound
      code -= bound
      store<u16>(address, p - (p >>> 5), PROBS)
      if (range < TOP) {
        range <<= 8
        code = (code << 8) | load<u8>(at++, INPUT)
      }
      address = (lengthBase + 1) << 1
      p = load<u16>(address, PROBS)
      bound = (range >>> 11) * p
      if (code < bound) {
        range = bound
        store<u16>(address, p + ((2048 - p) >>> 5), PROBS)
        tree += 128
        length = 10
      } else {
        range -= bound
        code -= bound
        store<u16>(address, p - (p >>> 5), PROBS)
        tree = lengthBase + 2 + 256
        length = 18
        end = 256
      }
    }
    let node: u32 = 1
    do {
      if (range < TOP) {
        range <<= 8
        code = (code << 8) | load<u8>(at++, INPUT)
      }
      address = (tree + node) << 1
      p = load<u16>(address, PROBS)
      bound = (range >>> 11) * p
      mask = 0 - <u32>(code < bound)
      range -= bound
      range += (bound - range) & mask
      code -= bound & ~mask
      store<u16>(address, p - (<u32>(<i32>(p - (2017 & mask)) >> 5)), PROBS)
      node = (node << 1) + 1 + mask
    } while (node < end)
    length += node - end

    if (isNew) {
      tree = SLOTS + (min(length - 2, 3) << 6)
      node = 1
      do {
        if (range < TOP) {
          range <<= 8
          code = (code << 8) | load<u8>(at++, INPUT)
        }
        address = (tree + node) << 1
        p = load<u16>(address, PROBS)
        bound = (range >>> 11) * p
        mask = 0 - <u32>(code < bound)
        range -= bound
        range += (bound - range) & mask
        code -= bound & ~mask
        store<u16>(address, p - (<u32>(<i32>(p - (2017 & mask)) >> 5)), PROBS)
        node = (node << 1) + 1 + mask
      } while (node < 64)
      const slot = node - 64
      if (slot < 4) rep0 = slot
      else {
        let bits = (slot >>> 1) - 1
        rep0 = (2 | (slot & 1)) << bits
        if (slot < 14) tree = SPECIAL + rep0 - slot
        else {
          let direct: u32 = 0
          do {
            if (range < TOP) {
              range <<= 8
              code = (code << 8) | load<u8>(at++, INPUT)
            }
            range >>>= 1
            // All ones where the code lies below the range.
            mask = 0 - ((code - range) >>> 31)
            code -= range & ~mask
            direct = (direct << 1) + 1 + mask
            bits--
          } while (bits > 4)
          rep0 += direct << 4
          tree = ALIGN
        }
        node = 1
        for (let i: u32 = 0; i < bits; i++) {
          if (range < TOP) {
            range <<= 8
            code = (code << 8) | load<u8>(at++, INPUT)
          }
          address = (tree + node) << 1
          p = load<u16>(address, PROBS)
          bound = (range >>> 11) * p
          mask = 0 - <u32>(code < bound)
          range -= bound
          range += (bound - range) & mask
          code -= bound & ~mask
          store<u16>(address, p - (<u32>(<i32>(p - (2017 & mask)) >> 5)), PROBS)
          node = (node << 1) + 1 + mask
          rep0 += (1 + mask) << i
        }
        if (rep0 == 0xffff_ffff) {
          result = MARKER
          break
        }
      }
    }
    if (rep0 >= total || rep0 >= reach) {
      result = DAMAGED
      break
    }
    const count = min(length, limit - pos)
    copy(pos, rep0 + 1, cap, count)
    pos += count
    total += count
    pending = length - count
  }
  if (range < TOP) {
    range <<= 8
    code = (code << 8) | load<u8>(at++, INPUT)
  }
  store<u32>(STATE, state, 0)
  store<u32>(STATE, rep0, 4)
  store<u32>(STATE, rep1, 8)
  store<u32>(STATE, rep2, 12)
  store<u32>(STATE, rep3, 16)
  store<u32>(STATE, range, 20)
  store<u32>(STATE, code, 24)
  store<u32>(STATE, at, 40)
  store<u32>(STATE, pos, 44)
  store<u32>(STATE, total, 52)
  store<u32>(STATE, pending, 56)
  store<u32>(STATE, mark, 64)
  return result
}
