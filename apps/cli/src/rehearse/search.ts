import {
  type Breakage,
  type FleetRelease,
  formatEndpoint,
  type Observation,
  type Outcome,
  type Scenario,
  type TrustStore,
} from '@foreseen/facts'
import { forecastsForRehearsal, predictionsFor } from '@foreseen/rules'
import type { Materials, RehearsedHost } from '@foreseen/world/sandbox'
import { servedFromFile } from '@foreseen/world/tls'
import { nodeCrypto } from '@foreseen/x509/node'
import { standardLimits } from '../options/limits.ts'
import type { LookingOptions } from '../options/looking.ts'
import { readNamedFile } from '../read-file.ts'
import { harvestPaths, surveyOf } from '../scan-run.ts'
import { dayMs } from '../text/dates.ts'

/** What search came to for one release. */
export interface SearchResult {
  /** What the forecast says of a scenario with a trust store; `undefined` where it does not speak. */
  readonly foreseen: (scenario: string, trust: TrustStore) => Outcome | undefined
  /** Forecasts at the hosts under rehearsal, with what was found as evidence. */
  readonly breakages: readonly Breakage[]
  /** Places that could not be looked at: there a pin may stand unseen. */
  readonly unseen: number
}

/** What a search for predictions is made with. */
export interface SearchSetting {
  readonly hosts: readonly RehearsedHost[]
  readonly materials: Materials
  readonly scenarios: readonly Scenario[]
  readonly nowMs: number
}

const looking: LookingOptions = {
  include: [],
  exclude: [],
  passwordFile: '',
  tryCommonPasswords: true,
  cacheFile: '',
  jobs: 0,
  limits: standardLimits,
  allowUnseen: new Set(),
}

/** As far as `foreseen check` looks ahead. */
const horizonDays = 398

/**
 * The operator's chains as observations. Today's stands for what the network would show: a rehearsal connects
 * to nothing, and the forecast takes a file beside it for the next chain.
 */
function observationsOf({ materials, nowMs }: SearchSetting, host: RehearsedHost): readonly Observation[] {
  const fromFile = (option: string, path: string): readonly Observation[] =>
    path === '' ? [] : [servedFromFile(readNamedFile(option, path), host, nowMs)]
  const current = fromFile('--current', materials.currentChainPath)
  const isCurrent = current.some(({ outcome }) => outcome.state === 'served')
  return [
    ...current.map(observation => (isCurrent ? { ...observation, source: 'network' as const } : observation)),
    ...fromFile('--next', materials.nextChainPath),
  ]
}

/** Searches what a release ships and says what follows for each scenario. Code: `cli-cannot-read`. */
export async function foreseenOf(release: FleetRelease, setting: SearchSetting): Promise<SearchResult> {
  const { hosts, scenarios, nowMs } = setting
  const endpoints = hosts.map(host => ({
    endpoint: formatEndpoint(host),
    observations: observationsOf(setting, host),
  }))
  const harvest = await harvestPaths([release.path], looking)
  const observations = endpoints.flatMap(endpoint => endpoint.observations)
  const survey = surveyOf(harvest, {
    atMs: nowMs,
    releasePath: release.path,
    observations,
    known: [],
    crypto: nodeCrypto,
  })
  const facts = {
    release: { name: release.name, path: release.path },
    inventory: survey.inventory,
    unseen: survey.unseen,
  }
  const forecasts = forecastsForRehearsal({
    releases: [facts],
    endpoints,
    plan: { keyPolicy: undefined },
    nowMs,
    horizonMs: nowMs + horizonDays * dayMs,
    crypto: nodeCrypto,
  })
  const foreseen = predictionsFor({ facts, forecasts, scenarios, nowMs })
  return {
    foreseen,
    breakages: [...forecasts.keepingKey, ...forecasts.changingKey, ...forecasts.withNext],
    unseen: survey.unseen.length,
  }
}
