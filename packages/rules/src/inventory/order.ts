import {
  type Finding,
  type FixtureSign,
  type KindId,
  kinds,
  type Level,
  type Occurrence,
} from '@foreseen/facts'

/** Order that does not depend on the machine's language: by code unit. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function compareFindings(a: Finding, b: Finding): number {
  return (
    compareText(a.at.path, b.at.path) ||
    a.at.offset - b.at.offset ||
    compareText(a.encoding, b.encoding) ||
    compareText(a.detector, b.detector)
  )
}

/** By path, then offset: the same findings in any order give the same inventory. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  return [...findings].sort(compareFindings)
}

/** Groups in the order in which their keys first appear. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [item])
    else group.push(item)
  }
  return groups
}

const levels: ReadonlyMap<string, Level> = new Map(kinds.map(kind => [kind.id, kind.level]))
const lowered: Readonly<Record<Level, Level>> = { high: 'low', medium: 'low', low: 'info', info: 'info' }

/** The level of a kind; a fixture's is lower, never nothing. */
export function levelOf(kind: KindId, fixture: FixtureSign): Level {
  const level = levels.get(kind) ?? 'info'
  return fixture === undefined ? level : lowered[level]
}

/** The kind an object goes by: that of its first place that is not a signature on a file. */
export function leadingKind(occurrences: readonly Occurrence[], fallback: KindId): KindId {
  const leading = occurrences.find(occurrence => occurrence.kind !== 'file-signature') ?? occurrences[0]
  return leading?.kind ?? fallback
}
