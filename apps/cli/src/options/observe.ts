import { observeFormats } from './flags.ts'
import { type PushTarget, readPush } from './push.ts'
import { type ReachingOptions, readReaching } from './reaching.ts'
import { type RawValues, Reading } from './read.ts'
import { type ResultOptions, readResult } from './result.ts'
import type { Read } from './usage-problem.ts'

type ObserveFormat = (typeof observeFormats)[number]

export interface ObserveOptions extends ReachingOptions, ResultOptions<ObserveFormat> {
  /** Days within which an end makes the run exit with 1; -1 when not asked for. */
  readonly withinDays: number
  /** `undefined` when nothing is pushed. */
  readonly push: PushTarget | undefined
}

/** Reads everything that `foreseen observe` takes. */
export function parseObserve(
  words: readonly string[],
  raw: RawValues,
  nowMs: number,
  env: Readonly<Record<string, string | undefined>> = {},
): Read<ObserveOptions> {
  const reading = new Reading(raw)
  const reaching = readReaching(reading, words)
  if (reaching.servedFile !== '' && reaching.endpoints.length > 1) {
    reading.refuse(
      'cli-served-for-many',
      '--served stands in for one endpoint, and several are given.',
      'Observe them one by one.',
    )
  }
  return reading.result({
    ...reaching,
    ...readResult<ObserveFormat>(reading, observeFormats, nowMs),
    withinDays: reading.count('within', -1, 0, 100_000),
    push: readPush(reading, env),
  })
}
