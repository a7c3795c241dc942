import { isoTime } from '@foreseen/facts'

export const dayMs = 86_400_000

/** RFC 5280 section 4.1.2.5: 99991231235959Z says that there is no end. */
const noEndMs = Date.UTC(9999, 11, 31)

/** `2026-12-01`; a year beyond four digits or before 0 stands as ISO 8601 writes it. */
export function dayText(ms: number): string {
  const iso = isoTime(ms)
  return iso === null ? 'unreadable' : iso.slice(0, iso.indexOf('T'))
}

function span(days: number): string {
  if (days < 1) return 'a day'
  if (days < 60) return days === 1 ? '1 day' : `${days} days`
  if (days < 730) return `${Math.round(days / 30.44)} months`
  const years = Math.round(days / 365.25)
  return `${years} years`
}

/** The distance from now, in the largest unit that still tells: `in 9 days`, `3 years ago`, `today`. */
export function relativeText(ms: number, nowMs: number): string {
  if (!Number.isFinite(ms)) return ''
  if (ms >= noEndMs) return 'no end'
  // Counted in days of the calendar (UTC), as a person counts them.
  const days = Math.floor(ms / dayMs) - Math.floor(nowMs / dayMs)
  if (days === 0) return ms < nowMs ? 'earlier today' : 'today'
  if (days === 1) return 'tomorrow'
  if (days === -1) return 'yesterday'
  return days > 0 ? `in ${span(days)}` : `${span(-days)} ago`
}

/** `2026-12-01 (in 9 days)`. */
export function dateText(ms: number, nowMs: number): string {
  const relative = relativeText(ms, nowMs)
  return relative === '' ? dayText(ms) : `${dayText(ms)} (${relative})`
}
