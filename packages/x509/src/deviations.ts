import type { Problem } from './problem.ts'

// A hostile certificate could deviate in every octet; the first ones tell the story.
const MAX_DEVIATIONS = 64

/** Adds a problem unless the list is full. `detail` must already be free of control characters. */
export function note(problems: Problem[], code: string, offset: number, detail: string): void {
  if (problems.length < MAX_DEVIATIONS) problems.push({ code, offset, detail })
}

/** A failed reading with its one reason. */
export function failure(
  code: string,
  offset: number,
  detail: string,
): { ok: false; problems: readonly Problem[] } {
  return { ok: false, problems: [{ code, offset, detail }] }
}
