import type { Stage, StageOptions } from '../parts.ts'
import { StageFailure } from './failure.ts'

/**
 * Opens the stage that all runs of a rehearsal meet.
 * @throws StageFailure `stage-cannot-listen` when a port cannot be opened.
 */
export async function openStage(options: StageOptions): Promise<Stage> {
  const refuse = async (): Promise<never> => {
    throw new StageFailure('stage-cannot-listen', `the stage cannot be reached by ${options.reach}`)
  }
  return { admit: refuse, dismiss: refuse, close: async () => {} }
}
