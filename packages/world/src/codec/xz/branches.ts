import type { Converter } from './filtered.ts'

// Branch filters ("BCJ"): an encoder wrote absolute addresses in place of relative ones. As in xz 5.6 (liblzma/simple,
// public domain); the .xz file format, 5.3.2, names them and leaves the rest to the code.

/** Converts one instruction at `at`, whose address is `pc`; returns how many bytes to go on by. */
type Step = (bytes: Uint8Array, view: DataView, at: number, pc: number) => number

/** A filter whose instructions need `reach` bytes and begin where `step` says. */
function stepping(reach: number, start: number, step: Step): Converter {
  let position = start
  return bytes => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    let at = 0
    while (at + reach <= bytes.length) at += step(bytes, view, at, (position + at) | 0)
    position = (position + at) | 0
    return at
  }
}

const powerpc: Step = (_, view, at, pc) => {
  const word = view.getUint32(at)
  if (word >>> 26 === 0x12 && (word & 3) === 1)
    view.setUint32(at, 0x48000001 | (((word & 0x03fffffc) - pc) & 0x03fffffc))
  return 4
}

const arm: Step = (_, view, at, pc) => {
  const word = view.getUint32(at, true)
  if (word >>> 24 === 0xeb)
    view.setUint32(at, (0xeb000000 | (((((word & 0xffffff) << 2) - (pc + 8)) >>> 2) & 0xffffff)) >>> 0, true)
  return 4
}

const armThumb: Step = (_, view, at, pc) => {
  const high = view.getUint16(at, true)
  const low = view.getUint16(at + 2, true)
  if ((high & 0xf800) !== 0xf000 || (low & 0xf800) !== 0xf800) return 2
  const source = ((high & 0x7ff) << 11) | (low & 0x7ff)
  const target = ((source << 1) - (pc + 4)) >>> 1
  view.setUint16(at, 0xf000 | ((target >>> 11) & 0x7ff), true)
  view.setUint16(at + 2, 0xf800 | (target & 0x7ff), true)
  return 4
}

const arm64: Step = (_, view, at, pc) => {
  const word = view.getUint32(at, true)
  if (word >>> 26 === 0x25) {
    view.setUint32(at, (0x94000000 | ((word - (pc >>> 2)) & 0x03ffffff)) >>> 0, true)
  } else if ((word & 0x9f000000) >>> 0 === 0x90000000) {
    const source = ((word >>> 29) & 3) | ((word >>> 3) & 0x1ffffc)
    // Only what lies within 512 MiB was converted.
    if (((source + 0x20000) & 0x1c0000) !== 0) return 4
    const target = (source - (pc >>> 12)) | 0
    const sign = -(target & 0x20000) & 0xe00000
    const bits = (word & 0x9000001f) | ((target & 3) << 29) | ((target & 0x3fffc) << 3) | sign
    view.setUint32(at, bits >>> 0, true)
  }
  return 4
}

const sparc: Step = (_, view, at, pc) => {
  const word = view.getUint32(at)
  const lead = word >>> 22
  if (lead !== 0x100 && lead !== 0x1ff) return 4
  const target = ((word << 2) - pc) >>> 2
  const sign = (-((target >>> 22) & 1) << 22) & 0x3fffffff
  view.setUint32(at, (sign | (target & 0x3fffff) | 0x40000000) >>> 0)
  return 4
}

/** Which of the three slots of an IA-64 bundle may hold a branch, by its template. */
const bundles = [
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 4, 6, 6, 0, 0, 7, 7, 4, 4, 0, 0, 4, 4, 0, 0,
]

const ia64: Step = (bytes, view, at, pc) => {
  const slots = bundles[(bytes[at] ?? 0) & 0x1f] ?? 0
  for (let slot = 0; slot < 3; slot++) {
    if (((slots >> slot) & 1) === 0) continue
    const bit = 5 + 41 * slot
    // 41 bits from here on lie in these eight bytes; the last slot ends with the bundle.
    const start = Math.min(at + (bit >> 3), at + 8)
    const shift = BigInt(bit - 8 * (start - at))
    const held = view.getBigUint64(start, true)
    const word = (held >> shift) & 0x1ffffffffffn
    if (((word >> 37n) & 0xfn) !== 5n || ((word >> 9n) & 7n) !== 0n) continue
    const source = Number((word >> 13n) & 0xfffffn) | (Number((word >> 36n) & 1n) << 20)
    const target = ((source << 4) - pc) >>> 4
    const bits = (BigInt(target & 0xfffff) << 13n) | (BigInt((target >>> 20) & 1) << 36n)
    const changed = (word & ~(0x8fffffn << 13n)) | bits
    view.setBigUint64(start, (held & ~(0x1ffffffffffn << shift)) | (changed << shift), true)
  }
  return 16
}

