import type { Breakage } from '@foreseen/facts'
import { printable } from '@foreseen/x509'
import type { Checked } from '../check-run.ts'
import { dayText, relativeText } from '../text/dates.ts'
import { endpointLines } from '../text/endpoints.ts'
import { lookedLines, unseenCount } from '../text/looked.ts'
import { spotText } from '../text/place.ts'
import { rehearsedKindText, reportLines } from '../text/rehearsed.ts'
import { levelWords, outcomeWord, roleWords } from '../text/verdict.ts'

/** Lines are not broken: the reader's page does that. */
const noRoom = Number.POSITIVE_INFINITY
const maxEvidence = 20

/** Text that Markdown shows as it is: names come from certificates and files. */
export function markdownText(text: string): string {
  return printable(text).replace(/[\\`*_{}[\]<>#|~]/g, mark => `\\${mark}`)
}

/** Text in a code span; backticks in it would end the span. */
function code(text: string): string {
  return `\`${printable(text).replaceAll('`', "'").replaceAll('|', '\\|')}\``
}

function row(breakage: Breakage, nowMs: number): string {
  const { mark, word } = outcomeWord(breakage)
  const { expectedMs } = breakage.days
  const dated = breakage.outcome !== 'survives' && expectedMs !== undefined
  const day = dated ? `${dayText(expectedMs)} (${relativeText(expectedMs, nowMs)})` : ''
  return `| ${mark} ${word} | ${markdownText(breakage.release.name)} | ${code(breakage.endpoint)} | ${day} |`
}

function section(breakage: Breakage, { rehearsed }: Checked): string {
  const evidence = breakage.evidence
    .slice(0, maxEvidence)
    .map(
      ({ finding, role, object }) =>
        `- ${code(`${finding.at.path} ${spotText(finding.at)}`)}: ${markdownText(object)}, ${roleWords[role]}`,
    )
  const measures = breakage.measures.map((text, index) => `${index + 1}. ${markdownText(text)}`)
  const assumed = [...breakage.assumptions, ...breakage.remarks].map(text => `- ${markdownText(text)}`)
  const shown = (rehearsed.kinds.get(breakage.release.name) ?? []).map(
    kind => `- ${markdownText(rehearsedKindText(kind))}`,
  )
  const parts = [
    `### ${markdownText(breakage.release.name)} at ${markdownText(breakage.endpoint)}`,
    markdownText(breakage.sentence),
    `Evidence (${levelWords[breakage.level]}):`,
    evidence.length === 0 ? 'None was found.' : evidence.join('\n'),
    shown.length === 0 ? '' : `Findings:\n\n${shown.join('\n')}`,
    breakage.nextAction === '' ? '' : `Next: ${markdownText(breakage.nextAction)}`,
    measures.length === 0 ? '' : `Measures, cheapest first:\n\n${measures.join('\n')}`,
    assumed.length === 0 ? '' : `<details><summary>Assumed</summary>\n\n${assumed.join('\n')}\n\n</details>`,
  ]
  return parts.filter(part => part !== '').join('\n\n')
}

/** A check as Markdown, for a comment on a change or a page of a wiki. */
export function* checkMarkdown(checked: Checked): Generator<string> {
  const { answer, breakages, options, totals, unseen, elapsedMs } = checked
  yield `**${markdownText(answer.sentence)}**\n\n`
  yield '| outcome | release | endpoint | day |\n|---|---|---|---|\n'
  for (const breakage of breakages) yield `${row(breakage, options.atMs)}\n`
  for (const breakage of breakages) yield `\n${section(breakage, checked)}\n`
  const looked = [
    ...endpointLines(checked, noRoom),
    ...reportLines(checked.rehearsed.uses, options.atMs, noRoom),
    ...lookedLines(totals, unseen, elapsedMs, noRoom),
  ]
  yield `\n---\n\n${looked.map(markdownText).join('\n\n')}\n`
  if (unseen.length > 0) {
    const list = unseen
      .slice(0, maxEvidence)
      .map(item => `- ${code(item.path)}: ${markdownText(item.detail)} (${code(item.code)})`)
    yield `\n<details><summary>Not looked at: ${unseenCount(unseen)}</summary>\n\n${list.join('\n')}\n\n</details>\n`
  }
}
