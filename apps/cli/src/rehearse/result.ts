import type {
  Fleet,
  FleetRelease,
  RehearsalKind,
  RehearsedCell,
  RehearsedClient,
  Scenario,
  TrustStore,
} from '@foreseen/facts'
import { answerRehearsal, type Shortfall, stagedScenario, wrongOf } from '@foreseen/rules'
import type { Guarantees, RehearsedHost, SandboxMethod, StagedChain } from '@foreseen/world/sandbox'

/** One release with what became of it. */
export interface RehearsedRelease {
  readonly release: FleetRelease
  readonly answer: RehearsedClient
}

/** All clients of one kind of rehearsal; the two kinds have a sandbox and a list each. */
export interface RehearsedPart {
  readonly kind: RehearsalKind
  readonly scenarios: readonly Scenario[]
  readonly releases: readonly RehearsedRelease[]
  readonly method: SandboxMethod
  readonly guarantees: Guarantees
  readonly chains: readonly StagedChain[]
  /** Runs that were made, and those whose records the cache gave. */
  readonly runs: number
  readonly remembered: number
}

/** What stands against what was required of a release. */
export interface Breach {
  readonly release: string
  readonly scenario: string
  readonly trust: TrustStore
  /** `refuses` a renewal, `accepts` a fault, or `unsure`: nobody can say. */
  readonly what: 'refuses' | 'accepts' | 'unsure'
  /** Somebody lives with it: told, and without effect on the exit code. '' otherwise. */
  readonly acceptedBecause: string
}

/** Everything that a rehearsal came to. */
export interface Rehearsed {
  readonly fleet: Fleet
  readonly hosts: readonly RehearsedHost[]
  readonly parts: readonly RehearsedPart[]
  readonly breaches: readonly Breach[]
  /** Releases that were searched, with the places that could not be looked at. */
  readonly searched: ReadonlyMap<string, number>
  readonly tools: Readonly<Record<string, string>>
  readonly atMs: number
  readonly elapsedMs: number
}

/** The scenario of a cell; cells are made of the part's own scenarios. */
export function scenarioOfCell(part: RehearsedPart, cell: RehearsedCell): Scenario | undefined {
  return part.scenarios.find(({ id }) => id === cell.scenario)
}

/** What a verdict is to the one who asks: a renewal must connect, a fault must be refused. */
export type Quality = 'good' | 'bad' | 'open'

/**
 * Whether a cell is as it should be. Of faults only those matter whose acceptance is a danger: a client that
 * connects without the intermediate does no harm, one that does not is no worse.
 */
export function qualityOf(scenario: Scenario | undefined, cell: RehearsedCell): Quality {
  const { kind } = cell.verdict
  if (kind === 'unsure' || kind === 'not-run') return 'open'
  if (scenario?.kind !== 'fault') return kind === 'connects' ? 'good' : 'bad'
  return kind === 'connects' && wrongOf(scenario) !== undefined ? 'bad' : 'good'
}

/**
 * Every breach of what is required of supported releases, over all trust stores rehearsed. The staged chain is
 * required of whoever stages it; the rest as the plan says.
 */
export function breachesOf(fleet: Fleet, parts: readonly RehearsedPart[]): readonly Breach[] {
  return parts.flatMap(part => {
    const supported = part.releases.filter(({ release }) => release.supported)
    const { failed, open } = answerRehearsal({
      clients: supported.map(({ answer }) => answer),
      scenarios: part.scenarios,
      required: [...new Set([...fleet.requires, stagedScenario.id])],
    })
    const breach = ({ client, cell }: Shortfall, isOpen: boolean): Breach => {
      const scenario = scenarioOfCell(part, cell)
      const release = supported.find(item => item.release.name === client)?.release
      return {
        release: client,
        scenario: cell.scenario,
        trust: cell.trust,
        what: isOpen ? 'unsure' : scenario?.kind === 'fault' ? 'accepts' : 'refuses',
        acceptedBecause: release?.accepted.find(item => item.scenario === cell.scenario)?.reason ?? '',
      }
    }
    return [...failed.map(item => breach(item, false)), ...open.map(item => breach(item, true))]
  })
}

const isBaselineOpen = ({ release, answer }: RehearsedRelease): boolean =>
  release.supported &&
  answer.cells.some(({ scenario, verdict }) => scenario === 'baseline' && verdict.kind !== 'connects')

/** 1 when something required is not met, 2 when somebody cannot say; 1 comes before 2. */
export function rehearsalExit({ breaches, parts }: Pick<Rehearsed, 'breaches' | 'parts'>): 0 | 1 | 2 {
  const open = breaches.filter(({ acceptedBecause }) => acceptedBecause === '')
  if (open.some(({ what }) => what !== 'unsure')) return 1
  const isBlind = parts.some(({ releases }) => releases.some(isBaselineOpen))
  return open.length > 0 || isBlind ? 2 : 0
}
