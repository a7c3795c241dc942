/** What follows from other assumptions, as the page holds it beside the stored forecast. */
import type { Breakage, ShownDays, ShownLine } from '@foreseen/facts'
import { countText } from '../design/count-words.ts'

/** A line that was worked out in the page and is stored nowhere. */
export interface AssumedLine extends Omit<Breakage, 'release' | 'endpoint' | 'days' | 'evidence'> {
  /** Ids in the ledger. */
  readonly release: string
  readonly endpoint: string
  readonly days: ShownDays
}

/** An authority that may be said to issue next. */
export interface AssumedIssuer {
  readonly sha256: string
  readonly name: string
  readonly isRoot: boolean
}

/** What a page came to. */
export interface Assumed {
  /** The forecast whose inputs these follow from: the newest one. */
  readonly forecast: string
  readonly lines: readonly AssumedLine[]
  /** The same pairs with everything as planned: what the stored forecast says where it rests on bytes alone. */
  readonly planned: readonly AssumedLine[]
  /** Those of the inputs that may issue, by name. */
  readonly issuers: readonly AssumedIssuer[]
  /** Signatures that the server said nothing of: they count as unknown. */
  readonly missedSignatures: number
  /** Findings whose bytes were never pushed: they count as not found. */
  readonly missingFindings: number
  /** Endpoints whose next certificate could not be made up, by name. */
  readonly withoutNext: readonly string[]
}

/** A stored line beside the one that follows from the assumptions. */
export interface Comparison {
  readonly line: ShownLine
  readonly assumed: AssumedLine
  readonly change: 'earlier' | 'later' | 'better' | 'worse' | 'other words' | 'same'
}

const rank = (line: Pick<ShownLine, 'failsNow' | 'outcome'>): number =>
  line.failsNow ? 3 : line.outcome === 'breaks' ? 2 : line.outcome === 'may-break' ? 1 : 0

const dayOf = ({ expected, latest }: ShownDays): string => (expected ?? latest ?? '9999').slice(0, 10)

function changeOf(line: ShownLine, assumed: AssumedLine): Comparison['change'] {
  const [before, after] = [rank(line), rank(assumed)]
  if (before !== after) return after > before ? 'worse' : 'better'
  const [from, to] = [dayOf(line.days), dayOf(assumed.days)]
  // Where nothing breaks within the horizon, a day says when something would after it.
  if (after > 0 && from !== to) return to < from ? 'earlier' : 'later'
  return line.sentence === assumed.sentence ? 'same' : 'other words'
}

const pairOf = ({ release, endpoint }: { readonly release: string; readonly endpoint: string }): string =>
  `${release} ${endpoint}`

/**
 * How many stored lines say something else than what follows from bytes as planned: a rehearsal was measured, or the
 * chain of another day counts.
 */
export function unlikeCount(lines: readonly ShownLine[], { planned }: Pick<Assumed, 'planned'>): number {
  return compare(lines, planned).filter(({ change }) => change !== 'same').length
}

/** Stored lines with what follows for them, in the order of the stored ones; those not asked about are left out. */
export function compare(lines: readonly ShownLine[], assumed: readonly AssumedLine[]): Comparison[] {
  const byPair = new Map(assumed.map(line => [pairOf(line), line]))
  return lines.flatMap(line => {
    const other = byPair.get(pairOf({ release: line.release.id, endpoint: line.endpoint.id }))
    return other === undefined ? [] : [{ line, assumed: other, change: changeOf(line, other) }]
  })
}

const countOf = (count: number, noun: string): string =>
  count === 1 ? `One ${noun}` : `${countText(count)} ${noun}s`

/** One sentence over all comparisons: what the assumptions change. */
export function summaryOf(comparisons: readonly Comparison[]): string {
  if (comparisons.length === 0) return 'No line could be worked out with these assumptions.'
  const counted = (change: Comparison['change']): number =>
    comparisons.filter(each => each.change === change).length
  const parts = [
    [counted('worse'), 'worse off'],
    [counted('earlier'), 'earlier'],
    [counted('later'), 'later'],
    [counted('better'), 'better off'],
  ] as const
  const said = parts.filter(([count]) => count > 0).map(([count, word]) => `${countText(count)} ${word}`)
  const asked = countOf(comparisons.length, 'line')
  if (said.length === 0) return `${asked} worked out again: nothing breaks sooner, later or otherwise.`
  return `${asked} worked out again: ${said.join(', ')}.`
}
