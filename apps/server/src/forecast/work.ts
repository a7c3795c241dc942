import { decideNextLook, foreseeing } from '@foreseen/rules'
import type { Place, WorkOf } from '../place.ts'
import { engineOf } from './engine.ts'
import { makeForecast } from './make.ts'
import { scorePassed } from './score.ts'

/** The first load of a fleet of thousands takes a while. */
const timeoutMs = 1_800_000

/** When nothing changes, a forecast is made again after a part of the shortest life that is left. */
export function nextForecastMs(place: Place): number {
  const { fleet, endpoints } = engineOf(place)
  const nowMs = place.now()
  const nexts = [...endpoints.keys()].flatMap(id =>
    fleet.chains(id).map(({ leaf }) => {
      const { notBeforeMs, notAfterMs } = leaf.certificate
      return decideNextLook({ notBeforeMs, notAfterMs }, foreseeing, nowMs, 0)
    }),
  )
  const usual = decideNextLook({ notBeforeMs: nowMs, notAfterMs: undefined }, foreseeing, nowMs, 0)
  return nexts.reduce((least, next) => Math.min(least, next), usual)
}

/** The forecast that time alone asks for; a key of its own, so that it does not hold up what a change asks for. */
export const byTime = 'forecast-by-time'

/** Sees to it that one is planned, also after one that failed for good. */
export const planForecast = ({ jobs, now }: Place): Promise<string> =>
  jobs.send('forecast', {}, { key: byTime, notBeforeMs: now() + foreseeing.leastMs })

/** Makes forecasts when something changed and when time has passed, and holds earlier ones against what came. */
export const forecastWork: WorkOf = place => {
  place.jobs.work('forecast', { timeoutMs }, async (job, signal) => {
    const made = await makeForecast(place, signal, (share, text) => job.progress(share, text))
    await scorePassed(place, made, signal)
    await place.jobs.schedule(byTime, 'forecast', {}, nextForecastMs(place))
  })
}
