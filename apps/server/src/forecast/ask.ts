import type { Place } from '../place.ts'

const soonMs = 1000

/** Something changed that a forecast follows from: one is made soon, and one only for all that changes until then. */
export async function askForForecast({ jobs, now }: Place): Promise<void> {
  await jobs.schedule('forecast', 'forecast', {}, now() + soonMs)
}
