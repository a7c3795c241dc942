import type { ClockState, RunRecord, Scenario } from '@foreseen/facts'
import type { RunRequest } from '../contract.ts'
import type { Cast } from '../parts.ts'
import type { Programs } from '../place/programs.ts'
import { canaryAnswer, canaryId } from './canary.ts'
import { chooseMove, movedCommand } from './move.ts'

/** How a client is started so that its day is another. */
export interface Moved {
  readonly argv: readonly string[]
  readonly lateEnv: Readonly<Record<string, string>>
  readonly shiftDays: number
  readonly clock: ClockState
  /** Whether the proof could not be told from other runs. */
  readonly mixed?: boolean
}

interface Plain extends Moved {
  readonly request: RunRequest
}

/** What is needed to find out how a client's clock can be moved. */
export interface ClockQuestion<Start extends Plain> {
  readonly programs: Programs
  readonly cast: Cast
  readonly path: string
  readonly scenario: Scenario
  readonly plain: Start
  readonly startClient: (start: Start) => Promise<RunRecord>
}

/** Moving the certificates instead works for those that are made here, not for the operator's own. */
async function shifted<Start extends Plain>(question: ClockQuestion<Start>, why: string): Promise<Moved> {
  const { cast, scenario, plain } = question
  const { argv } = plain
  const days = scenario.clockDays
  const ask = { scenario: scenario.id, serverName: '' }
  const [today, other] = await Promise.all([
    cast.credentials({ ...ask, shiftDays: 0 }),
    cast.credentials({ ...ask, shiftDays: days }),
  ])
  if (today.chainPem === other.chainPem) {
    const detail = `${why}; the dates of a real certificate cannot be shifted instead`
    return { argv, lateEnv: {}, shiftDays: 0, clock: { kind: 'unmoved', days, detail } }
  }
  return { argv, lateEnv: {}, shiftDays: days, clock: { kind: 'shifted', days } }
}

/**
 * Moves the client's clock and proves it: the canary leaf, good today and not at the moved moment, must get through
 * by the real clock and be refused by the moved one. Otherwise the certificates' dates are shifted.
 */
export async function moveClock<Start extends Plain>(question: ClockQuestion<Start>): Promise<Moved> {
  const { programs, path, scenario, plain, startClient } = question
  const days = scenario.clockDays
  const { client } = plain.request
  const move = chooseMove({ argv: plain.argv, path, cwd: client.cwd }, programs)
  if (move.kind === 'shift') return shifted(question, move.why)
  const { argv, env } = movedCommand(move, days, plain.argv, programs)
  const clock: ClockState = { kind: 'moved', days, by: move.kind }
  const moved: Moved = { argv, lateEnv: env, shiftDays: 0, clock }
  const trust = plain.request.trust === 'host' ? 'both' : plain.request.trust
  const request = { ...plain.request, scenario: canaryId(days), trust, predicate: undefined }
  // One after the other: side by side, connections to fixed addresses could not be told apart.
  const real = await startClient({ ...plain, request })
  const later = await startClient({ ...plain, ...moved, request })
  const mixed = real.mixed !== '' || later.mixed !== ''
  switch (mixed ? 'silent' : canaryAnswer(real, later)) {
    case 'moved':
      return moved
    case 'unmoved':
      return shifted(question, 'the client did not refuse a leaf that is not valid at the moved moment')
    case 'silent': {
      const detail = 'the client refuses the canary by the real clock too, so that nothing shows a move'
      return { argv: plain.argv, lateEnv: {}, shiftDays: 0, clock: { kind: 'unmoved', days, detail }, mixed }
    }
  }
}
