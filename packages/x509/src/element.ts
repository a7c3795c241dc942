/** One tag-length-value of X.690, as offsets into the bytes it was read from. */
export interface Element {
  /** 0 universal, 1 application, 2 context, 3 private. */
  readonly tagClass: number
  readonly tag: number
  readonly constructed: boolean
  readonly start: number
  readonly contentStart: number
  /** End of the content; before the end-of-contents octets when the length is indefinite. */
  readonly contentEnd: number
  readonly end: number
  readonly indefinite: boolean
}

/** How far a reader may go. */
export interface ReadOptions {
  /** Accept BER's indefinite lengths (PKCS#7 and PKCS#12 in the wild); DER never has them. */
  readonly indefinite?: boolean
  /** Nested indefinite lengths, 32 when absent. */
  readonly maxDepth?: number
  /** Headers looked at while searching an end-of-contents, 100,000 when absent. */
  readonly maxElements?: number
}

/** Identifier octets of the universal types that certificates are made of. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
  sequence: 0x30,
  set: 0x31,
} as const

// Four length octets reach 4 GB; more only ever carry zeros or lies.
const MAX_LENGTH_OCTETS = 4
const MAX_DEPTH = 32
const MAX_ELEMENTS = 100_000

interface Header {
  readonly tag: number
  readonly contentStart: number
  /** -1 when indefinite. */
  readonly length: number
}

/** Tag numbers above 30 take more octets (X.690 8.1.2.4); three are more than any specification uses. */
function readHeader(bytes: Uint8Array, at: number, end: number): Header | undefined {
  const first = bytes[at]
  if (first === undefined || at + 2 > end) return undefined
  let tag = first & 0x1f
  let position = at + 1
  if (tag === 0x1f) {
    tag = 0
    let octet = 0x80
    for (let count = 0; octet & 0x80; count++) {
      if (count === 3 || position >= end) return undefined
      octet = bytes[position++] ?? 0
      tag = (tag << 7) | (octet & 0x7f)
    }
  }
  if (position >= end) return undefined
  const lead = bytes[position++] ?? 0
  if (lead < 0x80) return { tag, contentStart: position, length: lead }
  const octets = lead & 0x7f
  if (octets === 0) return { tag, contentStart: position, length: -1 }
  if (octets > MAX_LENGTH_OCTETS || position + octets > end) return undefined
  let length = 0
  for (let i = 0; i < octets; i++) length = length * 256 + (bytes[position++] ?? 0)
  return { tag, contentStart: position, length }
}

/** Offset of the end-of-contents octets that close the content at `from`, or -1. Iterative: depth is a number. */
function findEndOfContents(bytes: Uint8Array, from: number, end: number, options: ReadOptions): number {
  const maxDepth = options.maxDepth ?? MAX_DEPTH
  let left = options.maxElements ?? MAX_ELEMENTS
  let depth = 1
  let at = from
  while (left-- > 0) {
    if (at + 2 > end) return -1
    if (bytes[at] === 0 && bytes[at + 1] === 0) {
      if (--depth === 0) return at
      at += 2
      continue
    }
    const header = readHeader(bytes, at, end)
    if (header === undefined) return -1
    if (header.length < 0) {
      if (++depth > maxDepth) return -1
      at = header.contentStart
    } else {
      at = header.contentStart + header.length
    }
  }
  return -1
}

/**
 * Reads the header of the element at `at` and finds its end; `undefined` when it does not fit before
 * `end` or goes past a limit. Offsets count from the start of `bytes` (X.690 8.1).
 */
export function readElement(
  bytes: Uint8Array,
  at: number,
  end: number = bytes.length,
  options: ReadOptions = {},
): Element | undefined {
  const limit = Math.min(end, bytes.length)
  if (!(at >= 0)) return undefined
  const header = readHeader(bytes, at, limit)
  if (header === undefined) return undefined
  const first = bytes[at] ?? 0
  const constructed = (first & 0x20) !== 0
  const indefinite = header.length < 0
  let contentEnd = header.contentStart + header.length
  if (indefinite) {
    if (!options.indefinite || !constructed) return undefined
    contentEnd = findEndOfContents(bytes, header.contentStart, limit, options)
    if (contentEnd < 0) return undefined
  }
  const elementEnd = indefinite ? contentEnd + 2 : contentEnd
  if (elementEnd > limit) return undefined
  const { tag, contentStart } = header
  return {
    tagClass: first >> 6,
    tag,
    constructed,
    start: at,
    contentStart,
    contentEnd,
    end: elementEnd,
    indefinite,
  }
}

/** The elements inside `parent` in order; `undefined` when they do not fill it exactly or are more than `max`. */
export function readChildren(
  bytes: Uint8Array,
  parent: Element,
  max: number,
  options: ReadOptions = {},
): Element[] | undefined {
  const children: Element[] = []
  let at = parent.contentStart
  while (at < parent.contentEnd) {
    if (children.length === max) return undefined
    const child = readElement(bytes, at, parent.contentEnd, options)
    if (child === undefined) return undefined
    children.push(child)
    at = child.end
  }
  return children
}

/** Is the identifier octet exactly `identifier`? (Class, constructed bit and low tag number in one.) */
export function isTag(
  bytes: Uint8Array,
  element: Element | undefined,
  identifier: number,
): element is Element {
  return element !== undefined && bytes[element.start] === identifier
}

/** Are length octets the fewest possible, as DER requires (X.690 10.1)? */
export function isLengthMinimal(element: Element): boolean {
  if (element.indefinite) return false
  const tagOctets = element.tag < 31 ? 1 : element.tag < 128 ? 2 : element.tag < 16384 ? 3 : 4
  const length = element.contentEnd - element.contentStart
  const octets = length < 0x80 ? 1 : length < 0x100 ? 2 : length < 0x1_0000 ? 3 : length < 0x100_0000 ? 4 : 5
  return element.contentStart - element.start === tagOctets + octets
}

export function contentOf(bytes: Uint8Array, element: Element): Uint8Array {
  return bytes.subarray(element.contentStart, element.contentEnd)
}

export function derOf(bytes: Uint8Array, element: Element): Uint8Array {
  return bytes.subarray(element.start, element.end)
}
