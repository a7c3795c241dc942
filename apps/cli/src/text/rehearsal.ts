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
import { clockSentences, unpredictedSentence, variablesText } from './rehearsal-done.ts'
import { clientMatrix, fleetMatrix } from './rehearsal-matrix.ts'
import { disagreementWords, kindTitles, methodWords, verdictMarks } from './rehearsal-words.ts'
import type { Style } from './style.ts'
import { cutEnd, cutMiddle, wrap } from './width.ts'

/** Evidence of one client that is printed; the machine formats have all. */
const maxEvidence = 8
const maxNameWidth = 60

/** Text that ends as a sentence does. */
const ended = (text: string): string => (/[.?]$/.test(text) ? text : `${text}.`)

/** What several cells may have in common: mark and evidence, the clock that stood still, the client's last words. */
function saidOf(cell: RehearsedCell): string {
  const { verdict, clock } = cell
  const moved = clock.kind === 'unmoved' ? ` The clock could not be moved: ${ended(clock.detail)}` : ''
  const last = lastWords(cell)
  return `${ended(verdict.evidence)}${moved}${last === '' ? '' : ` It printed: ${last}`}`
}

/** `✗ renewed, new key (old); 47 days, new key (old): closed after the handshake.` */
function evidenceTexts(part: RehearsedPart, cells: readonly RehearsedCell[]): string[] {
  const alike = Map.groupBy(cells, cell => `${verdictMarks[cell.verdict.kind]}|${saidOf(cell)}`)
  return [...alike.values()].map(list => {
    const [first] = list
    if (first === undefined) return ''
    const byScenario = Map.groupBy(list, ({ scenario }) => scenario)
    const titles = [...byScenario.values()].map(own => {
      const title = own[0] === undefined ? undefined : scenarioOfCell(part, own[0])?.title
      return `${title ?? own[0]?.scenario ?? ''} (${own.map(({ trust }) => trust).join(', ')})`
    })
    return `${verdictMarks[first.verdict.kind]} ${titles.join('; ')}: ${saidOf(first)}`
  })
}

const maxLastWords = 160

/** Words that a line of complaint has, the plainest first; lines of PEM armour have them too and say nothing. */
const reasonWords = [
  /error|fail|refus|denied|unable|cannot|can't|invalid|mismatch|not trusted|not match|expired/i,
  /certificat|ssl|tls|verif|trust|pin/i,
]

/** The line in which a client says why it gave up: the first that speaks of it, or else its last. */
function lastWords({ verdict, records }: RehearsedCell): string {
  if (verdict.kind === 'connects') return ''
  const lines = (records.at(-1)?.output.split('\n') ?? [])
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('-----'))
  const [complaint] = reasonWords.flatMap(pattern => lines.find(line => pattern.test(line)) ?? [])
  const said = (complaint ?? lines.at(-1) ?? '').replace(/\S{61,}/g, word => cutMiddle(word, maxNameWidth))
  return cutEnd(said, maxLastWords)
}

/** Cells that need a word: renewals refused, faults accepted, and what nobody can say. */
function toldCells(part: RehearsedPart, { answer }: RehearsedRelease): readonly RehearsedCell[] {
  const order = { bad: 0, open: 1, good: 2 } as const
  // What was left out because of the baseline is told once, with the baseline.
  const isTold = ({ verdict }: RehearsedCell): boolean =>
    verdict.kind !== 'not-run' || verdict.reason === 'not-rehearsable'
  return answer.cells
    .map(cell => ({ cell, rank: order[qualityOf(scenarioOfCell(part, cell), cell)] }))
    .filter(({ cell, rank }) => rank < 2 && isTold(cell))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ cell }) => cell)
}

function evidenceLines(part: RehearsedPart, client: RehearsedRelease, room: number): string[] {
  const told = evidenceTexts(part, toldCells(part, client))
  const more = told.length - maxEvidence
  const lines = told
    .slice(0, maxEvidence)
    .flatMap(text => wrap(printable(text), room - 4, '  ').map(line => `    ${line}`))
  return more > 0 ? [...lines, `    and ${countText(more, 'more line')}; --json has them all`] : lines
}

/** Where search and rehearsal contradict each other: each is a finding of its own. */
function disagreementLines({ answer }: RehearsedRelease, room: number): string[] {
  const found = answer.cells.flatMap(cell => (cell.disagreement === undefined ? [] : [cell]))
  const byKind = Map.groupBy(found, ({ disagreement }) => disagreement ?? 'false-pin')
  return [...byKind].flatMap(([kind, cells]) => {
    const ids = [...new Set(cells.map(({ scenario }) => scenario))]
    const where = ids.length <= 3 ? listText(ids) : `${ids[0] ?? ''} and ${ids.length - 1} other scenarios`
    const text = `Finding: ${disagreementWords[kind]} (${where}).`
    return wrap(printable(text), room - 4, '  ').map(line => `    ${line}`)
  })
}

/** Releases whose lines are the same are told together: their names, their answer, then why. */
function releaseLines(part: RehearsedPart, style: Style, room: number): string[] {
  const isOnly = part.releases.length === 1
  const detailed = part.releases.map(client => {
    const lines = [...evidenceLines(part, client, room), ...disagreementLines(client, room)]
    const { verdict } = client.answer.cells.find(({ scenario }) => scenario === 'staged') ?? {}
    // What one real chain cannot tell is said once, above.
    const isTold = isOnly || verdict?.kind === 'refuses' || verdict?.kind === 'connects'
    const sentence = isTold ? [] : wrap(printable(client.answer.pin.sentence), room - 2, '')
    return { client, lines: lines.length === 0 ? [] : [...sentence.map(line => `  ${line}`), ...lines] }
  })
  const alike = Map.groupBy(detailed, ({ lines }) => lines.join('\n'))
  return [...alike].flatMap(([text, own]) => {
    if (text === '') return []
    const names = listText(own.map(({ client }) => cutMiddle(printable(client.release.name), maxNameWidth)))
    const heads = wrap(isOnly ? 'Evidence' : names, room)
    return ['', ...heads.map(line => style.bold(line)), ...(own[0]?.lines ?? [])]
  })
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
    ...releaseLines(part, style, room),
  ]
}

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
      : `Removed from the environment: ${variablesText(scrubbed)}.`,
    ...[...rehearsed.searched]
      .filter(([, unseen]) => unseen > 0)
      .map(([name, unseen]) => `Search could not look at ${countText(unseen, 'place')} of ${name}.`),
    ...clockSentences(rehearsed),
    ...unpredictedSentence(rehearsed),
    ...new Set(parts.flatMap(part => part.guarantees.gaps.map(ended))),
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
