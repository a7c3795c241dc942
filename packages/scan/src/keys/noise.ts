/**
 * Could these octets be a key or a digest? Real ones are evenly spread: of 32 drawn at random about 30
 * differ, and fewer than five eighths of that is rarer than one in a billion. Templates, padding and text are not.
 */
export function looksRandom(octets: Uint8Array): boolean {
  const seen = new Set(octets)
  const steps = new Set<number>()
  let printable = 0
  for (let i = 0; i < octets.length; i++) {
    const octet = octets[i] ?? 0
    if (octet >= 0x20 && octet < 0x7f) printable++
    if (i > 0) steps.add((octet - (octets[i - 1] ?? 0) + 256) & 255)
  }
  const wanted = Math.min(octets.length, 48) * 0.625
  return seen.size >= wanted && steps.size >= wanted / 2 && printable < octets.length
}
