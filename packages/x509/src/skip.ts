// Structural gates run on every `30 8x` of every file, so they read lengths as plain numbers: no object is made.

/** End of the definite-length element at `at` with a one-octet tag, or -1 when it does not fit before `end`. */
export function skipElement(bytes: Uint8Array, at: number, end: number): number {
  if (at + 2 > end) return -1
  const lead = bytes[at + 1] ?? 0
  if (lead < 0x80) {
    const elementEnd = at + 2 + lead
    return elementEnd <= end ? elementEnd : -1
  }
  const octets = lead & 0x7f
  if (octets === 0 || octets > 4 || at + 2 + octets > end) return -1
  let length = 0
  for (let i = at + 2; i < at + 2 + octets; i++) length = length * 256 + (bytes[i] ?? 0)
  const elementEnd = at + 2 + octets + length
  return elementEnd <= end ? elementEnd : -1
}

/** `skipElement` when the identifier octet is `identifier`, otherwise -1. A negative `at` stays -1. */
export function skipTag(bytes: Uint8Array, at: number, end: number, identifier: number): number {
  return at >= 0 && at < end && bytes[at] === identifier ? skipElement(bytes, at, end) : -1
}

/** Start of the content of the element at `at`, which `skipElement` has accepted. */
export function contentAt(bytes: Uint8Array, at: number): number {
  const lead = bytes[at + 1] ?? 0
  return lead < 0x80 ? at + 2 : at + 2 + (lead & 0x7f)
}

/** Does `bytes` hold `needle` at `at`? */
export function holdsAt(bytes: Uint8Array, at: number, needle: Uint8Array): boolean {
  for (let i = 0; i < needle.length; i++) if (bytes[at + i] !== needle[i]) return false
  return true
}

/** Are two encodings the same octets? */
export function sameOctets(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && holdsAt(a, 0, b)
}
