import type { ShownJob } from '@foreseen/facts'
import type { Shape } from '../design/status.tsx'

export type JobState = ShownJob['state']

/** States in the order in which a job meets them. */
export const jobStates: readonly JobState[] = ['waiting', 'running', 'done', 'dead', 'cancelled']

export const stateWords: Readonly<Record<JobState, string>> = {
  waiting: 'waiting',
  running: 'running',
  done: 'done',
  dead: 'failed',
  cancelled: 'cancelled',
}

/** A shape for each state, so that it can be told without colour. */
export const stateShapes: Readonly<Record<JobState, Shape>> = {
  waiting: 'unknown',
  running: 'unknown',
  done: 'survives',
  dead: 'breaks',
  cancelled: 'unknown',
}

/** Whether it goes on by itself. */
export const isOpen = (state: JobState): boolean => state === 'waiting' || state === 'running'

/** Attempts that are left when the one that runs fails. */
export const attemptsText = ({ attempts, retries }: Pick<ShownJob, 'attempts' | 'retries'>): string =>
  attempts <= 1 ? '' : `attempt ${attempts} of ${retries + 1}`
