import { createHash } from 'node:crypto'
import { kinds, type RehearsedCell } from '@foreseen/facts'
import {
  qualityOf,
  type Rehearsed,
  type RehearsedPart,
  type RehearsedRelease,
  scenarioOfCell,
} from '../rehearse/result.ts'
import { disagreementWords } from '../text/rehearsal-words.ts'
import { artifactUri, type SarifLevel, type SarifResult, type SarifRule, sarifLog } from './sarif-log.ts'

function rule(id: string, name: string, text: string, level: SarifLevel): SarifRule {
  const kind = kinds.find(item => item.id === id)
  const help = `${text} ${kind?.breaks ?? '"foreseen rehearse" prints the evidence.'}`
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
  rule(
    'rehearsal-refuses',
    'RehearsalRefuses',
    'A client refuses a certificate that a renewal may bring.',
    'error',
  ),
  rule(
    'rehearsal-accepts',
    'RehearsalAccepts',
    'A client accepts a certificate that it must refuse.',
    'error',
  ),
  rule('rehearsal-unsure', 'RehearsalUnsure', 'A rehearsal came to no verdict.', 'warning'),
  rule('false-pin', 'FalsePin', 'Search says that a client breaks, and it connects.', 'note'),
  rule('dead-pin', 'DeadPin', 'A client refuses what is served today.', 'warning'),
  rule('unseen-pin', 'UnseenPin', 'A client refuses, and search found nothing that explains it.', 'error'),
]

interface Told {
  readonly id: string
  readonly text: string
}

/** What one cell has to tell, by rule. */
function toldOf(part: RehearsedPart, { release }: RehearsedRelease, cell: RehearsedCell): readonly Told[] {
  const scenario = scenarioOfCell(part, cell)
  const quality = qualityOf(scenario, cell)
  const title = `${scenario?.title ?? cell.scenario} (${cell.trust})`
  const told: Told[] = []
  if (quality === 'bad') {
    const [id, verb] =
      scenario?.kind === 'fault' ? ['rehearsal-accepts', 'accepts'] : ['rehearsal-refuses', 'refuses']
    told.push({ id: id ?? '', text: `${release.name} ${verb} ${title}: ${cell.verdict.evidence}.` })
  }
  if (cell.verdict.kind === 'unsure')
    told.push({ id: 'rehearsal-unsure', text: `${release.name}, ${title}: ${cell.verdict.evidence}.` })
  if (cell.disagreement !== undefined)
    told.push({
      id: cell.disagreement,
      text: `${release.name}, ${title}: ${disagreementWords[cell.disagreement]}.`,
    })
  return told
}

function resultOf(
  part: RehearsedPart,
  client: RehearsedRelease,
  cell: RehearsedCell,
  told: Told,
): SarifResult {
  const ruleIndex = rules.findIndex(({ id }) => id === told.id)
  const { release } = client
  const id = `${release.name}\n${part.kind}\n${cell.scenario}\n${cell.trust}\n${told.id}`
  const uri = artifactUri(release.path === '' ? (release.argv[0] ?? '') : release.path)
  return {
    ruleId: told.id,
    ruleIndex,
    level: rules[ruleIndex]?.defaultConfiguration.level ?? 'note',
    message: { text: told.text },
    locations: [{ physicalLocation: { artifactLocation: { uri } } }],
    partialFingerprints: { 'foreseenRehearsalCell/v1': createHash('sha256').update(id).digest('hex') },
    suppressions: [],
    properties: {
      client: release.name,
      rehearsal: part.kind,
      scenario: cell.scenario,
      trust: cell.trust,
      verdict: cell.verdict.kind,
      reason: cell.verdict.reason,
      predicted: cell.predicted ?? null,
      pin: client.answer.pin.kind,
    },
  }
}

/** SARIF 2.1.0: one result for each renewal refused, fault accepted, missing verdict and disagreement. */
export function* rehearsalSarif(rehearsed: Rehearsed): Generator<string> {
  const results = rehearsed.parts.flatMap(part =>
    part.releases.flatMap(client =>
      client.answer.cells.flatMap(cell =>
        toldOf(part, client, cell).map(told => resultOf(part, client, cell, told)),
      ),
    ),
  )
  yield* sarifLog({ rules, results, unseen: [], failures: [], atMs: rehearsed.atMs })
}
