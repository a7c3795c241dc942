import { formatEndpoint, type RehearsedCell } from '@foreseen/facts'
import { printable } from '@foreseen/x509'
import { answerSentences } from '../rehearse/answer.ts'
import {
  qualityOf,
  type Rehearsed,
  type RehearsedPart,
  type RehearsedRelease,
  scenarioOfCell,
} from '../rehearse/result.ts'
import { countText, elapsedText, listText } from './amounts.ts'
import { clientMatrix, fleetMatrix } from './rehearsal-matrix.ts'
import { disagreementWords, kindTitles, methodWords, verdictMarks } from './rehearsal-words.ts'
import type { Style } from './style.ts'
import { wrap } from './width.ts'

/** Evidence of one client that is printed; the machine formats have all. */
const maxEvidence = 8

function evidenceLine(part: RehearsedPart, cell: RehearsedCell): string {
  const title = scenarioOfCell(part, cell)?.title ?? cell.scenario
  const { verdict, clock } = cell
  const moved = clock.kind === 'unmoved' ? ` The clock could not be moved: ${clock.detail}.` : ''
  return `${verdictMarks[verdict.kind]} ${title} (${cell.trust}): ${verdict.evidence}.${moved}`
}

/** Cells that need a word: renewals refused, faults accepted, and what nobody can say. */
function toldCells(part: RehearsedPart, { answer }: RehearsedRelease): readonly RehearsedCell[] {
  const order = { bad: 0, open: 1, good: 2 } as const
  const isTold = ({ verdict }: RehearsedCell): boolean => verdict.reason !== 'not-asked'
  return answer.cells
    .map(cell => ({ cell, rank: order[qualityOf(scenarioOfCell(part, cell), cell)] }))
    .filter(({ cell, rank }) => rank < 2 && isTold(cell))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ cell }) => cell)
}

function evidenceLines(part: RehearsedPart, client: RehearsedRelease, room: number): string[] {
  const told = toldCells(part, client)
  const more = told.length - maxEvidence
  const lines = told
    .slice(0, maxEvidence)
    .flatMap(cell => wrap(printable(evidenceLine(part, cell)), room - 4, '  ').map(line => `    ${line}`))
  return more > 0 ? [...lines, `    and ${countText(more, 'more cell')}; --json has them all`] : lines
}

/** Where search and rehearsal contradict each other: each is a finding of its own. */
function disagreementLines(part: RehearsedPart, { answer }: RehearsedRelease, room: number): string[] {
  const found = answer.cells.flatMap(cell => (cell.disagreement === undefined ? [] : [cell]))
  const byKind = Map.groupBy(found, ({ disagreement }) => disagreement ?? 'false-pin')
  return [...byKind].flatMap(([kind, cells]) => {
    const titles = new Set(cells.map(cell => scenarioOfCell(part, cell)?.title ?? cell.scenario))
    const text = `Finding: ${disagreementWords[kind]} (${listText([...titles])}).`
    return wrap(printable(text), room - 4, '  ').map(line => `    ${line}`)
  })
}

/** One release of a fleet: its answer, then why. */
function releaseLines(part: RehearsedPart, client: RehearsedRelease, style: Style, room: number): string[] {
  const { release, answer } = client
  const lines = [...evidenceLines(part, client, room), ...disagreementLines(part, client, room)]
  const isOnly = part.releases.length === 1
  if (isOnly && lines.length === 0) return []
  const head = isOnly ? 'Evidence' : printable(release.name)
  const sentences = isOnly ? [] : wrap(printable(answer.pin.sentence), room - 2, '').map(line => `  ${line}`)
  return ['', style.bold(head), ...sentences, ...lines]
}

function partLines(rehearsed: Rehearsed, part: RehearsedPart, style: Style, room: number): string[] {
  const [first] = part.releases
  const isFleet = part.releases.length > 1
  const matrix =
    first === undefined
      ? []
      : isFleet
        ? fleetMatrix(part, style, room)
        : clientMatrix(part, first, style, room)
  return [
    '',
    ...(rehearsed.parts.length > 1 || part.kind === 'real' ? wrap(kindTitles[part.kind], room) : []),
    ...matrix,
    ...part.releases.flatMap(client => releaseLines(part, client, style, room)),
  ]
}

const sentence = (text: string): string => (/[.?]$/.test(text) ? text : `${text}.`)

/** What was done and what the sandbox promises: no more than that. */
export function doneSentences(rehearsed: Rehearsed): readonly string[] {
  const { parts, elapsedMs, hosts } = rehearsed
  const runs = parts.reduce((sum, part) => sum + part.runs, 0)
  const remembered = parts.reduce((sum, part) => sum + part.remembered, 0)
  const [first] = parts
  if (first === undefined) return []
  const { guarantees, method } = first
  const scrubbed = guarantees.scrubbed
  const kept = remembered === 0 ? '' : `, ${countText(remembered, 'run')} remembered`
  return [
    `Ran ${countText(runs, 'time')} in ${elapsedText(elapsedMs)}${kept}, ${methodWords[method]}, against ${listText(hosts.map(formatEndpoint))}.`,
    guarantees.noPacketLeaves
      ? 'No packet could leave this machine.'
      : 'Packets could leave this machine: nothing here keeps the client from other hosts.',
    guarantees.writesVanish
      ? 'What clients wrote is gone.'
      : 'Clients could write outside of their HOME, as they can without Foreseen.',
    scrubbed.length === 0
      ? 'No variable was removed from the environment.'
      : `Removed from the environment: ${scrubbed.join(', ')}.`,
    ...new Set(parts.flatMap(part => part.guarantees.gaps.map(sentence))),
  ]
}

/** A rehearsal, for people: the answer, the matrix, each refusal with its evidence, then what was done. */
export function* rehearsalText(rehearsed: Rehearsed, style: Style, room: number): Generator<string> {
  for (const { text, isAlarm } of answerSentences(rehearsed)) {
    const lines = wrap(printable(text), room)
    yield `${lines.map(line => (isAlarm ? style.alarm(line) : style.bold(line))).join('\n')}\n`
  }
  for (const part of rehearsed.parts) yield `${partLines(rehearsed, part, style, room).join('\n')}\n`
  const done = doneSentences(rehearsed).join(' ')
  yield `\n${wrap(printable(done), room).join('\n')}\n`
}
