import { planHousekeeping } from '../housekeeping/work.ts'
import { startWorks } from '../works.ts'
import { openPlace, type PlaceOptions } from './open-place.ts'

/** A worker that takes jobs. */
export interface RunningWorker {
  /** Gives jobs back and lets go of the database. */
  close(): Promise<void>
}

/**
 * Shares the work of a server through the database alone. `warn` hears of what failed in the background. Errors as
 * `serve`, but for listening.
 */
export async function openWorker(
  options: PlaceOptions,
  warn: (error: unknown) => void,
): Promise<RunningWorker> {
  const { place, close } = await openPlace(options, warn)
  try {
    startWorks(place)
    await planHousekeeping(place)
    return { close }
  } catch (error) {
    await close()
    throw error
  }
}
