import {
  type Breakage,
  type Finding,
  formatEndpoint,
  type Observation,
  type Release,
  type ScanTotals,
  type Unseen,
} from '@foreseen/facts'
import { type Answer, answer, byUrgency, forecast } from '@foreseen/rules'
import { lookAtEndpoints, lookAtFile } from './look.ts'
import type { CheckOptions } from './options/check.ts'
import { type Measured, withMeasured } from './rehearse/measured.ts'
import { readReport } from './rehearse/report.ts'
import { type Harvest, harvestPaths, surveyOf, withVerdicts } from './scan-run.ts'
import type { Survey } from './survey.ts'
import { dayMs } from './text/dates.ts'

/** What the file of `--served` was taken for. */
export type ServedRole = 'none' | 'next' | 'stand-in'

/** What is known of one endpoint, and how. */
export interface EndpointLook {
  /** `host:port`. */
  readonly endpoint: string
  readonly observations: readonly Observation[]
  /** Looks that failed and whose place a file has taken: said, but not given to the forecast. */
  readonly replaced: readonly Observation[]
  readonly servedRole: ServedRole
}

export interface ReleaseLook {
  readonly release: Release
  readonly survey: Survey
}

/** Everything that a check came to. */
export interface Checked {
  readonly answer: Answer
  /** Most urgent first. */
  readonly breakages: readonly Breakage[]
  readonly endpoints: readonly EndpointLook[]
  readonly releases: readonly ReleaseLook[]
  readonly totals: ScanTotals
  readonly unseen: readonly Unseen[]
  readonly elapsedMs: number
  readonly options: CheckOptions
  /** What became of the reports of rehearsals; empty when none was given. */
  readonly rehearsed: Pick<Measured, 'uses' | 'kinds'>
}

const isServed = ({ outcome }: Observation): boolean => outcome.state === 'served'

/**
 * A file beside an endpoint that answers is its next chain; without an answer, or offline, it stands in for
 * what is served now.
 */
async function lookAt(options: CheckOptions): Promise<EndpointLook[]> {
  const { endpoints, servedFile, offline, atMs } = options
  const seen = offline ? [] : await lookAtEndpoints(options, atMs)
  return endpoints.map(endpoint => {
    const name = formatEndpoint(endpoint)
    const own = seen.filter(({ host, port }) => formatEndpoint({ ...endpoint, host, port }) === name)
    if (servedFile === '') return { endpoint: name, observations: own, replaced: [], servedRole: 'none' }
    const file = lookAtFile(servedFile, endpoint, atMs)
    if (own.some(isServed))
      return { endpoint: name, observations: [...own, file], replaced: [], servedRole: 'next' }
    return { endpoint: name, observations: [file], replaced: own, servedRole: 'stand-in' }
  })
}

function certificatesOf(harvests: readonly Harvest[]): Uint8Array[] {
  const bySha = new Map<string, Uint8Array>()
  const add = (finding: Finding): void => {
    if (finding.type === 'certificate') bySha.set(finding.sha256, finding.der)
  }
  for (const { findings } of harvests) findings.forEach(add)
  return [...bySha.values()]
}

function sumTotals(all: readonly ScanTotals[]): ScanTotals {
  const sum = (name: keyof ScanTotals): number => all.reduce((total, one) => total + one[name], 0)
  return {
    files: sum('files'),
    bytes: sum('bytes'),
    containers: sum('containers'),
    members: sum('members'),
    inflatedBytes: sum('inflatedBytes'),
  }
}

function horizonOf({ atMs, horizonDays }: CheckOptions): number {
  return atMs + horizonDays * dayMs
}

/** Scans the releases, looks at the endpoints, and works out what follows. */
export async function runForecast(options: CheckOptions): Promise<Checked> {
  const { releases, atMs, plan } = options
  const reports = options.rehearsedFiles.map(readReport)
  const looking = lookAt(options)
  // Marked as handled: a failure of reading --served is told when the scans are done, not as an unhandled one.
  looking.catch(() => {})
  const harvests: Harvest[] = []
  for (const release of releases) harvests.push(await harvestPaths([release.path], options))
  const endpoints = await looking
  const observations = endpoints.flatMap(look => look.observations)
  const known = certificatesOf(harvests)
  const { looks, concluded } = withVerdicts(options, crypto => {
    const setting = { atMs, observations, known, crypto }
    const looks = releases.flatMap((release, index) => {
      const harvest = harvests[index]
      if (harvest === undefined) return []
      return [{ release, survey: surveyOf(harvest, { ...setting, releasePath: release.path }) }]
    })
    const facts = looks.map(({ release, survey: { inventory, unseen } }) => ({ release, inventory, unseen }))
    const keyPolicy = plan === 'unknown' ? undefined : plan
    const horizonMs = horizonOf(options)
    const concluded = forecast({
      releases: facts,
      endpoints,
      plan: { keyPolicy },
      nowMs: atMs,
      horizonMs,
      crypto,
    })
    return { looks, concluded }
  })
  const { breakages: measured, uses, kinds } = withMeasured(concluded, reports, atMs)
  const breakages = measured.toSorted(byUrgency)
  return {
    answer: answer(breakages),
    breakages,
    endpoints,
    releases: looks,
    totals: sumTotals(harvests.map(({ totals }) => totals)),
    unseen: harvests.flatMap(harvest => harvest.unseen),
    elapsedMs: harvests.reduce((sum, harvest) => sum + harvest.elapsedMs, 0),
    options,
    rehearsed: { uses, kinds },
  }
}
