import type {
  Breakage,
  Outcome,
  RehearsedClient,
  RunRecord,
  TrustStore,
  WronglyAccepted,
} from '@foreseen/facts'
import { type JudgedCell, judgeCells } from './cells.ts'
import { disagreementOf } from './disagree.ts'
import { wrongOf } from './faults.ts'
import { decidePin } from './pin.ts'
import type { RehearsalPlan } from './plan.ts'
import { withStandInsMarked } from './stand-ins.ts'

/** Everything that was seen of one client, and what was foretold of it. */
export interface ClientRuns {
  /** Unique within a rehearsal: the release's name. */
  readonly client: string
  readonly plan: RehearsalPlan
  /** Its records, in any order. */
  readonly records: readonly RunRecord[]
  /** What the forecast says of a scenario; `undefined` where no rule speaks or nothing was searched. */
  readonly predictions?: (scenario: string, trust: TrustStore) => Outcome | undefined
  /** The forecasts that it rests on, one for each host: they say whether anything hardwired was found. */
  readonly breakages?: readonly Breakage[]
}

/** One client over all scenarios: every cell's verdict, the kind of pin, and what it accepts wrongly. */
export function judgeClient({ client, plan, records, predictions, breakages }: ClientRuns): RehearsedClient {
  const judged = judgeCells(plan, records)
  const pin = decidePin(plan, judged)
  const predicted = judged.map(cell => ({ ...cell, predicted: predictions?.(cell.scenario, cell.trust) }))
  const isBaselineReal = plan.kind === 'real' || plan.currentChain
  return {
    client,
    kind: plan.kind,
    pin,
    accepts: acceptedFaults(plan, judged, pin.kind === 'certificate'),
    cells: withStandInsMarked(plan, predicted).map(cell => ({
      ...cell,
      disagreement: disagreementOf({
        kind: plan.scenarios.find(({ id }) => id === cell.scenario)?.kind ?? 'baseline',
        verdict: cell.verdict,
        predicted: cell.predicted,
        pin: pin.kind,
        breakages: breakages ?? [],
        isBaselineReal,
      }),
    })),
  }
}

/** In the order of the plan, each once. Who holds the leaf itself needs no intermediate, valid or not. */
function acceptedFaults(
  plan: RehearsalPlan,
  cells: readonly JudgedCell[],
  holdsLeaf: boolean,
): readonly WronglyAccepted[] {
  const found = plan.scenarios.flatMap(scenario => {
    const wrong = wrongOf(scenario)
    if (wrong === undefined || (holdsLeaf && !scenario.changes.includes('certificate'))) return []
    const accepts = cells.some(cell => cell.scenario === scenario.id && cell.verdict.kind === 'connects')
    return accepts ? [wrong] : []
  })
  return [...new Set(found)]
}
