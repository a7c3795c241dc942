/**
 * When something with a life is looked at next: after a fraction of the life that is left, never after a fixed number of
 * days. A schedule of days that suits certificates of a year is blind for those of six days (Let's Encrypt's short-lived
 * profile, 160 hours), and the CA/Browser Forum shortens lives stepwise until 2029 (ballot SC-081v3): a fraction follows
 * by itself.
 */

/** Until when something lives, and how closely it is watched. */
export interface Life {
  readonly notBeforeMs: number
  /** `undefined` when nobody knows. */
  readonly notAfterMs: number | undefined
}

export interface Pace {
  /** Part of the life left after which it is looked at again, above 0 and below 1. */
  readonly fraction: number
  /** Never sooner: a service is not knocked at more often than this. */
  readonly leastMs: number
  /** Never later; also where nothing is known of its life. */
  readonly mostMs: number
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/**
 * Looking at what is served: after a sixtieth of the life left. 90 days after issue of a one-year certificate that is four
 * and a half days, cut to one; a certificate of six days is looked at every two hours when new and every ten minutes in
 * its last ten hours, when a renewal that did not happen must be seen.
 */
export const observing: Pace = { fraction: 1 / 60, leastMs: 10 * minuteMs, mostMs: dayMs }

/**
 * Forecasting and rehearsing what comes: after a tenth of the life left, at most weekly. Both are repeated at once when
 * an observation, a release or a plan changes; this is only for what changes by the calendar.
 */
export const foreseeing: Pace = { fraction: 1 / 10, leastMs: hourMs, mostMs: 7 * dayMs }

/**
 * The next moment to look. `spread`, 0 to 1 and fixed for one thing (a digest of its name), moves it earlier by up to a
 * tenth of the wait, so that a thousand endpoints entered at once are not asked at once for ever. What has not begun to
 * live is looked at when it begins; what has ended, at the closest pace.
 */
export function decideNextLook(life: Life, pace: Pace, nowMs: number, spread: number): number {
  const earlier = 1 - 0.1 * Math.min(1, Math.max(0, spread))
  const wait = waitMs(life, pace, nowMs)
  return Math.floor(nowMs + Math.max(pace.leastMs, wait * earlier))
}

function waitMs(
  { notBeforeMs, notAfterMs }: Life,
  { fraction, leastMs, mostMs }: Pace,
  nowMs: number,
): number {
  if (notAfterMs === undefined || !Number.isFinite(notAfterMs)) return mostMs
  if (nowMs < notBeforeMs) return Math.min(mostMs, Math.max(leastMs, notBeforeMs - nowMs))
  return Math.min(mostMs, Math.max(leastMs, (notAfterMs - nowMs) * fraction))
}

/**
 * After a look that failed: a quarter of the usual wait for the first failure, doubling up to the usual wait. An endpoint
 * that is away for a minute is seen again soon, one that is gone for good is not hammered.
 */
export function decideNextTry(
  life: Life,
  pace: Pace,
  nowMs: number,
  spread: number,
  failures: number,
): number {
  const usual = decideNextLook(life, pace, nowMs, spread) - nowMs
  const share = Math.min(1, 2 ** (Math.min(10, Math.max(1, failures)) - 3))
  return Math.floor(nowMs + Math.min(usual, Math.max(pace.leastMs, usual * share)))
}
