import type { FindingRecord, Level, ShownOccurrence } from '@foreseen/facts'

/** One object of a release with its places, as far as they were read. */
export interface ObjectGroup {
  readonly object: number
  /** The first of its records: what all of them say of the object. */
  readonly record: FindingRecord
  readonly level: Level
  readonly places: readonly ShownOccurrence[]
}

const order: readonly Level[] = ['high', 'medium', 'low', 'info']

/** Places by object: the level that deserves most attention first, then as they came. */
export function groupByObject(occurrences: readonly ShownOccurrence[]): readonly ObjectGroup[] {
  const groups = new Map<number, ShownOccurrence[]>()
  for (const each of occurrences) {
    const group = groups.get(each.object)
    if (group === undefined) groups.set(each.object, [each])
    else group.push(each)
  }
  return [...groups]
    .flatMap(([object, places]) => {
      const record = places[0]?.record
      if (record === undefined) return []
      const level = order[Math.min(...places.map(place => order.indexOf(place.record.level)))] ?? 'info'
      return [{ object, record, level, places }]
    })
    .sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level))
}
