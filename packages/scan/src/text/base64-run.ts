import { BASE64, BASE64_EITHER, isBlank, isLineEnd, isQuote } from './alphabet.ts'
import {
  type Base64RunOptions,
  type Base64State,
  endFirstLine,
  takeStretch,
  takeSymbol,
} from './base64-state.ts'
import { type Cursor, readCharacter, WRITTEN } from './character.ts'
import { skipComment } from './gap.ts'
import { GrowingBytes } from './growing-bytes.ts'

/** Symbols of base64 read from a text through quotes, operators, escapes and line prefixes. */
export interface Base64Run {
  readonly bytes: Uint8Array
  readonly symbols: number
  /** Offset of the first symbol; -1 when there is none. */
  readonly start: number
  /** Offset after the last symbol and its padding. */
  readonly end: number
  /** Offset of the character that stopped the reading. */
  readonly stoppedAt: number
  readonly stop: 'dashes' | 'foreign' | 'enough' | 'end'
  /** Bits of `WRITTEN`. */
  readonly written: number
  /** A symbol of base64url was among them. */
  readonly url: boolean
  /** The quote that encloses the last symbol; 0 when not known. */
  readonly quote: number
  /** Symbols before the first one that was followed by something else than a symbol. */
  readonly firstLine: number
}

// Indentation and blank lines; deeper than any formatter goes.
const MAX_BLANKS = 512
// `).append(System.lineSeparator()).append(`, a comment beside a line; never a page of code.
const MAX_OUTSIDE = 512
/** Four dashes: the armour's end, or the next armour's start. */
function isDashes(text: Uint8Array, at: number): boolean {
  return text[at] === 0x2d && text[at + 1] === 0x2d && text[at + 2] === 0x2d && text[at + 3] === 0x2d
}

/** After a line end: skips indentation, and the prefix if the line has it. */
function skipPrefix(state: Base64State): void {
  const { text, cursor } = state
  const { prefix } = state.options
  if (prefix.length === 0) return
  let at = cursor.at
  while (isBlank(text[at] ?? 0) && at - cursor.at < MAX_BLANKS) at++
  for (let i = 0; i < prefix.length; i++) if (text[at + i] !== prefix[i]) return
  cursor.at = at + prefix.length
}

/** One character outside of quotes; false when the reading ends. */
function stepOutside(state: Base64State): boolean {
  const { text, cursor } = state
  cursor.at = skipComment(text, cursor.at, Math.min(text.length, cursor.at + MAX_OUTSIDE))
  const before = cursor.at
  if (before >= text.length) return true
  readCharacter(text, cursor)
  state.outside += cursor.at - before
  if (isQuote(cursor.code)) {
    state.inside = true
    state.quote = cursor.code
    return true
  }
  return cursor.code !== 0 && state.outside < MAX_OUTSIDE
}

/** One character inside of quotes, or in a text without any; false when the reading ends. */
function stepInside(state: Base64State): boolean {
  const { text, cursor, options } = state
  const before = cursor.at
  const raw = text[before] ?? 0
  readCharacter(text, cursor)
  const code = cursor.code
  const value =
    code < 0 || code > 127 || (code === 0x2b && options.plusIsBlank && raw === code)
      ? -1
      : (state.table[code] ?? -1)
  if (value >= 0) {
    if (code === 0x2d || code === 0x5f) state.url = true
    takeSymbol(state, value, before)
    return true
  }
  endFirstLine(state)
  if (isQuote(code) && (state.quote === 0 || state.quote === code)) {
    state.inside = false
    cursor.written |= WRITTEN.quoted
    return true
  }
  if (code === 0x3d && state.symbols > 0) {
    state.end = cursor.at
    return options.maxForeign > 0 || text[cursor.at] === 0x3d
  }
  if (isLineEnd(raw)) skipPrefix(state)
  if (code === -1 || isBlank(code) || isLineEnd(code)) return ++state.blanks <= MAX_BLANKS
  if (code < 0x20 && code !== 0x0b && code !== 0x0c) return false
  if (code === 0x3c) skipTag(state)
  return ++state.foreign <= options.maxForeign
}

/** `<br/>` between lines in a page; `<snip>`. */
function skipTag(state: Base64State): void {
  const { text, cursor } = state
  for (let at = cursor.at; at < cursor.at + 16; at++) {
    if (text[at] === 0x3e) {
      cursor.at = at + 1
      return
    }
  }
}

/**
 * Reads base64 from `at`. Inside quotes, and in a text that has none, symbols count and blanks, line ends and
 * escapes do not; outside of quotes nothing counts (a `+` there is an operator, `append` is a call). Linear:
 * every step moves the cursor forward, and each kind of gap is bounded.
 */
export function readBase64Run(text: Uint8Array, at: number, options: Base64RunOptions): Base64Run {
  const cursor: Cursor = { at, code: 0, written: 0 }
  const table = options.either ? BASE64_EITHER : BASE64
  const out = new GrowingBytes()
  const state: Base64State = {
    ...{ text, cursor, options, table, out, quote: options.quote, inside: true, foreign: 0, blanks: 0 },
    ...{
      outside: 0,
      bits: 0,
      symbols: 0,
      needed: options.maxSymbols,
      start: -1,
      end: at,
      url: false,
      firstLine: -1,
    },
  }
  let stop: Base64Run['stop'] = 'end'
  let last = at
  while (cursor.at < text.length) {
    if (state.inside) takeStretch(state)
    last = cursor.at
    if (last >= text.length) break
    if (state.symbols >= state.needed || state.symbols >= options.maxSymbols) {
      stop = 'enough'
      break
    }
    if (isDashes(text, last) && !(options.either && state.inside && state.symbols > 0)) {
      stop = 'dashes'
      break
    }
    if (!(state.inside ? stepInside(state) : stepOutside(state))) {
      stop = 'foreign'
      break
    }
  }
  if (stop === 'end') last = cursor.at
  return finish(state, stop, last)
}

function finish(state: Base64State, stop: Base64Run['stop'], stoppedAt: number): Base64Run {
  const { out, symbols, start, url, cursor, text } = state
  let { end } = state
  if (stop === 'enough') while (text[end] === 0x3d && end < state.end + 2) end++
  const firstLine = state.firstLine < 0 ? symbols : state.firstLine
  return {
    bytes: out.taken(),
    symbols,
    start,
    end,
    stoppedAt,
    stop,
    written: cursor.written,
    url,
    quote: state.quote,
    firstLine,
  }
}
