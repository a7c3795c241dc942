import { printable } from '@foreseen/x509'

/** What is wrong with what was typed: what, where, what to do. */
export interface UsageProblem {
  readonly code: string
  /** One sentence with the word that is wrong in it. */
  readonly detail: string
  /** What to do about it. */
  readonly remedy: string
}

/** A value read from what was typed, or all that is wrong with it. */
export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly UsageProblem[] }

/** A word of the user's, quoted, cut to a readable length, without control characters. */
export function quoted(word: string): string {
  const safe = printable(word)
  return `"${safe.length > 60 ? `${safe.slice(0, 57)}...` : safe}"`
}

/** The lines that tell a person about problems with what was typed. */
export function usageText(problems: readonly UsageProblem[], command: string): string {
  const lines = problems.map(({ code, detail, remedy }) => `foreseen: ${detail} [${code}]\n  ${remedy}\n`)
  const help = command === '' ? 'foreseen --help' : `foreseen ${command} --help`
  return `${lines.join('')}  "${help}" lists all options.\n`
}

/** A command cannot go on: thrown where it is found, caught once in `main`. */
export class CommandFailure extends Error {
  readonly code: string
  readonly remedy: string
  constructor(code: string, detail: string, remedy: string, cause?: unknown) {
    super(detail, { cause })
    this.code = code
    this.remedy = remedy
  }
}
