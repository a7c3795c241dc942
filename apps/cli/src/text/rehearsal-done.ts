import type { ClockState } from '@foreseen/facts'
import { printable } from '@foreseen/x509'
import type { Rehearsed } from '../rehearse/result.ts'
import { listText } from './amounts.ts'
import { cutMiddle } from './width.ts'

const maxNames = 3
const maxNameWidth = 60

const namesText = (names: readonly string[]): string =>
  names.length > maxNames
    ? `${names.length} releases`
    : listText(names.map(name => cutMiddle(printable(name), maxNameWidth)))

/** '' where the day stayed; a clock that stood still is told with its cell. */
function moveText(clock: ClockState): string {
  if (clock.kind === 'shifted') return 'by dates of the certificates moved the other way'
  if (clock.kind !== 'moved') return ''
  return clock.by === 'faketime' ? 'by libfaketime' : 'by qemu-user'
}

/** How the day of clients was moved, where one was. */
export function clockSentences({ parts }: Rehearsed): readonly string[] {
  const found = parts.flatMap(({ releases }) =>
    releases.flatMap(({ release, answer }) =>
      answer.cells.map(({ clock }) => ({ name: release.name, how: moveText(clock) })),
    ),
  )
  const byHow = Map.groupBy(
    found.filter(({ how }) => how !== ''),
    ({ how }) => how,
  )
  return [...byHow].map(
    ([how, own]) => `The clock of ${namesText([...new Set(own.map(({ name }) => name))])} was moved ${how}.`,
  )
}

/** A search that had no chain to compare with says nothing of any scenario: why, and what it lacks. */
export function unpredictedSentence({ parts, searched }: Rehearsed): readonly string[] {
  const cells = parts.flatMap(({ releases }) => releases.flatMap(({ answer }) => answer.cells))
  // Whoever holds nothing that is known connects today: that alone is said without a chain.
  const isPredicted = cells.some(
    ({ scenario, predicted }) => scenario !== 'baseline' && predicted !== undefined,
  )
  if (searched.size === 0 || isPredicted) return []
  return [
    `The forecast says nothing of renewals: it compares what ${namesText([...searched.keys()])} ships with the chain that is served today, which --current FILE gives.`,
  ]
}

const leastAlike = 3

/** Names of variables; those of one program are many and are told by what they begin with: `npm_config_* (18)`. */
export function variablesText(names: readonly string[]): string {
  const byPrefix = Map.groupBy(names, name => /^[^_]+_[^_]+_(?=.)/.exec(name)?.[0] ?? name)
  return [...byPrefix]
    .flatMap(([prefix, own]) => (own.length < leastAlike ? own : [`${prefix}* (${own.length})`]))
    .join(', ')
}
