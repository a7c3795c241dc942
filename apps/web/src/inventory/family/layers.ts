import type { ShownFamily, ShownRelation } from '@foreseen/facts'

/** Relations whose ends stand in one column, beside each other in time: the rest lead to the next column. */
const level: ReadonlySet<ShownRelation> = new Set<ShownRelation>(['renewed-by', 'cross-signed', 'same-key'])

export const isLevel = (relation: ShownRelation): boolean => level.has(relation)

/** The head of each group of objects that share a column, by object. */
function groupHeads(family: ShownFamily): ReadonlyMap<number, number> {
  const heads = new Map(family.relatives.map(({ object }) => [object, object]))
  const headOf = (object: number): number => {
    const above = heads.get(object) ?? object
    return above === object ? object : headOf(above)
  }
  for (const { from, to, relation } of family.relations) {
    if (!isLevel(relation) || !heads.has(from) || !heads.has(to)) continue
    const [low, high] = [headOf(from), headOf(to)].sort((a, b) => a - b)
    if (low !== undefined && high !== undefined) heads.set(high, low)
  }
  return new Map(family.relatives.map(({ object }) => [object, headOf(object)]))
}

/** Groups that a group leads to; a relation inside one group leads nowhere. */
function groupArrows(family: ShownFamily, heads: ReadonlyMap<number, number>): Map<number, number[]> {
  const arrows = new Map<number, number[]>()
  for (const { from, to, relation } of family.relations) {
    const [tail, tip] = [heads.get(from), heads.get(to)]
    if (isLevel(relation) || tail === undefined || tip === undefined || tail === tip) continue
    const tips = arrows.get(tail) ?? []
    if (!tips.includes(tip))
      arrows.set(
        tail,
        [...tips, tip].sort((a, b) => a - b),
      )
  }
  return arrows
}

/** Groups, each after all that lead to it. An arrow that closes a ring is passed over: two authorities may sign each other. */
function inOrder(groups: readonly number[], arrows: ReadonlyMap<number, readonly number[]>): number[] {
  const state = new Map<number, 'open' | 'done'>()
  const order: number[] = []
  const visit = (group: number): void => {
    if (state.has(group)) return
    state.set(group, 'open')
    for (const tip of arrows.get(group) ?? []) visit(tip)
    state.set(group, 'done')
    order.unshift(group)
  }
  for (const group of groups) visit(group)
  return order
}

/** The column of each object, issuers left of what they issued, from 0; a group stands in one column. */
export function layersOf(family: ShownFamily): ReadonlyMap<number, number> {
  const heads = groupHeads(family)
  const arrows = groupArrows(family, heads)
  const led = new Set([...arrows.values()].flat())
  const groups = [...new Set(heads.values())].sort((a, b) => Number(led.has(a)) - Number(led.has(b)) || a - b)
  const layers = new Map<number, number>()
  const order = inOrder(groups, arrows)
  const rank = new Map(order.map((group, index) => [group, index]))
  for (const group of order) {
    const own = layers.get(group) ?? 0
    layers.set(group, own)
    for (const tip of arrows.get(group) ?? []) {
      if ((rank.get(tip) ?? 0) > (rank.get(group) ?? 0))
        layers.set(tip, Math.max(layers.get(tip) ?? 0, own + 1))
    }
  }
  return new Map([...heads].map(([object, head]) => [object, layers.get(head) ?? 0]))
}
