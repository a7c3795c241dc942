import type { Problem } from './problem.ts'
import { decodeBase64, printable } from './text.ts'

/** One armoured block (RFC 7468) and where it stands. */
export interface PemBlock {
  /** Such as `CERTIFICATE`. */
  readonly label: string
  /** Headers of RFC 1421 such as `Proc-Type`, in the order found. */
  readonly headers: readonly { readonly name: string; readonly value: string }[]
  /** The decoded body; empty when the body is not base64, which a problem says. */
  readonly der: Uint8Array
  /** Offset of the first dash of the BEGIN line; octets for octets, UTF-16 units for a string. */
  readonly start: number
  /** Offset behind the last dash of the END line. */
  readonly end: number
  readonly problems: readonly Problem[]
}

const BEGIN = '-----BEGIN '
const END = '-----END '
const DASHES = '-----'
// The longest registered label has 24 characters.
const MAX_LABEL = 64
const MAX_HEADERS = 16

interface Body {
  readonly headers: { name: string; value: string }[]
  readonly text: string
}

/** Headers stand before the body, each a line with a colon; a line that begins with a blank continues the one before. */
function splitBody(text: string): Body {
  const headers: { name: string; value: string }[] = []
  let at = 0
  while (headers.length < MAX_HEADERS) {
    const lineEnd = text.indexOf('\n', at)
    if (lineEnd < 0) break
    const line = text.slice(at, lineEnd)
    const colon = line.indexOf(':')
    const previous = headers.at(-1)
    const continues = previous !== undefined && (line.startsWith(' ') || line.startsWith('\t'))
    if (continues) previous.value += printable(line.trim())
    else if (colon > 0)
      headers.push({
        name: printable(line.slice(0, colon).trim()),
        value: printable(line.slice(colon + 1).trim()),
      })
    else if (headers.length > 0 || line.trim() !== '') break
    at = lineEnd + 1
  }
  return { headers, text: text.slice(at) }
}

function readBlock(text: string, start: number): { block: PemBlock | undefined; next: number } {
  const labelStart = start + BEGIN.length
  const labelEnd = text.indexOf(DASHES, labelStart)
  if (labelEnd < 0) return { block: undefined, next: text.length }
  const label = text.slice(labelStart, Math.min(labelEnd, labelStart + MAX_LABEL + 1))
  if (label.length > MAX_LABEL || label.includes('\n')) return { block: undefined, next: labelEnd }
  const bodyStart = labelEnd + DASHES.length
  // Base64 and headers never hold five dashes: the next ones must be this block's END. This keeps the search linear.
  const bodyEnd = text.indexOf(DASHES, bodyStart)
  if (bodyEnd < 0) return { block: undefined, next: text.length }
  const closing = `${END}${label}${DASHES}`
  if (!text.startsWith(closing, bodyEnd)) return { block: undefined, next: bodyEnd }
  const { headers, text: encoded } = splitBody(text.slice(bodyStart, bodyEnd))
  const der = decodeBase64(encoded)
  const problem: Problem = {
    code: 'x509-pem-body',
    offset: bodyStart,
    detail: 'The body between BEGIN and END is not base64.',
  }
  const end = bodyEnd + closing.length
  const problems = der === undefined ? [problem] : []
  return {
    block: { label: printable(label), headers, der: der ?? new Uint8Array(), start, end, problems },
    next: end,
  }
}

/**
 * Every armoured block of a well-formed file, in order (RFC 7468, headers of RFC 1421). Blocks without
 * their own END line are left out. Errors: `x509-pem-body`, on the block.
 */
export function readPem(input: string | Uint8Array): PemBlock[] {
  // windows-1252, which `latin1` means here, maps each octet to one UTF-16 unit: offsets stay offsets.
  const text = typeof input === 'string' ? input : new TextDecoder('latin1').decode(input)
  const blocks: PemBlock[] = []
  let at = text.indexOf(BEGIN)
  while (at >= 0) {
    const { block, next } = readBlock(text, at)
    if (block) blocks.push(block)
    at = text.indexOf(BEGIN, next)
  }
  return blocks
}
