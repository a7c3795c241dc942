import { planForecast } from '../forecast/work.ts'
import { planLooks } from '../observation/schedule.ts'
import type { Place, WorkOf } from '../place.ts'
import { askForRehearsals } from '../rehearsal/schedule.ts'
import { removeOrphans } from '../upload/orphans.ts'

export const housekeeping = 'housekeeping'
const everyMs = 3_600_000
/** Planning thousands of looks anew, after a move to another database, takes a minute. */
const timeoutMs = 600_000

/** What is planned anew from the ledger each time; each leaves what stands right. */
const planners: readonly ((place: Place) => Promise<unknown>)[] = [
  planLooks,
  planForecast,
  askForRehearsals,
  removeOrphans,
]

/**
 * Sees to it that housekeeping is planned, at once unless told: a process that starts may stand on a database whose
 * schedules stayed elsewhere. That it always is planned also shows that jobs are taken (`serve/readiness.ts`).
 */
export const planHousekeeping = ({ jobs, now }: Place, afterMs = 0): Promise<string> =>
  jobs.schedule(housekeeping, housekeeping, {}, now() + afterMs)

/** Every hour: forgets old jobs and sees to it that every schedule stands. */
export const housekeepingWork: WorkOf = place => {
  place.jobs.work(housekeeping, { timeoutMs }, async () => {
    // Planned first: what fails below does not end it.
    await planHousekeeping(place, everyMs)
    await place.jobs.sweep()
    for (const plan of planners) await plan(place)
  })
}
