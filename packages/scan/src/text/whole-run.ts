import { BASE64_EITHER, isBlank, isLineEnd, isQuote } from './alphabet.ts'
import { type Base64Run, readBase64Run } from './base64-run.ts'
import type { Base64RunOptions } from './base64-state.ts'

// As far as an input promises to be there around a hit (`DetectorInput`).
const MAX_BEFORE = 64 * 1024
const MAX_SYMBOLS = 1024 * 1024
// A shorter line before a line end is not the same value: a key, a heading.
const MIN_LINE = 16

const NO_PREFIX = new Uint8Array(0)

const isSymbol = (code: number | undefined): boolean => code !== undefined && (BASE64_EITHER[code] ?? -1) >= 0

const isEscapeLetter = (code: number | undefined): boolean => code === 0x6e || code === 0x72 || code === 0x74

/** From before a line end, real or escaped, to after the last symbol of the line above; `at` when none stands there. */
function skipBreakBefore(text: Uint8Array, at: number): number {
  let here = at
  for (let steps = 0; steps < 64 && here > 0; steps++) {
    const code = text[here - 1] ?? 0
    if (isBlank(code) || isLineEnd(code)) here--
    else if (isEscapeLetter(code) && text[here - 2] === 0x5c) here -= 2
    else break
  }
  return here
}

/** Symbols directly before `at`, not counting the letter of an escape. */
function lineBefore(text: Uint8Array, at: number, limit: number): number {
  let from = at
  while (from > limit && isSymbol(text[from - 1])) from--
  if (from < at && text[from - 1] === 0x5c && isEscapeLetter(text[from])) from++
  return at - from
}

/** First symbol of the run around `groupAt`, a whole number of groups of four before it. */
function runStart(text: Uint8Array, groupAt: number): number {
  const limit = Math.max(0, groupAt - MAX_BEFORE)
  let start = groupAt
  let symbols = 0
  // The start of each line above, with the symbols that stand between it and the group.
  let here = groupAt
  for (;;) {
    const length = lineBefore(text, here, limit)
    if (here !== groupAt && length < MIN_LINE) break
    here -= length
    symbols += length
    start = here
    const above = skipBreakBefore(text, here)
    if (above === here || above <= limit) break
    here = above
  }
  // What does not fill a group belongs to something else: a path, a word.
  return groupAt === start ? start : skipSymbols(text, start, symbols % 4)
}

function skipSymbols(text: Uint8Array, at: number, count: number): number {
  let here = at
  let left = count
  while (left > 0 || !isSymbol(text[here])) {
    if (isSymbol(text[here])) left--
    here++
    if (here - at > 128) return at
  }
  return here
}

function optionsOf(text: Uint8Array, start: number, maxSymbols: number): Base64RunOptions {
  const before = text[start - 1] ?? 0
  const quote = start > 0 && isQuote(before) ? before : 0
  return {
    maxSymbols,
    whole: 'run',
    quote,
    prefix: NO_PREFIX,
    either: true,
    plusIsBlank: false,
    maxForeign: 0,
  }
}

/** Reads symbols from a group's first one, at most `maxSymbols`. */
export function readGroups(text: Uint8Array, groupAt: number, maxSymbols: number): Base64Run {
  return readBase64Run(text, groupAt, optionsOf(text, groupAt, maxSymbols))
}

function lastClosing(bytes: Uint8Array): number {
  for (let at = bytes.length - 8; at > 0; at--) {
    if (bytes[at] === 0x2d && bytes[at + 1] === 0x45 && bytes[at + 2] === 0x4e && bytes[at + 3] === 0x44)
      return at
  }
  return -1
}

/**
 * Reads the whole run of base64 in which a group of four starts at `groupAt`. A run that goes on after the
 * text (`isCut`) is ended behind its last whole PEM block, so that the next hit finds the rest.
 */
export function readWholeRun(text: Uint8Array, groupAt: number, isCut: boolean): Base64Run {
  const start = runStart(text, groupAt)
  const run = readGroups(text, start, MAX_SYMBOLS)
  const goesOn = run.stop === 'enough' || (isCut && run.stop === 'end')
  const closing = goesOn ? lastClosing(run.bytes) : -1
  // `-END CERTIFICATE-----` and its line end are some thirty octets.
  return closing < 0 ? run : readGroups(text, start, Math.ceil((closing + 30) / 3) * 4)
}
