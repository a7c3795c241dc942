import { base64Digest, type Digest, digestOf, hexDigest } from './digest.ts'

/** A digest in program text; offsets count from the start of the text it was found in. */
export interface CodeDigest {
  readonly digest: Digest
  readonly start: number
  readonly end: number
  /** Written with separators, or plainly. */
  readonly separated: boolean
}

const HEX = '(?:[0-9A-Fa-f]{2}[: -]){15,31}[0-9A-Fa-f]{2}|[0-9A-Fa-f]{64}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{32}'

function toDigest(text: string, start: number): CodeDigest | undefined {
  const digest = hexDigest(text)
  return digest && { digest, start, end: start + text.length, separated: /[: -]/.test(text) }
}

/** A digest that follows an identifier within a short distance, and those that continue a list of it. */
export function digestsAfter(tail: string): CodeDigest[] {
  // Closing quote of a key, an operator or a blank, perhaps a call or an algorithm, then the value.
  const lead =
    /^["'`\])]{0,3}\s{0,8}(?:===?|!==?|:=|=>|[:=(,>]|\.equals\w{0,12}\(|-eq\b|\b)[^;{}\n]{0,60}?(?:\n\s{0,24})?/
  const first = new RegExp(`${lead.source}(?:["'\`]|\\b)(${HEX})(?![0-9A-Za-z:+/=])`).exec(tail)
  const found: CodeDigest[] = []
  let at = first ? first.index + first[0].length - (first[1] ?? '').length : -1
  let text = first?.[1]
  while (text !== undefined && found.length < 64) {
    const one = toDigest(text, at)
    if (one) found.push(one)
    const rest = tail.slice(at + text.length)
    const next = new RegExp(`^["'\`]?\\s{0,8},?\\s{0,40}["'\`](${HEX})["'\`]`).exec(rest)
    if (next) at += text.length + next[0].length - (next[1] ?? '').length - 1
    text = next?.[1]
  }
  return found
}

/** A digest compared with what follows: `"AA:BB" === certificate.` before the identifier. */
export function digestBefore(head: string): CodeDigest | undefined {
  const from = Math.max(0, head.length - 240)
  const pattern = new RegExp(
    `["'\`](${HEX})["'\`]\\s{0,4}(?:===?|!==?|,|\\.equals\\w{0,12}\\(|-eq)[ \\t]{0,4}[\\w$.()[\\]?!]{0,60}$`,
  )
  const match = pattern.exec(head.slice(from))
  return match ? toDigest(match[1] ?? '', from + match.index + 1) : undefined
}

/** Quoted hex digests and base64 SHA-256 anywhere in `text`. */
export function quotedDigests(text: string): CodeDigest[] {
  const found: CodeDigest[] = []
  for (const match of text.matchAll(new RegExp(`["'\`](?:(${HEX})|([A-Za-z0-9+/]{43}=))["'\`]`, 'g'))) {
    const start = match.index + 1
    const digest = match[2] === undefined ? undefined : base64Digest(match[2])
    const one = match[1] === undefined ? undefined : toDigest(match[1], start)
    if (one) found.push(one)
    else if (digest) found.push({ digest, start, end: start + 44, separated: false })
  }
  return found
}

const ESCAPES: Readonly<Record<string, number>> = {
  n: 10,
  r: 13,
  t: 9,
  '\\': 92,
  "'": 39,
  '"': 34,
  a: 7,
  b: 8,
  f: 12,
  v: 11,
}

/** The octets of a Python literal `b'\x15\xd7…'` at the start of `text`, as a digest. */
export function bytesLiteral(text: string): CodeDigest | undefined {
  const open = /^\(\s{0,16}b(["'])/.exec(text)
  const quote = open?.[1]
  if (!open || quote === undefined) return undefined
  const octets: number[] = []
  let at = open[0].length
  while (at < text.length && octets.length <= 64 && text[at] !== quote) {
    const escaped = /^\\(?:x([0-9a-fA-F]{2})|([\\'"nrtabfv]))/.exec(text.slice(at, at + 4))
    if (escaped === null && text[at] === '\\') return undefined
    octets.push(
      escaped
        ? escaped[1]
          ? Number.parseInt(escaped[1], 16)
          : (ESCAPES[escaped[2] ?? ''] ?? 0)
        : text.charCodeAt(at),
    )
    at += escaped?.[0].length ?? 1
  }
  const digest = text[at] === quote ? digestOf(Uint8Array.from(octets)) : undefined
  return digest && { digest, start: open[0].length - 2, end: at + 1, separated: false }
}
