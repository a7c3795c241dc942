import { note } from './deviations.ts'
import { contentOf, type Element } from './element.ts'
import type { Problem } from './problem.ts'
import { hex } from './text.ts'

/** Two's complement magnitude of a negative INTEGER. */
function magnitude(content: Uint8Array): Uint8Array {
  const out = new Uint8Array(content.length)
  let carry = 1
  for (let i = content.length - 1; i >= 0; i--) {
    const sum = (~(content[i] ?? 0) & 0xff) + carry
    out[i] = sum & 0xff
    carry = sum >> 8
  }
  return out
}

function withoutZeros(content: Uint8Array): Uint8Array {
  let at = 0
  while (at < content.length - 1 && content[at] === 0) at++
  return content.subarray(at)
}

/** Lower-case hex of a serial number, `-` before a negative one; `00` for zero, '' for an empty INTEGER (RFC 5280 4.1.2.2). */
export function readSerial(bytes: Uint8Array, element: Element, problems: Problem[]): string {
  const content = contentOf(bytes, element)
  const first = content[0]
  if (first === undefined) {
    note(problems, 'x509-serial-empty', element.start, 'The serial number has no octets.')
    return ''
  }
  const second = content[1]
  if (second !== undefined && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))) {
    note(problems, 'x509-serial-not-minimal', element.start, 'The serial number has sign octets to spare.')
  }
  if (content.length > 20) {
    note(
      problems,
      'x509-serial-long',
      element.start,
      `The serial number has ${content.length} octets; 20 are allowed.`,
    )
  }
  if (first >= 0x80) {
    note(problems, 'x509-serial-negative', element.start, 'The serial number is negative.')
    return `-${hex(withoutZeros(magnitude(content)))}`
  }
  const digits = hex(withoutZeros(content))
  if (digits === '00') note(problems, 'x509-serial-zero', element.start, 'The serial number is zero.')
  return digits
}
