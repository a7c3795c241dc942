import type { Name, NameAttribute } from './certificate-shape.ts'
import { failure, note } from './deviations.ts'
import { contentOf, derOf, type Element, isLengthMinimal, isTag, readElement, TAG } from './element.ts'
import { decodeString } from './name-text.ts'
import { decodeOid } from './oid.ts'
import { attributeName } from './oid-names.ts'
import type { Parsed, Problem } from './problem.ts'
import { hex, isControl, printable } from './text.ts'

// The longest real names have about 20 attributes.
const MAX_ATTRIBUTES = 1_000
// A value that is not text is shown by its first octets only; the DER has the rest.
const MAX_SHOWN_OCTETS = 256

/** One attribute before anything is made printable: text with its control characters, or none. */
export interface RawAttribute {
  readonly oid: string
  readonly text: string | undefined
  readonly valid: boolean
  /** The attribute value with tag and length. */
  readonly der: Uint8Array
  readonly offset: number
}

function readAttribute(
  bytes: Uint8Array,
  at: number,
  end: number,
): { raw: RawAttribute; end: number } | undefined {
  const pair = readElement(bytes, at, end)
  if (!isTag(bytes, pair, TAG.sequence)) return undefined
  const type = readElement(bytes, pair.contentStart, pair.contentEnd)
  if (!isTag(bytes, type, TAG.oid)) return undefined
  const value = readElement(bytes, type.end, pair.contentEnd)
  if (value === undefined || value.end !== pair.contentEnd) return undefined
  const universal = value.tagClass === 0 && !value.constructed
  const decoded = universal ? decodeString(value.tag, contentOf(bytes, value)) : undefined
  const raw: RawAttribute = {
    oid: decodeOid(bytes, type.contentStart, type.contentEnd),
    text: decoded?.text,
    valid: decoded?.valid ?? true,
    der: derOf(bytes, value),
    offset: value.start,
  }
  return { raw, end: pair.end }
}

/** Relative names of the RDNSequence `name`, in the order found; what cannot be read is noted and left out. */
export function readRdns(bytes: Uint8Array, name: Element, problems: Problem[]): RawAttribute[][] {
  const rdns: RawAttribute[][] = []
  let left = MAX_ATTRIBUTES
  let at = name.contentStart
  while (at < name.contentEnd) {
    const set = readElement(bytes, at, name.contentEnd)
    if (!isTag(bytes, set, TAG.set)) {
      note(problems, 'x509-name-malformed', at, 'A name holds something that is not a set of attributes.')
      return rdns
    }
    const attributes: RawAttribute[] = []
    for (let inner = set.contentStart; inner < set.contentEnd; ) {
      if (left-- === 0) {
        note(
          problems,
          'x509-name-too-long',
          inner,
          `A name has more than ${MAX_ATTRIBUTES} attributes; the rest is not decoded.`,
        )
        return attributes.length > 0 ? [...rdns, attributes] : rdns
      }
      const found = readAttribute(bytes, inner, set.contentEnd)
      if (found === undefined) {
        note(
          problems,
          'x509-name-malformed',
          inner,
          'A name holds an attribute that is not a type and a value.',
        )
        break
      }
      attributes.push(found.raw)
      inner = found.end
    }
    rdns.push(attributes)
    at = set.end
  }
  return rdns
}

function noteAttribute(raw: RawAttribute, problems: Problem[]): void {
  const name = attributeName(raw.oid) ?? raw.oid
  if (!raw.valid)
    note(problems, 'x509-string-invalid', raw.offset, `The value of ${name} does not obey its string type.`)
  if (raw.text === undefined) return
  for (let i = 0; i < raw.text.length; i++) {
    const code = raw.text.charCodeAt(i)
    if (code >= 0xd800 && code <= 0xdfff) continue
    if (!isControl(code)) continue
    note(problems, 'x509-control-character', raw.offset, `The value of ${name} holds a control character.`)
    return
  }
}

function toAttribute(raw: RawAttribute): NameAttribute {
  const shown = raw.der.length > MAX_SHOWN_OCTETS ? raw.der.subarray(0, MAX_SHOWN_OCTETS) : raw.der
  return { oid: raw.oid, value: raw.text === undefined ? `#${hex(shown)}` : printable(raw.text) }
}

/** The name in `element` of `bytes`, deviations noted at offsets of `bytes`. */
export function readName(bytes: Uint8Array, element: Element, problems: Problem[]): Name {
  if (!isLengthMinimal(element))
    note(problems, 'x509-length-not-minimal', element.start, 'A name has length octets to spare.')
  const raws = readRdns(bytes, element, problems)
  for (const raw of raws.flat()) noteAttribute(raw, problems)
  return { der: derOf(bytes, element), rdns: raws.map(rdn => rdn.map(toAttribute)) }
}

/** Reads a distinguished name (RFC 5280 4.1.2.4). Errors: `x509-name-malformed`. */
export function parseName(der: Uint8Array): Parsed<Name> {
  const element = readElement(der, 0, der.length)
  if (!isTag(der, element, TAG.sequence)) {
    return failure(
      'x509-name-malformed',
      0,
      'The bytes are not a distinguished name: no SEQUENCE at their start.',
    )
  }
  const problems: Problem[] = []
  const value = readName(der, element, problems)
  if (element.end < der.length) note(problems, 'x509-trailing-bytes', element.end, 'Bytes follow the name.')
  return { ok: true, value, problems }
}

/** The last common name of a distinguished name, the one nearest to the subject; '' when it has none. */
export function commonName(name: Name): string {
  for (let i = name.rdns.length - 1; i >= 0; i--) {
    const attribute = name.rdns[i]?.find(({ oid }) => oid === '2.5.4.3')
    if (attribute) return attribute.value
  }
  return ''
}
