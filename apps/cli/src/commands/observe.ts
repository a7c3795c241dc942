import type { Observation } from '@foreseen/facts'
import { clockMs } from '../clock.ts'
import { observationsJson } from '../formats/observation.ts'
import { lookAtEndpoints, lookAtFile } from '../look.ts'
import { type ObserveOptions, parseObserve } from '../options/observe.ts'
import type { RawValues } from '../options/read.ts'
import { usageText } from '../options/usage-problem.ts'
import { writeResult } from '../output.ts'
import { outputRoom, outputStyle } from '../terminal.ts'
import { dayMs } from '../text/dates.ts'
import { chainEndMs, observeText } from '../text/observe.ts'

/** Failures to look come first only where nothing was found: what has ended holds whatever else is unknown. */
function observeExit(observations: readonly Observation[], options: ObserveOptions): number {
  const { withinDays, atMs } = options
  const ends = observations.flatMap(({ outcome }) =>
    outcome.state === 'served' ? [chainEndMs(outcome)] : [],
  )
  if (withinDays >= 0 && ends.some(endMs => endMs <= atMs + withinDays * dayMs)) return 1
  const failed = observations.some(({ outcome }) => outcome.state === 'failed')
  return failed || observations.length === 0 ? 2 : 0
}

async function observations(options: ObserveOptions): Promise<readonly Observation[]> {
  const { servedFile, endpoints, atMs } = options
  if (servedFile === '') return lookAtEndpoints(options, atMs)
  return endpoints.map(endpoint => lookAtFile(servedFile, endpoint, atMs))
}

/** Looks at endpoints and says what they serve. */
export async function runObserve(words: readonly string[], raw: RawValues): Promise<number> {
  const read = parseObserve(words, raw, clockMs(), process.env)
  if (!read.ok) {
    process.stderr.write(usageText(read.problems, 'observe'))
    return 2
  }
  const options = read.value
  const list = await observations(options)
  const { out, atMs } = options
  const parts =
    options.format === 'json'
      ? observationsJson(list)
      : observeText(list, atMs, outputStyle(out), outputRoom(out))
  await writeResult(out, parts)
  if (options.push !== undefined) {
    const { pushObservations } = await import('../push/results.ts')
    await pushObservations(options.push, list)
  }
  return observeExit(list, options)
}
