import { createHash } from 'node:crypto'
import { type Breakage, type KindId, kinds, type Release } from '@foreseen/facts'
import { isUnknown } from '@foreseen/rules'
import type { Checked } from '../check-run.ts'
import { rehearsedKindText } from '../text/rehearsed.ts'
import { breakageRecord } from './forecast.ts'
import {
  artifactUri,
  type SarifLevel,
  type SarifResult,
  type SarifRule,
  sarifLocation,
  sarifLog,
} from './sarif-log.ts'

function rule(id: string, name: string, text: string, level: SarifLevel): SarifRule {
  const help = `${text} The message says on which day and why; "foreseen check" prints the measures.`
  return {
    id,
    name,
    shortDescription: { text },
    fullDescription: { text },
    help: { text: help, markdown: help },
    defaultConfiguration: { level },
  }
}

const rules: readonly SarifRule[] = [
  rule('release-stops', 'ReleaseStops', 'A release stops connecting when the certificate changes.', 'error'),
  rule(
    'release-may-stop',
    'ReleaseMayStop',
    'A release may stop connecting when the certificate changes.',
    'warning',
  ),
]

const unknownRule = rule(
  'release-unknown',
  'ReleaseUnknown',
  'Whether a release keeps connecting is unknown: its endpoint was not seen.',
  'note',
)
const kindLevels = {
  'accepts-invalid': 'error',
  'unseen-pin': 'error',
  'dead-pin': 'warning',
  'false-pin': 'note',
} as const satisfies Partial<Record<KindId, SarifLevel>>

/** Kinds that only running a release shows. */
const kindRules = Object.entries(kindLevels).map(([id, level]) => {
  const title = kinds.find(kind => kind.id === id)?.title ?? id
  const name = id.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase())
  return rule(id, name, `${title}.`, level)
})
const allRules = [...rules, unknownRule, ...kindRules]

function ruleIndexOf(breakage: Breakage): number {
  if (isUnknown(breakage)) return 2
  return breakage.outcome === 'breaks' ? 0 : 1
}

const maxLocations = 100

function resultOf(breakage: Breakage): SarifResult {
  const ruleIndex = ruleIndexOf(breakage)
  const places = breakage.evidence.slice(0, maxLocations).map(({ finding }) => sarifLocation(finding.at))
  const whole = { physicalLocation: { artifactLocation: { uri: artifactUri(breakage.release.path) } } }
  const id = `${breakage.release.name}\n${breakage.endpoint}`
  return {
    ruleId: allRules[ruleIndex]?.id ?? '',
    ruleIndex,
    level: allRules[ruleIndex]?.defaultConfiguration.level ?? 'note',
    message: { text: breakage.sentence },
    locations: places.length === 0 ? [whole] : places,
    partialFingerprints: { 'foreseenReleaseEndpoint/v1': createHash('sha256').update(id).digest('hex') },
    suppressions: [],
    properties: { ...breakageRecord(breakage) },
  }
}

function kindResult({ name, path }: Release, kind: KindId): SarifResult {
  const ruleIndex = allRules.findIndex(({ id }) => id === kind)
  const id = createHash('sha256').update(`${name}\n${kind}`).digest('hex')
  return {
    ruleId: kind,
    ruleIndex,
    level: allRules[ruleIndex]?.defaultConfiguration.level ?? 'note',
    message: { text: `${name}: ${rehearsedKindText(kind)}` },
    locations: [{ physicalLocation: { artifactLocation: { uri: artifactUri(path) } } }],
    partialFingerprints: { 'foreseenReleaseKind/v1': id },
    suppressions: [],
    properties: { release: name, kind },
  }
}

/** SARIF 2.1.0: one result for each release that breaks or may break at an endpoint. */
export function* checkSarif(checked: Checked): Generator<string> {
  const failures = checked.endpoints.flatMap(({ endpoint, observations, replaced }) =>
    [...observations, ...replaced].flatMap(({ outcome }) =>
      outcome.state === 'failed' ? [{ code: outcome.code, text: `${endpoint}: ${outcome.detail}` }] : [],
    ),
  )
  const results = checked.breakages.filter(({ outcome }) => outcome !== 'survives').map(resultOf)
  const shown = checked.releases.flatMap(({ release }) =>
    (checked.rehearsed.kinds.get(release.name) ?? []).map(kind => kindResult(release, kind)),
  )
  yield* sarifLog({
    rules: allRules,
    results: [...results, ...shown],
    unseen: checked.unseen,
    failures,
    atMs: checked.options.atMs,
  })
}
