import type { ShownFamily, ShownRelation, ShownRelative } from '@foreseen/facts'
import { type Columns, columnsOf, neighboursOf, type Route, type Slot } from './order.ts'

/** Sizes in pixels, on the grid of 4. */
export const size = { width: 164, height: 48, gapX: 40, gapY: 16, passage: 8, margin: 8 } as const

export interface PlacedRelative {
  readonly relative: ShownRelative
  /** Column, from 0 at the left. */
  readonly column: number
  /** Left upper corner. */
  readonly x: number
  readonly y: number
}

export interface PlacedRelation {
  readonly from: number
  readonly to: number
  readonly relation: ShownRelation
  /** Data of an SVG path. */
  readonly path: string
  /** Corners of the path in order, for whoever checks that it crosses nothing. */
  readonly points: readonly (readonly [number, number])[]
}

export interface Layout {
  readonly width: number
  readonly height: number
  /** Column by column, from above. */
  readonly relatives: readonly PlacedRelative[]
  readonly relations: readonly PlacedRelation[]
}

const heightOf = (slot: Slot): number => (slot.object === undefined ? size.passage : size.height)

/**
 * Places nearest to those wished for (least squares) that keep order and distance: neighbours that come too close
 * are moved as one block (pool adjacent violators).
 */
export function spread(wished: readonly number[], gaps: readonly number[]): number[] {
  const blocks: { sum: number; count: number }[] = []
  let offset = 0
  const offsets = wished.map((_, index) => {
    offset += index === 0 ? 0 : (gaps[index - 1] ?? 0)
    return offset
  })
  for (const [index, wish] of wished.entries()) {
    blocks.push({ sum: wish - (offsets[index] ?? 0), count: 1 })
    for (;;) {
      const [before, last] = [blocks.at(-2), blocks.at(-1)]
      if (before === undefined || last === undefined) break
      if (before.sum / before.count <= last.sum / last.count) break
      blocks.splice(-2, 2, { sum: before.sum + last.sum, count: before.count + last.count })
    }
  }
  const means = blocks.flatMap(({ sum, count }) => Array.from({ length: count }, () => sum / count))
  return means.map((mean, index) => Math.round(mean + (offsets[index] ?? 0)))
}

/** The middle of each slot, from above; the topmost edge stands at the margin. */
function middles({ columns, routes }: Columns): ReadonlyMap<Slot, number> {
  const neighbours = neighboursOf(routes)
  const gapsOf = (column: readonly Slot[]): number[] =>
    column.slice(1).map((slot, index) => {
      const before = column[index]
      return Math.ceil((heightOf(slot) + (before === undefined ? 0 : heightOf(before))) / 2) + size.gapY
    })
  const found = new Map<Slot, number>()
  for (const column of columns) {
    const stacked = spread(
      column.map(() => 0),
      gapsOf(column),
    )
    for (const [index, slot] of column.entries()) found.set(slot, stacked[index] ?? 0)
  }
  const order = [...columns.keys()]
  for (const index of [...order.slice(1), ...order.toReversed().slice(1), ...order.slice(1)]) {
    const column = columns[index] ?? []
    const wished = column.map(slot => {
      const seen = (neighbours.get(slot) ?? []).filter(other => !column.includes(other))
      if (seen.length === 0) return found.get(slot) ?? 0
      return seen.reduce((sum, other) => sum + (found.get(other) ?? 0), 0) / seen.length
    })
    const placed = spread(wished, gapsOf(column))
    for (const [place, slot] of column.entries()) found.set(slot, placed[place] ?? 0)
  }
  const top = Math.min(...[...found].map(([slot, middle]) => middle - heightOf(slot) / 2))
  return new Map([...found].map(([slot, middle]) => [slot, middle - top + size.margin]))
}

const leftOf = (column: number): number => size.margin + size.gapX / 2 + column * (size.width + size.gapX)

/** A line in the gap between two columns. */
const curve = (x1: number, y1: number, x2: number, y2: number): string =>
  `C${(x1 + x2) / 2} ${y1} ${(x1 + x2) / 2} ${y2} ${x2} ${y2}`

