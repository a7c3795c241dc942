import { contentOf, type Element, isTag, readChildren, readElement, TAG } from './element.ts'

const BER = { indefinite: true }
const MAX_PIECES = 100_000
const MAX_DEPTH = 8

/** Primitive pieces of a constructed OCTET STRING in order (X.690 8.7.3); `undefined` when something else is among them. */
function collect(bytes: Uint8Array, element: Element, depth: number, pieces: Uint8Array[]): boolean {
  if (!element.constructed) {
    pieces.push(contentOf(bytes, element))
    return pieces.length <= MAX_PIECES
  }
  const children = depth > 0 ? readChildren(bytes, element, MAX_PIECES, BER) : undefined
  if (children === undefined) return false
  return children.every(
    child => (bytes[child.start] ?? 0) % 0x20 === TAG.octetString && collect(bytes, child, depth - 1, pieces),
  )
}

/**
 * The octets of the OCTET STRING in `element`: a view when it is primitive, joined pieces when BER built it
 * up. `undefined` when pieces are of another type or too many.
 */
export function joinOctets(bytes: Uint8Array, element: Element): Uint8Array | undefined {
  const pieces: Uint8Array[] = []
  if (!collect(bytes, element, MAX_DEPTH, pieces)) return undefined
  if (pieces.length === 1) return pieces[0]
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    joined.set(piece, at)
    at += piece.length
  }
  return joined
}

/** The octets of an OCTET STRING that starts at `at`, in DER or BER. */
export function readOctetString(
  bytes: Uint8Array,
  at: number,
  end: number = bytes.length,
): Uint8Array | undefined {
  const element = readElement(bytes, at, end, BER)
  if (!isTag(bytes, element, TAG.octetString) && !isTag(bytes, element, 0x24)) return undefined
  return joinOctets(bytes, element)
}
