/** What is rehearsed, by whom, each time it was, and what came of it, with the evidence from the wire. */
import type { Core } from '../events/change.ts'
import { type LeaseRoom, leaseRoom } from './lease.ts'
import { type OutcomeRoom, outcomeRoom } from './outcome.ts'
import { type PlanRoom, planRoom } from './plan.ts'
import { type RunRoom, runRoom } from './run.ts'
import { type RunnerRoom, runnerRoom } from './runner.ts'

/** Plans, runs, verdicts, evidence, runners. */
export interface RehearsalRoom extends PlanRoom, RunRoom, LeaseRoom, OutcomeRoom, RunnerRoom {}

export const rehearsalRoom = (core: Core): RehearsalRoom => ({
  ...planRoom(core),
  ...runRoom(core),
  ...leaseRoom(core),
  ...outcomeRoom(core),
  ...runnerRoom(core),
})
