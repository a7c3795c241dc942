import { suggestion } from './nearest.ts'
import { quoted, type Read, type UsageProblem } from './usage-problem.ts'

/** Values as the parser of the command line leaves them, before anything is checked. */
export type RawValues = Readonly<Record<string, unknown>>

/** Collects what is wrong while options are read, so that all of it is said at once. */
export class Reading {
  readonly problems: UsageProblem[] = []
  readonly #raw: RawValues

  constructor(raw: RawValues) {
    this.#raw = raw
  }

  #value(name: string): unknown {
    return this.#raw[name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())]
  }

  refuse(code: string, detail: string, remedy: string): void {
    this.problems.push({ code, detail, remedy })
  }

  given(name: string): boolean {
    return this.#value(name) !== undefined
  }

  on(name: string): boolean {
    return this.#value(name) === true
  }

  text(name: string): string | undefined {
    const value = this.#value(name)
    return typeof value === 'string' ? value : undefined
  }

  /** Every value of a repeatable option, as typed. */
  texts(name: string): readonly string[] {
    const value = this.#value(name)
    return Array.isArray(value) ? value.filter(item => typeof item === 'string') : []
  }

  /** Every value of a repeatable option that also takes comma lists. */
  list(name: string): readonly string[] {
    return this.texts(name).flatMap(text =>
      text
        .split(',')
        .map(word => word.trim())
        .filter(word => word !== ''),
    )
  }

  #read<T>(name: string, standard: T, parse: (text: string) => Read<T>): T {
    const text = this.text(name)
    if (text === undefined) return standard
    const read = parse(text)
    if (read.ok) return read.value
    this.problems.push(
      ...read.problems.map(problem => ({ ...problem, detail: `--${name} ${problem.detail}` })),
    )
    return standard
  }

  count(name: string, standard: number, least: number, most: number): number {
    return this.#read(name, standard, text => parseCount(text, least, most))
  }

  size(name: string, standard: number): number {
    return this.#read(name, standard, parseSize)
  }

  day(name: string, standard: number): number {
    return this.#read(name, standard, parseDay)
  }

  duration(name: string, standard: number): number {
    return this.#read(name, standard, parseDuration)
  }

  choice<T extends string>(name: string, choices: readonly T[], standard: T): T {
    return this.#read(name, standard, text => parseChoice(text, choices))
  }

  /** The values of a comma list, each one of `choices`. */
  choices<T extends string>(name: string, choices: readonly T[]): readonly T[] {
    return this.list(name).flatMap(text => {
      const read = parseChoice(text, choices)
      if (read.ok) return [read.value]
      this.problems.push(
        ...read.problems.map(problem => ({ ...problem, detail: `--${name} ${problem.detail}` })),
      )
      return []
    })
  }

  /** `value` when nothing was wrong. */
  result<T>(value: T): Read<T> {
    return this.problems.length === 0 ? { ok: true, value } : { ok: false, problems: this.problems }
  }
}

function refused(code: string, detail: string, remedy: string): Read<never> {
  return { ok: false, problems: [{ code, detail, remedy }] }
}

/** A whole number within bounds. */
export function parseCount(text: string, least: number, most: number): Read<number> {
  const value = /^[0-9]{1,15}$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return { ok: true, value }
  return refused(
    'cli-bad-number',
    `is ${quoted(text)}, which is no whole number from ${least} to ${most}.`,
    'Write digits only.',
  )
}

const units: Readonly<Record<string, number>> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 }

/** A size in bytes: digits with K, M, G or T (powers of 1024), `512M`, `4GiB`. */
export function parseSize(text: string): Read<number> {
  const match = /^([0-9]{1,12})([KMGT]?)(i?B)?$/i.exec(text.trim())
  const bytes = Number(match?.[1]) * (units[(match?.[2] ?? '').toUpperCase()] ?? 1)
  if (match !== null && Number.isSafeInteger(bytes)) return { ok: true, value: bytes }
  return refused(
    'cli-bad-size',
    `is ${quoted(text)}, which is no size.`,
    'Write bytes, or a number with K, M, G or T: 512M.',
  )
}

/** Milliseconds from `30s`, `500ms`, `2m` or plain seconds. */
export function parseDuration(text: string): Read<number> {
  const match = /^([0-9]{1,7})(ms|s|m)?$/.exec(text.trim())
  const factor = match?.[2] === 'ms' ? 1 : match?.[2] === 'm' ? 60_000 : 1000
  const value = Number(match?.[1]) * factor
  if (match !== null && value > 0 && value <= 86_400_000) return { ok: true, value }
  return refused(
    'cli-bad-duration',
    `is ${quoted(text)}, which is no length of time.`,
    'Write seconds, or a number with ms, s or m: 500ms.',
  )
}

/** Milliseconds since the epoch from `2026-12-01` (midnight UTC) or an ISO 8601 time with its offset. */
export function parseDay(text: string): Read<number> {
  const day = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)
  const time = /^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{5,12}(Z|[+-][0-9]{2}:[0-9]{2})$/.test(text)
  const value = day || time ? Date.parse(text) : Number.NaN
  // Date.parse rolls 2026-02-31 over in some engines; the day must come back as it was written.
  const kept = !day || (Number.isFinite(value) && new Date(value).toISOString().startsWith(text))
  if (Number.isFinite(value) && kept) return { ok: true, value }
  return refused(
    'cli-bad-date',
    `is ${quoted(text)}, which is no date.`,
    'Write 2026-12-01, or 2026-12-01T08:00:00Z.',
  )
}

/** One of the words listed. */
export function parseChoice<T extends string>(text: string, choices: readonly T[]): Read<T> {
  const found = choices.find(choice => choice === text.toLowerCase())
  if (found !== undefined) return { ok: true, value: found }
  const meant = suggestion(text, choices)
  const list = `It takes ${choices.slice(0, -1).join(', ')}${choices.length > 1 ? ' or ' : ''}${choices.at(-1) ?? ''}.`
  return refused(
    'cli-bad-choice',
    `is ${quoted(text)}, which is not known.`,
    meant === '' ? list : `${meant} ${list}`,
  )
}
