/** Bits of bytes in memory, most significant first. */
export interface BitInput {
  /** Up to 24 bits; throws `unexpected end` beyond the bytes. */
  read(count: number): number
  /** Position in bits. */
  position(): number
  /** Moves to the next whole byte. */
  align(): void
}

/** Bits of `bytes` from the bit `from` on. */
export function bitsOf(bytes: Uint8Array, from = 0): BitInput {
  let at = from >>> 3
  let held = 0
  let left = 0
  const read = (count: number): number => {
    while (left < count) {
      if (at >= bytes.length) throw new Error('unexpected end of file')
      held = ((held & 0xff_ffff) << 8) | (bytes[at++] ?? 0)
      left += 8
    }
    left -= count
    return (held >>> left) & ((1 << count) - 1)
  }
  if ((from & 7) !== 0) read(from & 7)
  return {
    read,
    position: () => 8 * at - left,
    align() {
      left -= left % 8
    },
  }
}
