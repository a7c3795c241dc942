import { HEX, isDigit, isLineEnd, isQuote } from './alphabet.ts'

/** How a text was seen to be written; a set of bits. */
export const WRITTEN = { backslash: 1, entity: 2, percent: 4, quoted: 8 } as const

/** A place in a text and the character last read there, whatever its spelling. */
export interface Cursor {
  /** Offset of the next character. */
  at: number
  /** Code of the character read: `NOTHING` for a spelling that stands for no character. */
  code: number
  /** Spellings seen so far, bits of `WRITTEN`. */
  written: number
}

/** A continuation, an unknown escape: present in the text, absent from the value. */
export const NOTHING = -1

// JSON in JSON in a shell string doubles backslashes each time: 1, 2, 4, 8; more is a drawing, not an escape.
const MAX_BACKSLASHES = 16
const MAX_ENTITY = 10

function hexValue(text: Uint8Array, at: number, digits: number): number {
  let value = 0
  for (let i = at; i < at + digits; i++) {
    const digit = HEX[text[i] ?? 0] ?? -1
    if (digit < 0) return NOTHING
    value = value * 16 + digit
  }
  return value
}

function octalValue(text: Uint8Array, at: number): number {
  let value = 0
  for (let i = at; i < at + 3; i++) {
    const digit = (text[i] ?? 0) - 0x30
    if (digit < 0 || digit > 7) return NOTHING
    value = value * 8 + digit
  }
  return value
}

/** Says whether the spelling stands for a character. */
function take(cursor: Cursor, code: number, next: number): boolean {
  cursor.code = code
  cursor.at = next
  return code >= 0
}

/** `\u002b`, `\u{2b}` (Rust, Swift, JS). `at` is after the `u`. */
function readUnicode(text: Uint8Array, at: number, cursor: Cursor): boolean {
  if (text[at] !== 0x7b) {
    const value = hexValue(text, at, 4)
    return take(cursor, value, value < 0 ? at : at + 4)
  }
  let end = at + 1
  while (end < at + 8 && (HEX[text[end] ?? 0] ?? -1) >= 0) end++
  return take(cursor, hexValue(text, at + 1, end - at - 1), text[end] === 0x7d ? end + 1 : end)
}

/** Any number of backslashes and what they escape: a literal that was escaped again is the same text twice removed. */
function readBackslash(text: Uint8Array, cursor: Cursor): boolean {
  let at = cursor.at
  while (text[at] === 0x5c && at - cursor.at < MAX_BACKSLASHES) at++
  const code = text[at] ?? 0
  // Before a line end it continues the line; before anything else it means nothing here.
  if (isLineEnd(code)) return take(cursor, NOTHING, at)
  cursor.written |= WRITTEN.backslash
  if (code === 0x6e) return take(cursor, 0x0a, at + 1)
  if (code === 0x72) return take(cursor, 0x0d, at + 1)
  if (code === 0x74) return take(cursor, 0x09, at + 1)
  if (code === 0x2f || isQuote(code)) return take(cursor, code, at + 1)
  if (code === 0x75) return readUnicode(text, at + 1, cursor)
  if (code === 0x78) {
    const value = hexValue(text, at + 1, 2)
    return take(cursor, value, value < 0 ? at + 1 : at + 3)
  }
  if (isDigit(code)) {
    const value = octalValue(text, at)
    if (value >= 0) return take(cursor, value, at + 3)
  }
  return take(cursor, NOTHING, at)
}

/** `%0A`, and `%250A` when it was encoded twice. */
function readPercent(text: Uint8Array, cursor: Cursor): boolean {
  let at = cursor.at + 1
  while (text[at] === 0x32 && text[at + 1] === 0x35 && at - cursor.at < MAX_BACKSLASHES) at += 2
  const value = hexValue(text, at, 2)
  if (value < 0) return take(cursor, 0x25, cursor.at + 1)
  cursor.written |= WRITTEN.percent
  return take(cursor, value, at + 2)
}

function entityCode(name: string): number {
  if (name.startsWith('#x') || name.startsWith('#X')) return Number.parseInt(name.slice(2), 16)
  if (name.startsWith('#')) return Number.parseInt(name.slice(1), 10)
  switch (name) {
    case 'quot':
      return 0x22
    case 'apos':
      return 0x27
    case 'plus':
      return 0x2b
    case 'sol':
      return 0x2f
    case 'equals':
      return 0x3d
    case 'NewLine':
      return 0x0a
    default:
      return NOTHING
  }
}

/** `&#10;`, `&#xA;`, `&quot;`, and `&amp;#10;` when it was escaped twice. */
function readEntity(text: Uint8Array, cursor: Cursor): boolean {
  let at = cursor.at + 1
  while (text[at] === 0x61 && text[at + 1] === 0x6d && text[at + 2] === 0x70 && text[at + 3] === 0x3b) at += 4
  let name = ''
  while (name.length < MAX_ENTITY && text[at] !== 0x3b) name += String.fromCharCode(text[at++] ?? 0)
  if (text[at] !== 0x3b || !/^#?[A-Za-z0-9]+$/.test(name)) return take(cursor, 0x26, cursor.at + 1)
  const code = entityCode(name)
  cursor.written |= WRITTEN.entity
  return take(cursor, Number.isNaN(code) ? NOTHING : code, at + 1)
}

/**
 * Reads one character at the cursor: itself, or what an escape of a program, of JSON, of XML or of a URL
 * stands for. A back quote with `n` or `r` is PowerShell's line end: in Go and JS nothing of the sort can
 * follow a closing back quote. The caller keeps the cursor inside the text.
 */
export function readCharacter(text: Uint8Array, cursor: Cursor): void {
  const code = text[cursor.at] ?? 0
  if (code === 0x5c) readBackslash(text, cursor)
  else if (code === 0x25) readPercent(text, cursor)
  else if (code === 0x26) readEntity(text, cursor)
  else if (code === 0x60 && (text[cursor.at + 1] === 0x6e || text[cursor.at + 1] === 0x72)) {
    take(cursor, 0x0a, cursor.at + 2)
  } else take(cursor, code, cursor.at + 1)
}
