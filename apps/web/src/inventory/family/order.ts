import type { ShownFamily, ShownRelation } from '@foreseen/facts'
import { layersOf } from './layers.ts'

/** A place in a column: a relative, or the point where a long line passes the column. */
export interface Slot {
  /** The relative's object; `undefined` for a point of passage. */
  readonly object: number | undefined
  /** Order among slots of a column that nothing else decides: by age, then number. */
  readonly age: string
}

/** A line through slots of neighbouring columns, from left to right, or between two slots of one column. */
export interface Route {
  readonly from: number
  readonly to: number
  readonly relation: ShownRelation
  readonly slots: readonly Slot[]
}

export interface Columns {
  readonly columns: readonly (readonly Slot[])[]
  readonly routes: readonly Route[]
}

/** Sweeps over the columns: crossings hardly fall after the fourth in graphs of this size. */
const sweeps = 6

/** Columns with their slots in the order that keeps lines from crossing, as far as the barycentre rule finds it. */
export function columnsOf(family: ShownFamily): Columns {
  const layers = layersOf(family)
  const columns: Slot[][] = []
  const own = new Map<number, Slot>()
  const put = (layer: number, slot: Slot): Slot => {
    while (columns.length <= layer) columns.push([])
    columns[layer]?.push(slot)
    return slot
  }
  for (const { object, notBefore } of family.relatives) {
    const age = `${notBefore ?? '9999'} ${String(object).padStart(16, '0')}`
    own.set(object, put(layers.get(object) ?? 0, { object, age }))
  }
  const routes = family.relations.flatMap(({ from, to, relation }) => {
    const ends = [own.get(from), own.get(to)].sort(
      (a, b) => (layers.get(a?.object ?? 0) ?? 0) - (layers.get(b?.object ?? 0) ?? 0),
    )
    const [left, right] = ends
    if (left === undefined || right === undefined || left === right) return []
    const first = layers.get(left.object ?? 0) ?? 0
    const last = layers.get(right.object ?? 0) ?? 0
    const between = Array.from({ length: Math.max(0, last - first - 1) }, (_, index) =>
      put(first + 1 + index, { object: undefined, age: `${right.age} passage ${left.age}` }),
    )
    return [{ from, to, relation, slots: [left, ...between, right] }]
  })
  for (const column of columns) column.sort((a, b) => (a.age < b.age ? -1 : a.age > b.age ? 1 : 0))
  return { columns: settle(columns, routes), routes }
}

/** Neighbours of each slot in the columns beside it. */
export function neighboursOf(routes: readonly Route[]): ReadonlyMap<Slot, readonly Slot[]> {
  const found = new Map<Slot, Slot[]>()
  const join = (a: Slot, b: Slot): void => void found.set(a, [...(found.get(a) ?? []), b])
  for (const { slots } of routes) {
    for (const [index, slot] of slots.entries()) {
      const next = slots[index + 1]
      if (next === undefined) continue
      join(slot, next)
      join(next, slot)
    }
  }
  return found
}

/** How many pairs of lines cross between neighbouring columns. */
function crossings(columns: readonly (readonly Slot[])[], routes: readonly Route[]): number {
  const places = new Map(columns.flatMap(column => column.map((slot, place) => [slot, place] as const)))
  const homes = new Map(columns.flatMap((column, index) => column.map(slot => [slot, index] as const)))
  const lines = columns.map((): [number, number][] => [])
  for (const { slots } of routes) {
    for (const [index, slot] of slots.entries()) {
      const next = slots[index + 1]
      const home = homes.get(slot)
      if (next === undefined || home === undefined || homes.get(next) === home) continue
      lines[home]?.push([places.get(slot) ?? 0, places.get(next) ?? 0])
    }
  }
  const crossed = (all: readonly [number, number][]): number =>
    all.reduce(
      (sum, [a, b], index) => sum + all.slice(index + 1).filter(([c, d]) => (a - c) * (b - d) < 0).length,
      0,
    )
  return lines.reduce((sum, each) => sum + crossed(each), 0)
}

/** The column in the order of the middles of what its slots are joined with in the column beside it. */
function byMiddles(
  column: readonly Slot[],
  beside: readonly Slot[],
  neighbours: ReadonlyMap<Slot, readonly Slot[]>,
): readonly Slot[] {
  const places = new Map(beside.map((slot, place) => [slot, place]))
  const keyed = column.map((slot, place) => {
    const seen = (neighbours.get(slot) ?? []).flatMap(other => places.get(other) ?? [])
    const middle = seen.length === 0 ? place : seen.reduce((sum, each) => sum + each, 0) / seen.length
    return { slot, place, middle }
  })
  return keyed.sort((a, b) => a.middle - b.middle || a.place - b.place).map(({ slot }) => slot)
}

/** Sweeps there and back and keeps the order with the fewest crossings; the order of age where nothing is better. */
function settle(
  columns: readonly (readonly Slot[])[],
  routes: readonly Route[],
): readonly (readonly Slot[])[] {
  const neighbours = neighboursOf(routes)
  const settled = [...columns]
  let best = columns
  let fewest = crossings(columns, routes)
  for (let sweep = 0; sweep < sweeps && fewest > 0; sweep++) {
    const forth = sweep % 2 === 0
    const order = [...settled.keys()]
    for (const index of forth ? order.slice(1) : order.toReversed().slice(1)) {
      const beside = settled[index + (forth ? -1 : 1)] ?? []
      settled[index] = byMiddles(settled[index] ?? [], beside, neighbours)
    }
    const crossed = crossings(settled, routes)
    if (crossed >= fewest) continue
    fewest = crossed
    best = [...settled]
  }
  return best
}
