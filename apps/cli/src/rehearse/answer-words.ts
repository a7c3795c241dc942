import type { Scenario } from '@foreseen/facts'
import { printable } from '@foreseen/x509'
import { listText } from '../text/amounts.ts'
import { cutMiddle } from '../text/width.ts'
import type { RehearsedPart, RehearsedRelease } from './result.ts'

/** One sentence of the answer, and whether it tells of something that must change. */
export interface AnswerSentence {
  readonly text: string
  readonly isAlarm: boolean
}

export const calm = (text: string): AnswerSentence => ({ text, isAlarm: false })
export const alarm = (text: string): AnswerSentence => ({ text, isAlarm: true })

const maxNames = 4
const maxNameWidth = 60

/** Names in a sentence: a few are listed, many are counted. */
export function namesText(all: readonly string[]): string {
  const names = all.map(name => cutMiddle(printable(name), maxNameWidth))
  if (names.length <= maxNames) return listText(names)
  return `${names.slice(0, maxNames - 1).join(', ')} and ${names.length - maxNames + 1} more`
}

/** Titles of scenarios in a sentence, quoted because they hold commas. */
export function titlesText(scenarios: readonly Scenario[], ids: readonly string[]): string {
  const titles = ids.map(id => `"${scenarios.find(scenario => scenario.id === id)?.title ?? id}"`)
  return namesText(titles)
}

/** Share of installs in whole per cent, as an estimate; '' where nobody gave weights. */
export function shareText(part: RehearsedPart, chosen: readonly RehearsedRelease[]): string {
  const weights = part.releases.map(({ release }) => release.weight)
  if (chosen.length === 0 || new Set(weights).size < 2) return ''
  const sum = (list: readonly RehearsedRelease[]): number =>
    list.reduce((total, { release }) => total + release.weight, 0)
  const share = (100 * sum(chosen)) / Math.max(sum(part.releases), 1e-9)
  const isAll = chosen.length === part.releases.length
  const said =
    share > 0 && share < 1 ? 'less than 1' : !isAll && share > 99 ? 'more than 99' : `${Math.round(share)}`
  return ` (${said} % of installs)`
}
