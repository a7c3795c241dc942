import type { Place, WorkOf } from '../place.ts'

export const housekeeping = 'housekeeping'
const everyMs = 3_600_000

/** Sees to it that housekeeping is planned; that it always is also shows that jobs are taken (`serve/readiness.ts`). */
export const planHousekeeping = ({ jobs, now }: Place): Promise<string> =>
  jobs.schedule(housekeeping, housekeeping, {}, now() + everyMs)

/** Forgets old jobs every hour. */
export const housekeepingWork: WorkOf = place => {
  place.jobs.work(housekeeping, { timeoutMs: 60_000 }, async () => {
    await place.jobs.sweep()
    await planHousekeeping(place)
  })
}
