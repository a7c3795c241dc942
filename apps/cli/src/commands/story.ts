import { clockMs } from '../clock.ts'
import { tellStory } from '../story/tell.ts'

/** Tells the founding story and clears the stage. */
export async function runStory(): Promise<number> {
  await tellStory(clockMs())
  return 0
}