function jal(bytes: Uint8Array, at: number, pc: number): number {
  const [, b1 = 0, b2 = 0, b3 = 0] = bytes.subarray(at, at + 4)
  if ((b1 & 0x0d) !== 0) return 2
  const address = (((b1 & 0xf0) << 13) | (b2 << 9) | (b3 << 1)) - pc
  bytes[at + 1] = (b1 & 0x0f) | ((address >>> 8) & 0xf0)
  bytes[at + 2] = ((address >>> 16) & 0x0f) | ((address >>> 7) & 0x10) | ((address << 4) & 0xe0)
  bytes[at + 3] = ((address >>> 4) & 0x7f) | ((address >>> 13) & 0x80)
  return 4
}

const riscv: Step = (bytes, view, at, pc) => {
  const lead = bytes[at] ?? 0
  if (lead === 0xef) return jal(bytes, at, pc)
  if ((lead & 0x7f) !== 0x17) return 2
  const first = view.getUint32(at, true)
  if ((first & 0xe80) !== 0) {
    // A pair that only looks converted was marked by the encoder by being turned round.
    const second = view.getUint32(at + 4, true)
    if ((((first << 8) ^ (second - 3)) & 0xf8003) !== 0) return 6
    view.setUint32(at, (0x17 | (2 << 7) | (second << 12)) >>> 0, true)
    view.setUint32(at + 4, ((first & 0xfffff000) + (second >>> 20)) >>> 0, true)
    return 8
  }
  const register = first >>> 27
  if (((first - 0x3117) << 18) >>> 0 >= (register & 0x1d)) return 4
  const address = (view.getUint32(at + 4) - pc) | 0
  view.setUint32(at, (0x17 | (register << 7) | ((address + 0x800) & 0xfffff000)) >>> 0, true)
  view.setUint32(at + 4, ((first >>> 12) | (address << 20)) >>> 0, true)
  return 8
}

const bitOfMask = [0, 1, 2, 2, 3]

function isSign(byte: number): boolean {
  return byte === 0 || byte === 0xff
}

/** The address behind a call: undone again while the byte that decided it would have decided otherwise. */
function target86(source: number, next: number, mask: number): number {
  for (let from = source; ; ) {
    const to = (from - next) | 0
    if (mask === 0) return to
    const bits = 8 * (bitOfMask[mask >> 1] ?? 1)
    if (!isSign((to >>> (24 - bits)) & 0xff)) return to
    from = to ^ ((1 << (32 - bits)) - 1)
  }
}

/** x86: `call` and `jmp` have no alignment, so the filter remembers what looked like one shortly before. */
function createX86(start: number): Converter {
  let position = start
  let mask = 0
  let last = start - 5
  return bytes => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    let at = 0
    while (at + 5 <= bytes.length) {
      if (((bytes[at] ?? 0) & 0xfe) !== 0xe8) {
        at++
        continue
      }
      const distance = position + at - last
      last = position + at
      if (distance > 5) mask = 0
      else for (let i = 0; i < distance; i++) mask = (mask & 0x77) << 1
      const isAddress = isSign(bytes[at + 4] ?? 1)
      if (isAddress && mask >> 1 <= 4 && mask >> 1 !== 3) {
        const to = target86(view.getInt32(at + 1, true), position + at + 5, mask)
        view.setInt32(at + 1, (to << 7) >> 7, true)
        at += 5
        mask = 0
      } else {
        at++
        mask |= isAddress ? 0x11 : 1
      }
    }
    position += at
    return at
  }
}

const steppers: ReadonlyMap<number, readonly [reach: number, alignment: number, step: Step]> = new Map([
  [5, [4, 4, powerpc]],
  [6, [16, 16, ia64]],
  [7, [4, 4, arm]],
  [8, [4, 2, armThumb]],
  [9, [4, 4, sparc]],
  [10, [4, 4, arm64]],
  [11, [8, 2, riscv]],
] as const)

/** The branch filter with this id of the .xz format, for code that begins at the address `start`; undefined where none has it. */
export function createBranches(id: number, start: number): Converter | undefined {
  if (id === 4) return createX86(start)
  const [reach, alignment, step] = steppers.get(id) ?? []
  if (reach === undefined || alignment === undefined || step === undefined) return undefined
  if (start % alignment !== 0) throw new Error('xz data is damaged: a filter')
  return stepping(reach, start, step)
}
