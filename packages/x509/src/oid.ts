// Longer object identifiers exist only in attacks; the longest registered ones take about 20 octets.
const MAX_OCTETS = 128

/** Dotted form of the object identifier content between `start` and `end`, or '' when it is malformed (X.690 8.19). */
export function decodeOid(bytes: Uint8Array, start = 0, end: number = bytes.length): string {
  if (end <= start || end - start > MAX_OCTETS || end > bytes.length) return ''
  let dotted = ''
  let small = 0
  let large = 0n
  for (let at = start; at < end; at++) {
    const octet = bytes[at] ?? 0
    const wide = large > 0n || small > 0xff_ffff_ffff
    if (wide) large = ((large || BigInt(small)) << 7n) | BigInt(octet & 0x7f)
    else small = small * 128 + (octet & 0x7f)
    if (octet & 0x80) continue
    if (dotted === '') dotted = wide ? `2.${large - 80n}` : firstArcs(small)
    else dotted += `.${wide ? large : small}`
    small = 0
    large = 0n
  }
  return (bytes[end - 1] ?? 0) & 0x80 ? '' : dotted
}

/** The first number carries two arcs: 40 * first + second (X.690 8.19.4). */
function firstArcs(value: number): string {
  return value < 80 ? `${Math.floor(value / 40)}.${value % 40}` : `2.${value - 80}`
}

/** Content octets of a dotted object identifier whose arcs are below 2^31. */
export function encodeOid(dotted: string): Uint8Array {
  const arcs = dotted.split('.').map(Number)
  const numbers = [(arcs[0] ?? 0) * 40 + (arcs[1] ?? 0), ...arcs.slice(2)]
  const octets: number[] = []
  for (const number of numbers) {
    const base128 = [number & 0x7f]
    for (let rest = number >>> 7; rest > 0; rest >>>= 7) base128.unshift((rest & 0x7f) | 0x80)
    octets.push(...base128)
  }
  return Uint8Array.from(octets)
}
