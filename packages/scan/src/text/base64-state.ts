import { BASE64 } from './alphabet.ts'
import type { Cursor } from './character.ts'
import { derTotal, isDerPlausible } from './der-total.ts'
import type { GrowingBytes } from './growing-bytes.ts'

export interface Base64RunOptions {
  /** Symbols read at most. */
  readonly maxSymbols: number
  /**
   * `der`: the run is DER; stop at once when it is not, and where its outer length ends, because what
   * follows may be the next string of a table. `run`: as far as it goes.
   */
  readonly whole: 'der' | 'run'
  /** Quote that encloses the start; 0 when not known. */
  readonly quote: number
  /** What stands before each line (`//`, `*`, `+` of a diff); may be empty. */
  readonly prefix: Uint8Array
  /** Accept `-` and `_` of base64url as symbols. */
  readonly either: boolean
  /** A plus sign is a blank (form encoding wrote the symbol as `%2B`). */
  readonly plusIsBlank: boolean
  /** Characters that are neither symbols nor blanks, in a row, that do not end the run. */
  readonly maxForeign: number
}

// Nine octets: both outer headers of a certificate, or a header and an INTEGER or OID.
const GATE_SYMBOLS = 12

/** A run while it is read. */
export interface Base64State {
  readonly text: Uint8Array
  readonly cursor: Cursor
  readonly options: Base64RunOptions
  readonly table: Int8Array
  readonly out: GrowingBytes
  quote: number
  inside: boolean
  /** Characters since the last symbol. */
  foreign: number
  blanks: number
  outside: number
  /** The symbols last read, six bits each, the latest lowest. */
  bits: number
  symbols: number
  needed: number
  start: number
  end: number
  url: boolean
  firstLine: number
}

/** The outer length says how many symbols there are to read: none when this is not DER. */
function openGate(state: Base64State): void {
  const total = derTotal(state.out.bytes, 0, state.out.length)
  if (!isDerPlausible(state.out.bytes)) state.needed = 0
  else if (total > 0) state.needed = Math.min(state.needed, Math.ceil((total * 4) / 3))
}

/** Adds the symbol that stands at `at`, the cursor after it. */
export function takeSymbol(state: Base64State, value: number, at: number): void {
  if (state.start < 0) state.start = at
  state.end = state.cursor.at
  state.foreign = 0
  state.blanks = 0
  state.outside = 0
  state.bits = ((state.bits << 6) | value) & 0xff_ffff
  state.symbols++
  const phase = state.symbols & 3
  if (phase === 2) state.out.push((state.bits >> 4) & 255)
  else if (phase === 3) state.out.push((state.bits >> 2) & 255)
  else if (phase === 0) state.out.push(state.bits & 255)
  if (state.symbols === GATE_SYMBOLS && state.options.whole === 'der') openGate(state)
}

/** Notes that something else than a symbol follows. */
export function endFirstLine(state: Base64State): void {
  if (state.firstLine < 0 && state.symbols > 0) state.firstLine = state.symbols
}

/** Adds `symbols` from `at` on, quads at once where they fall on octets; the offset of the first that is none. */
function takeSymbols(state: Base64State, at: number, most: number): number {
  const { text, out } = state
  const last = Math.min(text.length, at + most - state.symbols)
  let { bits, symbols } = state
  let here = at
  while (here < last) {
    if ((symbols & 3) === 0 && here + 4 <= last) {
      const high = ((BASE64[text[here] ?? 0] ?? -1) << 6) | (BASE64[text[here + 1] ?? 0] ?? -1)
      const low = ((BASE64[text[here + 2] ?? 0] ?? -1) << 6) | (BASE64[text[here + 3] ?? 0] ?? -1)
      if ((high | low) >= 0) {
        bits = (high << 12) | low
        out.pushThree(bits)
        symbols += 4
        here += 4
        continue
      }
    }
    const value = BASE64[text[here] ?? 0] ?? -1
    if (value < 0) break
    bits = ((bits << 6) | value) & 0xff_ffff
    const phase = ++symbols & 3
    if (phase !== 1) out.push((bits >> (phase === 2 ? 4 : phase === 3 ? 2 : 0)) & 255)
    here++
  }
  state.bits = bits
  state.symbols = symbols
  return here
}

/**
 * Takes the plain symbols at the cursor in one go, over single line feeds where lines have no prefix: a line of a
 * PEM body is 64 of them, and most of the time of a scan of text went here. Stops at anything that could be a
 * spelling, a sign of base64url or the gate.
 */
export function takeStretch(state: Base64State): void {
  const { text, cursor, options } = state
  if (options.plusIsBlank || state.symbols < GATE_SYMBOLS) return
  const most = Math.min(state.needed, options.maxSymbols)
  const first = cursor.at
  let at = takeSymbols(state, first, most)
  while (at > first && text[at] === 0x0a && options.prefix.length === 0 && state.symbols < most) {
    if ((BASE64[text[at + 1] ?? 0] ?? -1) < 0) break
    endFirstLine(state)
    at = takeSymbols(state, at + 1, most)
  }
  if (at === first) return
  if (state.start < 0) state.start = first
  state.end = at
  cursor.at = at
  cursor.code = text[at - 1] ?? 0
  state.foreign = 0
  state.blanks = 0
  state.outside = 0
}
