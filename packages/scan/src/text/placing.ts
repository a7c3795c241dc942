import type { Catch } from '../detectors/contract.ts'
import type { Thing } from './thing.ts'

/** Where things stand and how they are written; a thing's own `within` and `label` come first. */
export interface Place {
  readonly start: number
  readonly end: number
  readonly encoding: string
  readonly label?: string | undefined
  readonly within?: Catch['within'] | undefined
}

/** Things become catches when they have a place. */
export function placeThings(things: readonly Thing[], place: Place): readonly Catch[] {
  const { start, end, encoding, label, within } = place
  return things.map(thing => {
    const placed = { ...thing, start, end, encoding }
    const isNamed = label === undefined || thing.label !== undefined
    const named = isNamed ? placed : { ...placed, label }
    return within === undefined || thing.within !== undefined ? named : { ...named, within }
  })
}
