/** Damage done to well-formed bytes, chosen by numbers from a seeded generator. */

/** A generator of 32-bit numbers (xorshift, Marsaglia 2003). */
export function createRandom(seed: number): (below: number) => number {
  let state = seed >>> 0 || 1
  return below => {
    state ^= state << 13
    state >>>= 0
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return below > 0 ? state % below : 0
  }
}

type Random = (below: number) => number

function flip(bytes: Uint8Array, random: Random): Uint8Array {
  const out = bytes.slice()
  for (let left = 1 + random(4); left > 0; left--) {
    const at = random(out.length)
    out[at] = (out[at] ?? 0) ^ (1 << random(8))
  }
  return out
}

/** Offsets that look like headers: a universal or context tag and a length. Lies there do the most harm. */
function headerAt(bytes: Uint8Array, random: Random): number {
  for (let tries = 0; tries < 16; tries++) {
    const at = random(bytes.length)
    const tag = bytes[at] ?? 0
    if (tag === 0x30 || tag === 0x31 || tag === 0x06 || tag === 0x04 || (tag & 0xe0) === 0xa0) return at
  }
  return random(bytes.length)
}

function lie(bytes: Uint8Array, random: Random): Uint8Array {
  const out = bytes.slice()
  const at = headerAt(out, random) + 1
  const lengths = [0, 1, 0x7f, 0x80, 0x81, 0x82, 0x84, 0xff, (out[at] ?? 0) + 1, (out[at] ?? 0) - 1]
  if (at < out.length) out[at] = (lengths[random(lengths.length)] ?? 0) & 0xff
  return out
}

function splice(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  const from = headerAt(other, random)
  const part = other.subarray(from, from + 1 + random(200))
  const at = headerAt(bytes, random)
  const removed = random(2) === 0 ? part.length : random(20)
  const out = new Uint8Array(at + part.length + Math.max(0, bytes.length - at - removed))
  out.set(bytes.subarray(0, at))
  out.set(part, at)
  out.set(bytes.subarray(at + removed), at + part.length)
  return out
}

/** Changes a byte inside a field and keeps every length: what gets past the gate. */
function retag(bytes: Uint8Array, random: Random): Uint8Array {
  const out = bytes.slice()
  const tags = [
    0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0c, 0x13, 0x14, 0x16, 0x17, 0x18, 0x1c, 0x1e, 0x24, 0x30, 0x31,
    0x80, 0xa0,
  ]
  out[headerAt(out, random)] = tags[random(tags.length)] ?? 0
  return out
}

/** `bytes` damaged in one of five ways; `other` gives the parts of a splice. */
export function mutate(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  if (bytes.length === 0) return bytes
  switch (random(6)) {
    case 0:
    case 1:
      return flip(bytes, random)
    case 2:
      return lie(bytes, random)
    case 3:
      return splice(bytes, other, random)
    case 4:
      return retag(bytes, random)
    default:
      return bytes.slice(0, random(bytes.length))
  }
}
