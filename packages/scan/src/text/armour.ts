import { asciiText, isBlank, isLetter, isLineEnd, isQuote } from './alphabet.ts'
import { type Cursor, readCharacter, WRITTEN } from './character.ts'

/** The opening line of a PEM block (RFC 7468 section 2), however its text was escaped. */
export interface Armour {
  /** Offset of the first dash. */
  readonly start: number
  /** `CERTIFICATE`; upper case, single spaces. */
  readonly label: string
  /** Offset after the last dash. */
  readonly bodyAt: number
  /** The quote directly before the first dash; 0 when there is none. */
  readonly quote: number
  /** What stands on the line before the dashes, when it can stand before the other lines too. */
  readonly prefix: Uint8Array
  /** Form encoding: blanks are plus signs. */
  readonly plusIsBlank: boolean
  /** Bits of `WRITTEN`. */
  readonly written: number
}

const MAX_LABEL = 48
const MAX_PREFIX = 24
const NO_PREFIX = new Uint8Array(0)

/** `// `, ` * `, `# `, `rem `, `+` of a diff; never code, which has quotes, operators or brackets. */
export function linePrefix(text: Uint8Array, start: number): Uint8Array {
  let from = start
  while (from > 0 && start - from <= 2 * MAX_PREFIX && !isLineEnd(text[from - 1] ?? 0)) from--
  let end = start
  while (end > from && isBlank(text[end - 1] ?? 0)) end--
  while (from < end && isBlank(text[from] ?? 0)) from++
  if (end - from > MAX_PREFIX) return NO_PREFIX
  for (let i = from; i < end; i++) {
    const code = text[i] ?? 0
    const isSign =
      code === 0x2f || code === 0x2a || code === 0x23 || code === 0x2b || code === 0x3b || code === 0x7c
    const isOther = code === 0x3e || code === 0x21 || code === 0x2d || code === 0x25 || code === 0x27
    if (!isSign && !isOther && !isLetter(code) && !isBlank(code)) return NO_PREFIX
  }
  return text.slice(from, end)
}

/** Reads dashes, at most five; the offset after them, or 0 when there are fewer than four. */
function skipDashes(text: Uint8Array, at: number): number {
  let end = at
  while (text[end] === 0x2d && end - at < 5) end++
  return end - at >= 4 ? end : 0
}

/** Reads a label up to its dashes; `undefined` when something else comes. */
function readLabel(text: Uint8Array, cursor: Cursor): string | undefined {
  let label = ''
  while (cursor.at < text.length && label.length <= MAX_LABEL) {
    if (text[cursor.at] === 0x2d) return label.trim().toUpperCase()
    readCharacter(text, cursor)
    const code = cursor.code
    const isBreak = isBlank(code) || code === 0x2b
    if (!isBreak && !isLetter(code) && !(code >= 0x30 && code <= 0x39) && code !== 0x23 && code !== 0x2e)
      return undefined
    if (isBreak && !label.endsWith(' ')) label += ' '
    else if (!isBreak) label += String.fromCharCode(code)
  }
  return undefined
}

/** Reads the opening line whose `-BEGIN` stands at `at`; `undefined` when it is none. */
export function readArmour(text: Uint8Array, at: number): Armour | undefined {
  let start = at
  while (start > 0 && at - start < 4 && text[start - 1] === 0x2d) start--
  const cursor: Cursor = { at: at + 6, code: 0, written: 0 }
  const plusIsBlank = text[cursor.at] === 0x2b
  const label = readLabel(text, cursor)
  if (label === undefined || label === '') return undefined
  const bodyAt = skipDashes(text, cursor.at)
  if (bodyAt === 0) return undefined
  const before = text[start - 1] ?? 0
  const quote = start > 0 && isQuote(before) ? before : 0
  const prefix = quote === 0 ? linePrefix(text, start) : NO_PREFIX
  return { start, label, bodyAt, quote, prefix, plusIsBlank, written: cursor.written & ~WRITTEN.quoted }
}

/** Offset after the closing line whose dashes start at `at`, or 0 when it is none. */
export function readArmourEnd(text: Uint8Array, at: number): number {
  let from = at
  while (text[from] === 0x2d && from - at < 6) from++
  if (from - at < 4 || asciiText(text, from, from + 3) !== 'END') return 0
  const cursor: Cursor = { at: from + 3, code: 0, written: 0 }
  if (readLabel(text, cursor) === undefined) return 0
  return skipDashes(text, cursor.at) || cursor.at
}

/** Headers between the opening line and the body (RFC 1421 section 4.4), and where the body starts. */
export interface ArmourHeaders {
  readonly procType: string
  readonly dekInfo: string
  readonly count: number
  readonly bodyAt: number
}

const MAX_HEADERS = 16
const MAX_NAME = 40
const MAX_VALUE = 512
const MAX_GAP = 64

/** Skips what stands between lines, in quotes or not; the offset of the first letter, or -1. */
function skipGap(text: Uint8Array, at: number): number {
  const cursor: Cursor = { at, code: 0, written: 0 }
  while (cursor.at < text.length && cursor.at - at < MAX_GAP) {
    const before = cursor.at
    readCharacter(text, cursor)
    if (isLetter(cursor.code)) return before
  }
  return -1
}

/** Reads a field up to its line end or quote. Cipher fields end at a blank too: one-line forms have no line ends. */
function readValue(
  text: Uint8Array,
  at: number,
  endsAtBlank: boolean,
): { readonly value: string; readonly at: number } {
  const cursor: Cursor = { at, code: 0, written: 0 }
  let value = ''
  let end = at
  while (cursor.at < text.length && value.length < MAX_VALUE) {
    readCharacter(text, cursor)
    const code = cursor.code
    if (isLineEnd(code) || isQuote(code) || code === 0) break
    end = cursor.at
    if (endsAtBlank && isBlank(code) && value.trim() !== '') break
    if (code >= 0x20 && code < 0x7f) value += String.fromCharCode(code)
  }
  return { value: value.trim(), at: end }
}

export function readArmourHeaders(text: Uint8Array, bodyAt: number): ArmourHeaders {
  let at = bodyAt
  let procType = ''
  let dekInfo = ''
  let count = 0
  while (count < MAX_HEADERS) {
    const nameAt = skipGap(text, at)
    if (nameAt < 0) break
    let end = nameAt
    while (end - nameAt < MAX_NAME && (isLetter(text[end] ?? 0) || text[end] === 0x2d)) end++
    if (text[end] !== 0x3a) break
    const name = asciiText(text, nameAt, end)
    const field = readValue(text, end + 1, name === 'Proc-Type' || name === 'DEK-Info')
    if (name === 'Proc-Type') procType = field.value
    if (name === 'DEK-Info') dekInfo = field.value
    at = field.at
    count++
  }
  return { procType, dekInfo, count, bodyAt: at }
}
