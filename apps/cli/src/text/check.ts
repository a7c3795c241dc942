import type { Breakage, Evidence } from '@foreseen/facts'
import { eventTable, isUnknown } from '@foreseen/rules'
import { printable } from '@foreseen/x509'
import type { Checked } from '../check-run.ts'
import { countText } from './amounts.ts'
import { dateText, dayText, relativeText } from './dates.ts'
import { endpointLines } from './endpoints.ts'
import { lookedLines, unseenLines } from './looked.ts'
import { placeLines } from './place.ts'
import { rehearsedKindText, reportLines } from './rehearsed.ts'
import type { Style } from './style.ts'
import { column, tableLines } from './table.ts'
import { levelWords, outcomeMark, outcomeWord, roleWords } from './verdict.ts'
import { wrap } from './width.ts'

const maxEvidence = 6

/** Lines below a heading: wrapped, indented by two. */
function below(text: string, room: number, indent = '  '): string[] {
  return wrap(text, room - 2, indent).map(line => `  ${line}`)
}

function tableOf(checked: Checked, style: Style, room: number): string[] {
  const { breakages, options } = checked
  const columns = [
    column(' '),
    column('release', { shrinks: true, least: 12, cut: 'middle' }),
    column('endpoint', { shrinks: true, least: 12, cut: 'middle' }),
    column('outcome'),
    column('day'),
    column(''),
  ]
  const rows = breakages.map(breakage => {
    const { mark, word } = outcomeWord(breakage)
    const { expectedMs } = breakage.days
    const dated = breakage.outcome !== 'survives' && expectedMs !== undefined
    const day = dated ? [dayText(expectedMs), relativeText(expectedMs, options.atMs)] : ['', '']
    return [mark, printable(breakage.release.name), breakage.endpoint, word, ...day]
  })
  const [head = '', ...lines] = tableLines(columns, rows, room)
  const painted = lines.map((line, index) => {
    const breakage = breakages[index]
    return breakage === undefined ? line : outcomeWord(breakage).paint(line, style)
  })
  return [style.bold(head), ...painted]
}

function evidenceLines(evidence: readonly Evidence[], room: number): string[] {
  const lines = evidence
    .slice(0, maxEvidence)
    .flatMap(({ finding, role, object }) => [
      ...wrap(`${printable(object)}, ${roleWords[role]}`, room - 4, '  ').map(line => `    ${line}`),
      ...placeLines(finding.at, room - 6).map(line => `      ${line}`),
    ])
  const more = evidence.length - maxEvidence
  return more > 0 ? [...lines, `    and ${countText(more, 'more place')}; --json has them all`] : lines
}

const clauseOf = (event: string, reason: string): string =>
  eventTable.find(row => row.event === event)?.clause ?? reason

/** What the table of events says: expected ones with their day, then what else would break it, then the rest in one line. */
function eventLines(breakage: Breakage, nowMs: number, room: number): string[] {
  const survived = breakage.events.filter(({ outcome, expected }) => outcome === 'survives' && !expected)
  const told = breakage.events
    .filter(item => !survived.includes(item))
    .toSorted((a, b) => Number(b.expected) - Number(a.expected))
    .map(({ event, outcome, reason, atMs, expected }) => {
      const day = atMs === undefined ? '' : ` on ${dateText(atMs, nowMs)}`
      return `${outcomeMark(outcome)} ${clauseOf(event, reason)}${expected ? `: expected${day}` : ''}`
    })
  const rest = survived.map(({ event, reason }) => clauseOf(event, reason)).join('; ')
  const lines = rest === '' ? told : [...told, `${outcomeMark('survives')} ${rest}`]
  return lines.flatMap(text => wrap(text, room - 4, '  ').map(line => `    ${line}`))
}

function daysLine({ days }: Breakage, nowMs: number): string {
  const { earliestMs, expectedMs, latestMs } = days
  const parts = [
    earliestMs === undefined ? '' : `earliest ${dateText(earliestMs, nowMs)}`,
    expectedMs === undefined ? '' : `expected ${dateText(expectedMs, nowMs)}`,
    latestMs === undefined ? '' : `latest ${dateText(latestMs, nowMs)}`,
  ].filter(Boolean)
  return parts.length === 0 ? '' : `${parts.join(', ')}.`
}

const said = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`  ${title}`, ...lines]

function detailLines(
  breakage: Breakage,
  checked: Checked,
  isAnswer: boolean,
  style: Style,
  room: number,
): string[] {
  const nowMs = checked.options.atMs
  const harmful = breakage.outcome !== 'survives'
  const day = harmful ? daysLine(breakage, nowMs) : ''
  const { mark } = outcomeWord(breakage)
  const measures = breakage.measures.flatMap((text, index) =>
    below(`  ${index + 1} ${text}`.trimStart(), room - 2, '  ').map(line => `  ${line}`),
  )
  return [
    '',
    style.bold(`${mark} ${printable(breakage.release.name)} at ${breakage.endpoint}`),
    ...(isAnswer ? [] : below(breakage.sentence, room, '')),
    ...(day === '' ? [] : below(`Day: ${day}`, room)),
    ...below(`Evidence (${levelWords[breakage.level]})`, room),
    ...evidenceLines(breakage.evidence, room),
    ...(harmful ? said('What happens when', eventLines(breakage, nowMs, room)) : []),
    ...(checked.rehearsed.kinds.get(breakage.release.name) ?? []).flatMap(kind =>
      below(`Finding: ${rehearsedKindText(kind)}`, room),
    ),
    ...breakage.remarks.flatMap(text => below(`Note: ${text}`, room)),
    ...(harmful || isUnknown(breakage)
      ? breakage.assumptions.flatMap(text => below(`Assumed: ${text}`, room))
      : []),
    ...(breakage.nextAction === '' ? [] : below(`Next: ${breakage.nextAction}`, room)),
    ...said('Measures, cheapest first', measures),
  ]
}

/** A check, for people: the answer, the table, each verdict with its evidence, then what was looked at. */
export function* checkText(checked: Checked, style: Style, room: number): Generator<string> {
  const { answer, breakages } = checked
  yield `${wrap(printable(answer.sentence), room).map(style.bold).join('\n')}\n\n`
  yield `${tableOf(checked, style, room).join('\n')}\n`
  for (const breakage of breakages) {
    const isAnswer = answer.sentence.startsWith(breakage.sentence)
    yield `${detailLines(breakage, checked, isAnswer, style, room).join('\n')}\n`
  }
  yield `\n${endpointLines(checked, room).join('\n')}\n`
  const reports = reportLines(checked.rehearsed.uses, checked.options.atMs, room)
  if (reports.length > 0) yield `${reports.join('\n')}\n`
  const missed = unseenLines(checked.unseen, room)
  if (missed.length > 0) yield `\n${missed.join('\n')}\n`
  yield `${lookedLines(checked.totals, checked.unseen, checked.elapsedMs, room).join('\n')}\n`
}
