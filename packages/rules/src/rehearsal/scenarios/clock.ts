import type { Scenario } from '@foreseen/facts'
import { renewedLeaf } from './leaf.ts'

/** Days by which a clock may be moved: the standing cast lives ten years to both sides. */
export const maxClockDays = 3000

/** How far `text` moves the clock: `clock-plus-90`, `clock-minus-1`; `undefined` when it is no such id. */
export function clockDaysOf(id: string): number | undefined {
  const match = /^clock-(plus|minus)-([1-9][0-9]{0,3})$/.exec(id)
  const days = Number(match?.[2])
  if (match === null || days > maxClockDays) return undefined
  return match[1] === 'plus' ? days : -days
}

/**
 * The client's clock is moved by whole days, and the certificate is the one that would be served on that day:
 * renewed with the same key a day before. Throws a RangeError for 0, fractions and more than `maxClockDays`.
 */
export function clockScenario(days: number): Scenario {
  if (!Number.isInteger(days) || days === 0 || Math.abs(days) > maxClockDays)
    throw new RangeError(`a clock is moved by 1 to ${maxClockDays} whole days, not by ${days}`)
  const ahead = days > 0
  const count = Math.abs(days)
  const said = `${count} ${count === 1 ? 'day' : 'days'} ${ahead ? 'ahead' : 'back'}`
  return {
    id: `clock-${ahead ? 'plus' : 'minus'}-${count}`,
    title: `clock ${said}`,
    kind: 'renewal',
    about: `The client's clock stands ${said}, and the server presents the certificate of that day, with the same key.`,
    teaches: ahead
      ? 'A client that refuses it holds something that ends before that day: a root, an intermediate or a set of pins. The renewal by itself is rehearsed apart.'
      : 'A client that refuses it holds something that begins after that day, or distrusts a clock that stands before its own build.',
    leaf: { ...renewedLeaf, notBeforeDays: days - 1, notAfterDays: days + 396 },
    authorities: [],
    issuer: 'intermediate-a',
    sends: ['leaf', 'intermediate-a'],
    trusts: ['old'],
    clockDays: days,
    changes: ['certificate', 'clock'],
    event: undefined,
  }
}
