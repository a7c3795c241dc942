import { type RehearsedCell, trustStores } from '@foreseen/facts'
import { answerSentences } from '../rehearse/answer.ts'
import { qualityOf, type Rehearsed, type RehearsedPart, scenarioOfCell } from '../rehearse/result.ts'
import { doneSentences } from '../text/rehearsal.ts'
import {
  disagreementWords,
  kindTitles,
  pinWords,
  predictedWord,
  verdictMarks,
} from '../text/rehearsal-words.ts'
import { markdownText } from './markdown.ts'

const maxRows = 60

/** Releases by pin kind: the short answer for each. */
function releaseTable(part: RehearsedPart): string {
  const rows = part.releases.map(({ release, answer }) => {
    const accepts = answer.accepts.length === 0 ? 'nothing' : answer.accepts.join(', ')
    return `| ${markdownText(release.name)} | ${pinWords[answer.pin.kind]} | ${accepts} | ${markdownText(answer.pin.sentence)} |`
  })
  return `| release | pin | wrongly accepts | |\n|---|---|---|---|\n${rows.join('\n')}`
}

function verdictText({ verdict }: RehearsedCell): string {
  return `${verdictMarks[verdict.kind]} ${verdict.kind}`
}

/** Rows are scenarios; each release has a column for each trust store it was rehearsed with. */
function matrix(part: RehearsedPart): string {
  const columns = part.releases.flatMap(client =>
    trustStores
      .filter(store => client.answer.cells.some(({ trust }) => trust === store))
      .map(store => ({ client, store })),
  )
  const heads = columns.map(({ client, store }) => `${markdownText(client.release.name)} (${store})`)
  const rows = part.scenarios.map(scenario => {
    const cells = columns.map(({ client, store }) => {
      const cell = client.answer.cells.find(
        ({ scenario: id, trust }) => id === scenario.id && trust === store,
      )
      return cell === undefined ? '' : verdictText(cell)
    })
    const fault = scenario.kind === 'fault' ? ' (must be refused)' : ''
    return `| ${markdownText(scenario.title)}${fault} | ${cells.join(' | ')} |`
  })
  return `| scenario | ${heads.join(' | ')} |\n|---|${columns.map(() => '---|').join('')}\n${rows.join('\n')}`
}

function evidence(part: RehearsedPart): string {
  const rows = part.releases.flatMap(({ release, answer }) =>
    answer.cells
      .filter(
        cell => qualityOf(scenarioOfCell(part, cell), cell) !== 'good' && cell.verdict.reason !== 'not-asked',
      )
      .map(cell => {
        const predicted = predictedWord(cell.predicted)
        const foreseen = predicted === '' ? '' : `; foreseen: ${predicted}`
        const said = cell.disagreement === undefined ? '' : `; ${disagreementWords[cell.disagreement]}`
        return `- ${markdownText(release.name)}, ${markdownText(cell.scenario)} (${cell.trust}): ${verdictText(cell)}, ${markdownText(cell.verdict.evidence)}${foreseen}${said}`
      }),
  )
  if (rows.length === 0) return ''
  const more = rows.length > maxRows ? `\n\nand ${rows.length - maxRows} more; the JSON has them all` : ''
  return `<details><summary>Evidence</summary>\n\n${rows.slice(0, maxRows).join('\n')}${more}\n\n</details>\n\n`
}

/** A rehearsal as Markdown, for a comment on a change or a page of a wiki. */
export function* rehearsalMarkdown(rehearsed: Rehearsed): Generator<string> {
  for (const { text } of answerSentences(rehearsed)) yield `**${markdownText(text)}**\n\n`
  for (const part of rehearsed.parts) {
    yield `### ${kindTitles[part.kind]}\n\n${releaseTable(part)}\n\n${matrix(part)}\n\n${evidence(part)}`
  }
  yield `---\n\n${doneSentences(rehearsed).map(markdownText).join(' ')}\n`
}
