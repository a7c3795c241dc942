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

function settle(columns: readonly (readonly Slot[])[], routes: readonly Route[]): readonly Slot[][] {
  const neighbours = neighboursOf(routes)
  const settled = columns.map(column => [...column])
  const sortBy = (index: number, beside: number): void => {
    const places = new Map((settled[beside] ?? []).map((slot, place) => [slot, place]))
    const column = settled[index] ?? []
    const centre = (slot: Slot, place: number): number => {
      const seen = (neighbours.get(slot) ?? []).flatMap(other => places.get(other) ?? [])
      return seen.length === 0 ? place : seen.reduce((sum, each) => sum + each, 0) / seen.length
    }
    const keyed = column.map((slot, place) => ({ slot, place, centre: centre(slot, place) }))
    keyed.sort((a, b) => a.centre - b.centre || a.place - b.place)
    settled[index] = keyed.map(({ slot }) => slot)
  }
  for (let sweep = 0; sweep < sweeps; sweep++) {
    if (sweep % 2 === 0) for (let index = 1; index < settled.length; index++) sortBy(index, index - 1)
    else for (let index = settled.length - 2; index >= 0; index--) sortBy(index, index + 1)
  }
  return settled
}
