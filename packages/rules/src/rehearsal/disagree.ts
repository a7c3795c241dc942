import type {
  Breakage,
  Disagreement,
  KindId,
  Outcome,
  PinKind,
  RehearsedClient,
  Role,
  Scenario,
  Verdict,
} from '@foreseen/facts'
import { isHeld } from './predict.ts'

/** Which real objects take part in a rehearsal, so that a pin on them is rehearsed as it is. */
export interface PlayedParts {
  /** A chain that was really issued, against the trust of the machine: everything in it is real. */
  readonly isReal: boolean
  /** The key that is served today was given. */
  readonly hasLeafKey: boolean
  /** The operator's own CA plays the old root, and perhaps its intermediate. */
  readonly authority: 'none' | 'root' | 'intermediate'
}

/** Roles whose real object plays itself; a pin on any other refuses a stand-in by construction. */
export function playedRoles({ isReal, hasLeafKey, authority }: PlayedParts): ReadonlySet<Role> {
  const real: readonly Role[] = ['leaf', 'intermediate']
  const intermediates: readonly Role[] = ['intermediate-key', 'intermediate']
  const roots: readonly Role[] = ['root', 'root-key']
  return new Set<Role>([
    ...(isReal || hasLeafKey ? (['leaf-key'] as const) : []),
    ...(isReal ? real : []),
    ...(isReal || authority === 'intermediate' ? intermediates : []),
    ...(isReal || authority !== 'none' ? roots : []),
  ])
}

/** One measured case beside what was said of it. */
export interface MeasuredCase {
  readonly scenario: Scenario
  readonly verdict: Verdict
  readonly predicted: Outcome | undefined
  /** What the whole set of the client's cells shows. */
  readonly pin: PinKind
  /** The forecasts of the client's release at the hosts under rehearsal; empty when nothing was searched. */
  readonly breakages: readonly Breakage[]
  readonly played: ReadonlySet<Role>
}

/** Something held is played by a stand-in, so a refusal may be the stand-in's doing. */
function hasStandIn({ breakages, played }: MeasuredCase): boolean {
  return breakages.some(({ evidence }) =>
    evidence.some(({ role }) => role !== 'unrelated' && role !== 'former-leaf' && !played.has(role)),
  )
}

/** Kinds that are no pin: such a client checks the ordinary way. */
const isOrdinary = (pin: PinKind): boolean => pin === 'none' || pin === 'stale-trust'

function ofRefusal(measured: MeasuredCase): Disagreement | undefined {
  const { scenario, verdict, predicted, pin, breakages } = measured
  // A handshake that fails for want of a common algorithm says nothing about a pin.
  if (verdict.reason === 'cannot-speak' || hasStandIn(measured)) return undefined
  if (scenario.kind === 'baseline') return isHeld(breakages) ? 'dead-pin' : undefined
  return predicted === 'survives' && !isOrdinary(pin) ? 'unseen-pin' : undefined
}

/**
 * Where search and rehearsal contradict each other. `false-pin`: something hardwired breaks by the rule, and the
 * client connects like an ordinary one. `dead-pin`: something is hardwired, and already what is served today is
 * refused. `unseen-pin`: nothing that was found explains a refusal, and the client is pinned. Faults are not
 * asked here: who accepts them is told by `accepts`.
 */
export function disagreementOf(measured: MeasuredCase): Disagreement | undefined {
  const { scenario, verdict, predicted, pin, breakages } = measured
  if (scenario.kind === 'fault') return undefined
  if (verdict.kind === 'refuses') return ofRefusal(measured)
  if (verdict.kind !== 'connects' || predicted !== 'breaks' || !isHeld(breakages)) return undefined
  const isFalse = scenario.kind === 'staged' || isOrdinary(pin)
  return isFalse ? 'false-pin' : undefined
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
