import type { Layout, PlacedRelative } from './layout.ts'

export type Step = 'left' | 'right' | 'up' | 'down' | 'first' | 'last'

const stepOfKey: ReadonlyMap<string, Step> = new Map<string, Step>([
  ['ArrowLeft', 'left'],
  ['ArrowRight', 'right'],
  ['ArrowUp', 'up'],
  ['ArrowDown', 'down'],
  ['Home', 'first'],
  ['End', 'last'],
])

/** The step that a key asks for; `undefined` for all other keys. */
export const stepFor = (key: string): Step | undefined => stepOfKey.get(key)

/** Up and down go through the column; left and right go to a relative that a line leads to, else to the nearest one beside. */
export function stepFrom(layout: Layout, object: number, step: Step): number {
  const here = layout.relatives.find(({ relative }) => relative.object === object)
  const [first, last] = [layout.relatives[0], layout.relatives.at(-1)]
  if (here === undefined || first === undefined || last === undefined) return object
  if (step === 'first') return first.relative.object
  if (step === 'last') return last.relative.object
  if (step === 'up' || step === 'down') {
    const column = layout.relatives.filter(({ column }) => column === here.column)
    const next = column[column.indexOf(here) + (step === 'up' ? -1 : 1)]
    return (next ?? here).relative.object
  }
  return beside(layout, here, step === 'left' ? -1 : 1).relative.object
}

function beside(layout: Layout, here: PlacedRelative, direction: -1 | 1): PlacedRelative {
  const own = here.relative.object
  const joined = new Set(
    layout.relations.flatMap(({ from, to }) => (from === own ? [to] : to === own ? [from] : [])),
  )
  const distance = ({ y, column }: PlacedRelative): number =>
    Math.abs(y - here.y) + Math.abs(column - here.column) * 10_000
  const candidates = layout.relatives
    .filter(({ column }) => Math.sign(column - here.column) === direction)
    .sort((a, b) => distance(a) - distance(b))
  return candidates.find(({ relative }) => joined.has(relative.object)) ?? candidates[0] ?? here
}
