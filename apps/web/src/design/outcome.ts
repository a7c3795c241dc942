/** What a line of the forecast comes to, as every page says it. */
import type { ShownLine } from '@foreseen/facts'
import type { Shape } from './status.tsx'

/** An endpoint that could not be observed has a first day and none that is expected (`forecast/unobserved.ts` of the rules). */
export const isUnknown = ({ outcome, days }: Pick<ShownLine, 'outcome' | 'days'>): boolean =>
  outcome === 'may-break' && days.earliest !== null && days.expected === null

/** Grey where nothing is known, whatever is feared. */
export const shapeOfLine = (line: Pick<ShownLine, 'outcome' | 'days' | 'failsNow'>): Shape =>
  !line.failsNow && isUnknown(line) ? 'unknown' : line.outcome
