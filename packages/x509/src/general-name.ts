import { contentOf, derOf, type Element, readElement } from './element.ts'
import { formatName } from './name-format.ts'
import { decodeOid } from './oid.ts'
import { hex, printable } from './text.ts'

/** A GeneralName (RFC 5280 4.2.1.6) as text: what it is and what it says. */
export interface GeneralName {
  readonly kind: 'dns' | 'ip' | 'uri' | 'email' | 'directory' | 'registered' | 'other'
  readonly text: string
}

// A certificate with 10,000 names exists as a test of TLS clients; ten times that is nobody's.
const MAX_NAMES = 100_000
const MAX_SHOWN_OCTETS = 64

const utf8 = new TextDecoder()

/** IPv6 as RFC 5952 writes it: the longest run of zero groups shortened, lower case. */
function formatIpv6(bytes: Uint8Array): string {
  const groups: string[] = []
  for (let i = 0; i < 16; i += 2) groups.push((((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0)).toString(16))
  let best = 0
  let bestAt = -1
  for (let at = 0; at < 8; at++) {
    let run = 0
    while (at + run < 8 && groups[at + run] === '0') run++
    if (run > best) {
      best = run
      bestAt = at
    }
  }
  if (best < 2) return groups.join(':')
  return `${groups.slice(0, bestAt).join(':')}::${groups.slice(bestAt + best).join(':')}`
}

/** An address of 4 or 16 octets; anything else as `#hex`. */
export function formatAddress(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join('.')
  if (bytes.length === 16) return formatIpv6(bytes)
  return `#${hex(bytes.subarray(0, MAX_SHOWN_OCTETS))}`
}

function otherName(bytes: Uint8Array, element: Element): string {
  const type = readElement(bytes, element.contentStart, element.contentEnd)
  const oid = type?.tag === 6 ? decodeOid(bytes, type.contentStart, type.contentEnd) : ''
  const rest = type ? bytes.subarray(type.end, element.contentEnd) : contentOf(bytes, element)
  return `${oid || 'unreadable'}=#${hex(rest.subarray(0, MAX_SHOWN_OCTETS))}`
}

/** The GeneralName in `element`, or `undefined` when its tag is none of the nine. */
export function readGeneralName(bytes: Uint8Array, element: Element): GeneralName | undefined {
  if (element.tagClass !== 2) return undefined
  const content = contentOf(bytes, element)
  switch (element.tag) {
    case 1:
      return { kind: 'email', text: printable(utf8.decode(content)) }
    case 2:
      return { kind: 'dns', text: printable(utf8.decode(content)) }
    case 4: {
      const name = readElement(bytes, element.contentStart, element.contentEnd)
      return name && { kind: 'directory', text: formatName({ der: derOf(bytes, name), rdns: [] }) }
    }
    case 6:
      return { kind: 'uri', text: printable(utf8.decode(content)) }
    case 7:
      return { kind: 'ip', text: formatAddress(content) }
    case 8:
      return { kind: 'registered', text: decodeOid(content) || 'unreadable' }
    case 0:
    case 3:
    case 5:
      return { kind: 'other', text: otherName(bytes, element) }
    default:
      return undefined
  }
}

/** The GeneralNames between two offsets, in order; stops at the first that is none. `complete` says if it reached the end. */
export function readGeneralNames(
  bytes: Uint8Array,
  start: number,
  end: number,
): { names: GeneralName[]; complete: boolean } {
  const names: GeneralName[] = []
  let at = start
  while (at < end && names.length < MAX_NAMES) {
    const element = readElement(bytes, at, end)
    const name = element && readGeneralName(bytes, element)
    if (element === undefined || name === undefined) return { names, complete: false }
    names.push(name)
    at = element.end
  }
  return { names, complete: at >= end }
}
