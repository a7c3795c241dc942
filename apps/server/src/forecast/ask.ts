import type { Place } from '../place.ts'

const soonMs = 1000

/**
 * Something changed that a forecast follows from: one is made soon, and one only for all that changes until then. The
 * one that waits is not put off by the next change, so that changes without end do not keep it from being made.
 */
export async function askForForecast({ jobs, now }: Place): Promise<string> {
  return await jobs.send('forecast', {}, { key: 'forecast', notBeforeMs: now() + soonMs })
}
