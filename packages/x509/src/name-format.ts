import type { Name } from './certificate-shape.ts'
import { readElement } from './element.ts'
import { type RawAttribute, readRdns } from './name.ts'
import { attributeName } from './oid-names.ts'
import { escapeOctets, hex, isControl } from './text.ts'

const SPECIAL = '"+,;<>\\'
// Nearly every value: no special character, nothing but ASCII, no blank or number sign where one is escaped.
const PLAIN = /^(?![ #])[^"+,;<>\\\x00-\x1f\x7f-\u{10ffff}]*(?<! )$/u

/** RFC 4514 section 2.4; control and direction characters as octets too, so that they never reach a terminal. */
function escapeValue(text: string): string {
  if (PLAIN.test(text)) return text
  let out = ''
  let index = 0
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    const edge =
      (index === 0 && (code === 0x20 || code === 0x23)) || (code === 0x20 && index === text.length - 1)
    if (isControl(code)) out += escapeOctets(character)
    else out += edge || SPECIAL.includes(character) ? `\\${character}` : character
    index += character.length
  }
  return out
}

function formatAttribute(raw: RawAttribute): string {
  const name = attributeName(raw.oid)
  if (name === undefined || raw.text === undefined)
    return `${name ?? (raw.oid || '0.0')}=#${hex(raw.der).toUpperCase()}`
  return `${name}=${escapeValue(raw.text)}`
}

function format(name: Name): string {
  const element = readElement(name.der, 0, name.der.length)
  if (element === undefined) return ''
  const rdns = readRdns(name.der, element, [])
  return rdns
    .reverse()
    .map(rdn => rdn.map(formatAttribute).join('+'))
    .join(',')
}

// Inventory, records and tables ask for the same name; none of them holds it for the others.
const formatted = new WeakMap<Name, string>()

/**
 * A distinguished name as RFC 4514 writes it: last relative name first, several values of one joined by
 * `+`, unknown types as `OID=#HEX`. Control characters appear as `\XX` octets only.
 */
export function formatName(name: Name): string {
  const known = formatted.get(name)
  if (known !== undefined) return known
  const text = format(name)
  formatted.set(name, text)
  return text
}
