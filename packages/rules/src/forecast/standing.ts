import type { Breakage } from '@foreseen/facts'
import { isUnknown } from './answer.ts'

/** Graver first: what fails now, breaks, may break, is not known, survives. Not known stands before what is well. */
function gravity(breakage: Breakage): number {
  if (breakage.failsNow) return 0
  if (breakage.outcome === 'breaks') return 1
  if (isUnknown(breakage)) return 3
  return breakage.outcome === 'may-break' ? 2 : 4
}

/** Gravest first, then by day: the first line of a release or an endpoint is how it stands. */
export function byGravity(a: Breakage, b: Breakage): number {
  const day = ({ days }: Breakage): number => days.expectedMs ?? Number.MAX_SAFE_INTEGER
  return gravity(a) - gravity(b) || day(a) - day(b)
}
