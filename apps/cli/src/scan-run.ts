import type { LookingOptions } from './options/looking.ts'
import type { Survey } from './survey.ts'

export async function scanPaths(
  _paths: readonly string[],
  _options: LookingOptions,
  _atMs: number,
): Promise<Survey> {
  throw new Error('awaiting world/disk')
}
