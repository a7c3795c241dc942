import type {
  Breakage,
  Disagreement,
  KindId,
  Outcome,
  PinKind,
  RehearsedClient,
  ScenarioKind,
  Verdict,
} from '@foreseen/facts'
import { isHeld } from './predict.ts'

/** One measured case beside what was said of it. */
export interface MeasuredCase {
  /** What the scenario is. */
  readonly kind: ScenarioKind
  readonly verdict: Verdict
  readonly predicted: Outcome | undefined
  /** What the whole set of the client's cells shows. */
  readonly pin: PinKind
  /** The forecasts of the client's release at the hosts under rehearsal; empty when nothing was searched. */
  readonly breakages: readonly Breakage[]
  /** Whether the baseline is what is really served, as opposed to a stand-in that no pin on it fits. */
  readonly isBaselineReal: boolean
}

/** Kinds that are no pin: such a client checks the ordinary way. */
const isOrdinary = (pin: PinKind): boolean => pin === 'none' || pin === 'stale-trust'

function ofRefusal(measured: MeasuredCase): Disagreement | undefined {
  const { kind, verdict, predicted, pin, breakages, isBaselineReal } = measured
  // A handshake that fails for want of a common algorithm says nothing about a pin.
  if (verdict.reason === 'cannot-speak') return undefined
  if (kind === 'baseline') return isBaselineReal && isHeld(breakages) ? 'dead-pin' : undefined
  return predicted === 'survives' && !isOrdinary(pin) ? 'unseen-pin' : undefined
}

/**
 * Where search and rehearsal contradict each other. `false-pin`: something hardwired breaks by the rule, and the
 * client connects like an ordinary one. `dead-pin`: something is hardwired, and already what is served today is
 * refused. `unseen-pin`: nothing that was found explains a refusal, and the client is pinned. Faults are not
 * asked here: who accepts them is told by `accepts`.
 */
export function disagreementOf(measured: MeasuredCase): Disagreement | undefined {
  const { kind, verdict, predicted, pin, breakages } = measured
  if (kind === 'fault') return undefined
  if (verdict.kind === 'refuses') return ofRefusal(measured)
  if (verdict.kind !== 'connects' || predicted !== 'breaks' || !isHeld(breakages)) return undefined
  // A gentler pin than the one found is no false one: what was measured of it stands in its own cells.
  return isOrdinary(pin) || pin === 'unknown' ? 'false-pin' : undefined
}

/** The kinds of `docs/kinds/` that a rehearsed client shows, each once. */
export function rehearsedKinds(client: Pick<RehearsedClient, 'cells' | 'accepts'>): readonly KindId[] {
  const shown = new Set(client.cells.map(({ disagreement }) => disagreement))
  const order = ['unseen-pin', 'dead-pin', 'false-pin'] as const
  return [
    ...(client.accepts.length > 0 ? (['accepts-invalid'] as const) : []),
    ...order.filter(kind => shown.has(kind)),
  ]
}
