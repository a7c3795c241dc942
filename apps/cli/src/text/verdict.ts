import type { Breakage } from '@foreseen/facts'
import { isUnknown, objectOfRole } from '@foreseen/rules'
import type { Style } from './style.ts'

/** How an outcome is called, and its shape: the mark differs, not only the colour. */
export interface OutcomeWord {
  readonly mark: string
  readonly word: string
  readonly paint: (text: string, style: Style) => string
}

const unknown: OutcomeWord = { mark: '?', word: 'unknown', paint: (text, style) => style.faint(text) }

/** Nothing hardwired was found that concerns the endpoint: no break is known, and nothing vouches for it. */
const unheld: OutcomeWord = { mark: '·', word: 'nothing found', paint: (text, style) => style.faint(text) }

const words: Readonly<Record<Breakage['outcome'], OutcomeWord>> = {
  breaks: { mark: '✗', word: 'stops', paint: (text, style) => style.alarm(text) },
  'may-break': { mark: '~', word: 'may stop', paint: (text, style) => style.doubt(text) },
  survives: { mark: '✓', word: 'keeps connecting', paint: (text, style) => style.fine(text) },
}

/** Mark and word of a verdict. */
export function outcomeWord(breakage: Breakage): OutcomeWord {
  if (isUnknown(breakage)) return unknown
  if (breakage.outcome === 'survives' && breakage.level === 'watch' && breakage.evidence.length === 0)
    return unheld
  const word = words[breakage.outcome]
  return breakage.failsNow ? { ...word, word: 'has stopped' } : word
}

/** Mark of an outcome alone. */
export function outcomeMark(outcome: Breakage['outcome']): string {
  return words[outcome].mark
}

/** Who looked how deep, in words. */
export const levelWords: Readonly<Record<Breakage['level'], string>> = {
  proven: 'proven: it was seen to fail',
  derived: 'derived: it follows from what was found and seen',
  likely: 'likely: it follows for every verifier that is known',
  possible: 'possible: it depends on what is not known here',
  watch: 'watch: nothing that concerns this endpoint was found, or it was not seen',
  cleared: 'cleared: it was seen to hold',
}

/** What an object is to the endpoint, in a line of its own. */
export const roleWords: Readonly<Record<Breakage['evidence'][number]['role'], string>> = {
  ...objectOfRole,
  leaf: "the server's certificate",
  unrelated: 'not part of this chain',
}
