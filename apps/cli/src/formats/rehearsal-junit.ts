import { isoTime, type RehearsedCell } from '@foreseen/facts'
import { printable } from '@foreseen/x509'
import {
  type Breach,
  type Quality,
  qualityOf,
  type Rehearsed,
  type RehearsedPart,
  type RehearsedRelease,
  scenarioOfCell,
} from '../rehearse/result.ts'

/** Text as XML 1.0 can hold it: marks escaped, control characters written out. */
export function xmlText(text: string): string {
  const marks: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return printable(text)
    .replace(/[&<>"]/g, mark => marks[mark] ?? '')
    .replace(/[\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, '?')
}

interface Case {
  readonly line: string
  readonly state: 'passed' | 'failed' | 'skipped'
}

function isBreach(breaches: readonly Breach[], client: RehearsedRelease, cell: RehearsedCell): boolean {
  return breaches.some(
    breach =>
      breach.release === client.release.name &&
      breach.scenario === cell.scenario &&
      breach.trust === cell.trust &&
      breach.what !== 'unsure' &&
      breach.acceptedBecause === '',
  )
}

/** A failure is what the exit code counts; a refusal that nobody forbade passes, with its evidence as output. */
function caseOf(
  rehearsed: Rehearsed,
  part: RehearsedPart,
  client: RehearsedRelease,
  cell: RehearsedCell,
): Case {
  const scenario = scenarioOfCell(part, cell)
  const quality: Quality = qualityOf(scenario, cell)
  const name = xmlText(`${cell.scenario} (${cell.trust})`)
  const seconds = (cell.records.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000).toFixed(3)
  const head = `    <testcase name="${name}" classname="${xmlText(client.release.name)}" time="${seconds}"`
  const evidence = xmlText(cell.verdict.evidence)
  if (isBreach(rehearsed.breaches, client, cell)) {
    const what = scenario?.kind === 'fault' ? 'accepts what it must refuse' : 'refuses what it must accept'
    return { line: `${head}><failure message="${what}">${evidence}</failure></testcase>`, state: 'failed' }
  }
  if (quality === 'open')
    return { line: `${head}><skipped message="${evidence}"/></testcase>`, state: 'skipped' }
  const out = quality === 'bad' ? `><system-out>${evidence}</system-out></testcase>` : '/>'
  return { line: `${head}${out}`, state: 'passed' }
}

function* suite(rehearsed: Rehearsed, part: RehearsedPart, client: RehearsedRelease): Generator<string> {
  const cases = client.answer.cells.map(cell => caseOf(rehearsed, part, client, cell))
  const count = (state: Case['state']): number => cases.filter(one => one.state === state).length
  const time = client.answer.cells
    .flatMap(({ records }) => records)
    .reduce((sum, { durationMs }) => sum + durationMs, 0)
  const name = xmlText(`${client.release.name} (${part.kind})`)
  yield `  <testsuite name="${name}" tests="${cases.length}" failures="${count('failed')}" errors="0" skipped="${count('skipped')}" time="${(time / 1000).toFixed(3)}" timestamp="${isoTime(rehearsed.atMs) ?? ''}">\n`
  yield `    <properties><property name="pin" value="${client.answer.pin.kind}"/><property name="accepts" value="${client.answer.accepts.join(' ')}"/></properties>\n`
  for (const { line } of cases) yield `${line}\n`
  yield `    <system-out>${xmlText(client.answer.pin.sentence)}</system-out>\n  </testsuite>\n`
}

/** JUnit XML: one suite for each client, one case for each scenario and trust store. */
export function* rehearsalJunit(rehearsed: Rehearsed): Generator<string> {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="foreseen rehearse">\n'
  for (const part of rehearsed.parts)
    for (const client of part.releases) yield* suite(rehearsed, part, client)
  yield '</testsuites>\n'
}
