import type {
  Fleet,
  FleetRelease,
  RehearsedClient,
  ReleaseStanding,
  StandingRelease,
  Verdict,
} from '@foreseen/facts'

/** The scenario that is the real next chain; an acceptance of it in a fleet holds for any staged chain. */
export const stagedId = 'staged'

interface Seen {
  readonly kind: 'connects' | 'refuses' | 'unknown'
  readonly evidence: string
}

/** What the cells of one release come to: one refusal refuses, and only what was seen to connect connects. */
function seenOf(verdicts: readonly Verdict[]): Seen {
  const refusal = verdicts.find(({ kind }) => kind === 'refuses')
  if (refusal !== undefined) return { kind: 'refuses', evidence: refusal.evidence }
  const first = verdicts[0]
  if (first === undefined) return { kind: 'unknown', evidence: 'it was not rehearsed with the next chain' }
  const open = verdicts.find(({ kind }) => kind !== 'connects')
  return open === undefined
    ? { kind: 'connects', evidence: first.evidence }
    : { kind: 'unknown', evidence: open.evidence }
}

function standingOf(release: FleetRelease, seen: Seen): { standing: ReleaseStanding; reason: string } {
  if (seen.kind === 'connects') return { standing: 'connects', reason: '' }
  if (!release.supported) return { standing: 'unsupported', reason: '' }
  const acceptance = release.accepted.find(({ scenario }) => scenario === stagedId)
  if (acceptance !== undefined) return { standing: 'accepted', reason: acceptance.reason }
  return { standing: seen.kind, reason: '' }
}

/**
 * How each release of the fleet stands to the staged chain. Only cells of kind `real` count: what a stand-in
 * showed says nothing of this chain. Where no weight is above zero, every release weighs the same.
 */
export function standingsOf(fleet: Fleet, clients: readonly RehearsedClient[]): readonly StandingRelease[] {
  const total = fleet.releases.reduce((sum, { weight }) => sum + weight, 0)
  return fleet.releases.map(release => {
    const cells = clients
      .filter(({ client, kind }) => client === release.name && kind === 'real')
      .flatMap(({ cells }) => cells.filter(({ scenario }) => scenario === stagedId))
    const seen = seenOf(cells.map(({ verdict }) => verdict))
    const share = total > 0 ? release.weight / total : 1 / fleet.releases.length
    return { release: release.name, share, evidence: seen.evidence, ...standingOf(release, seen) }
  })
}

/** The releases of one standing. */
export function standing(
  list: readonly StandingRelease[],
  ...kinds: readonly ReleaseStanding[]
): readonly StandingRelease[] {
  return list.filter(each => kinds.includes(each.standing))
}

/** Their weight together, 0 to 1. */
export function shareOf(list: readonly StandingRelease[]): number {
  return Math.min(
    1,
    list.reduce((sum, { share }) => sum + share, 0),
  )
}