/** Lines between the same two stand beside each other, so far apart. */
const laneWidth = 24

/** Inside one column: down where the two are neighbours, else around through the gap at the left. */
function beside(
  x: number,
  y1: number,
  y2: number,
  near: boolean,
  lane: number,
): Pick<PlacedRelation, 'path' | 'points'> {
  const middle = x + size.width / 2 + lane * laneWidth
  const half = size.height / 2
  const [upper, lower] = y1 < y2 ? [y1 + half, y2 - half] : [y1 - half, y2 + half]
  if (near) {
    return {
      path: `M${middle} ${upper}L${middle} ${lower}`,
      points: [
        [middle, upper],
        [middle, lower],
      ],
    }
  }
  // The further apart, the further out, and never into the column before: half of the gap is the most.
  const out = x - Math.min(size.gapX / 2, 8 + lane * 6 + Math.abs(y2 - y1) / 16)
  return {
    path: `M${x} ${y1}C${out} ${y1} ${out} ${y2} ${x} ${y2}`,
    points: [
      [x, y1],
      [out, (y1 + y2) / 2],
      [x, y2],
    ],
  }
}

function drawn(
  route: Route,
  columns: Columns['columns'],
  ys: ReadonlyMap<Slot, number>,
  lane: number,
): Pick<PlacedRelation, 'path' | 'points'> {
  const [first, second] = route.slots
  const start = columns.findIndex(column => first !== undefined && column.includes(first))
  const y = (slot: Slot | undefined): number => (slot === undefined ? 0 : (ys.get(slot) ?? 0))
  const column = columns[start] ?? []
  if (first !== undefined && second !== undefined && column.includes(second)) {
    const [tail, tip] = second.object === route.to ? [first, second] : [second, first]
    const apart = Math.abs(column.indexOf(second) - column.indexOf(first))
    return beside(leftOf(start), y(tail), y(tip), apart === 1, lane)
  }
  const points: [number, number][] = [[leftOf(start) + size.width, y(first)]]
  let path = `M${leftOf(start) + size.width} ${y(first)}`
  for (const [index, slot] of route.slots.entries()) {
    if (index === 0) continue
    const [x1, y1] = points.at(-1) ?? [0, 0]
    const x = leftOf(start + index)
    points.push([x, y(slot)])
    path += curve(x1, y1, x, y(slot))
    if (slot.object !== undefined) continue
    points.push([x + size.width, y(slot)])
    path += `L${x + size.width} ${y(slot)}`
  }
  return { path, points }
}

/** Which of several lines between the same two each is, from 0; at most as many as fit side by side. */
function lanesOf(routes: readonly Route[]): readonly number[] {
  const met = new Map<string, number>()
  return routes.map(({ from, to }) => {
    const pair = [Math.min(from, to), Math.max(from, to)].join(' ')
    const lane = met.get(pair) ?? 0
    met.set(pair, lane + 1)
    return Math.min(lane, 2)
  })
}

/** Where everything of a family stands: issuers left, what they issued right of them, renewals below each other. Same family, same picture. */
export function layoutOf(family: ShownFamily): Layout {
  const laid = columnsOf(family)
  const ys = middles(laid)
  const byObject = new Map(family.relatives.map(relative => [relative.object, relative]))
  const relatives = laid.columns.flatMap((column, index) =>
    column.flatMap(slot => {
      const relative = slot.object === undefined ? undefined : byObject.get(slot.object)
      if (relative === undefined) return []
      return [{ relative, column: index, x: leftOf(index), y: (ys.get(slot) ?? 0) - size.height / 2 }]
    }),
  )
  const lanes = lanesOf(laid.routes)
  const relations = laid.routes.map((route, index) => ({
    from: route.from,
    to: route.to,
    relation: route.relation,
    ...drawn(route, laid.columns, ys, lanes[index] ?? 0),
  }))
  const bottoms = [...ys].map(([slot, middle]) => middle + heightOf(slot) / 2)
  return {
    width: leftOf(Math.max(0, laid.columns.length - 1)) + size.width + size.gapX / 2 + size.margin,
    height: Math.max(0, ...bottoms) + size.margin,
    relatives,
    relations,
  }
}
