import { housekeepingWork } from './housekeeping/work.ts'
import type { Place, WorkOf } from './place.ts'

/** Kinds of jobs that a worker takes, in the order of the story. */
const works: readonly WorkOf[] = [housekeepingWork]

/** Begins to take jobs of every kind. */
export function startWorks(place: Place): void {
  for (const work of works) work(place)
}
