import { forecastWork } from './forecast/work.ts'
import { housekeepingWork } from './housekeeping/work.ts'
import { observationWork } from './observation/work.ts'
import type { Place, WorkOf } from './place.ts'
import { rehearseWork } from './rehearsal/schedule.ts'
import { sampleWork } from './sample/work.ts'
import { scanWork } from './scan/work.ts'

/** Kinds of jobs that a worker takes, in the order of the story. */
const works: readonly WorkOf[] = [
  scanWork,
  observationWork,
  forecastWork,
  rehearseWork,
  sampleWork,
  housekeepingWork,
]

/** Begins to take jobs of every kind. */
export function startWorks(place: Place): void {
  for (const work of works) work(place)
}
