import { type KindId, kinds, type Level } from '@foreseen/facts'
import { scanFormats } from './flags.ts'
import { type LookingOptions, readLooking } from './looking.ts'
import { suggestion } from './nearest.ts'
import { type PushedRelease, type PushTarget, readPush, readPushedRelease } from './push.ts'
import { type RawValues, Reading } from './read.ts'
import { type ResultOptions, readResult } from './result.ts'
import { quoted, type Read } from './usage-problem.ts'

export type ScanFormat = (typeof scanFormats)[number]

/** What makes a scan exit with 1: kinds, and the lowest level. */
export interface FailOn {
  readonly kinds: ReadonlySet<KindId>
  readonly level: Level | 'none'
}

export interface ScanOptions extends LookingOptions, ResultOptions<ScanFormat> {
  readonly paths: readonly string[]
  readonly failOn: FailOn
  /** `undefined` when nothing is pushed. */
  readonly push: PushTarget | undefined
  readonly pushedAs: PushedRelease
}

/** Levels from the least to the most. */
export const levels: readonly Level[] = ['info', 'low', 'medium', 'high']

function readFailOn(reading: Reading): FailOn {
  const found = new Set<KindId>()
  let lowest = levels.length
  for (const word of reading.list('fail-on')) {
    const level = levels.find(item => item === word)
    const kind = kinds.find(item => item.id === word)
    if (level !== undefined) lowest = Math.min(lowest, levels.indexOf(level))
    else if (kind !== undefined) found.add(kind.id)
    else {
      const meant = suggestion(word, [...levels, ...kinds.map(item => item.id)])
      const remedy =
        `${meant} Levels are ${levels.toReversed().join(', ')}; "foreseen kinds" lists the kinds.`.trim()
      reading.refuse('cli-bad-choice', `--fail-on ${quoted(word)} is neither a level nor a kind.`, remedy)
    }
  }
  return { kinds: found, level: levels[lowest] ?? 'none' }
}

/** Does something of this kind and level make the scan fail? */
export function failsOn(failOn: FailOn, kind: KindId, level: Level): boolean {
  return (
    failOn.kinds.has(kind) ||
    (failOn.level !== 'none' && levels.indexOf(level) >= levels.indexOf(failOn.level))
  )
}

/** Paths as typed; an empty one would silently mean the current folder. */
export function readPaths(reading: Reading, words: readonly string[]): readonly string[] {
  if (words.includes(''))
    reading.refuse('cli-empty-value', 'a path is empty.', 'Write "." for the current folder.')
  return words
}

/** Reads everything that `foreseen scan` takes. */
export function parseScan(
  words: readonly string[],
  raw: RawValues,
  nowMs: number,
  env: Readonly<Record<string, string | undefined>> = {},
): Read<ScanOptions> {
  const reading = new Reading(raw)
  return reading.result({
    paths: readPaths(reading, words),
    failOn: readFailOn(reading),
    push: readPush(reading, env),
    pushedAs: readPushedRelease(reading),
    ...readLooking(reading),
    ...readResult<ScanFormat>(reading, scanFormats, nowMs),
  })
}
