/** Days and times as people read them. Days of the interface are UTC; times are shown in the reader's own zone. */

const dayMs = 86_400_000

const pad = (value: number): string => String(value).padStart(2, '0')

const plural = (count: number, unit: string): string => `${count} ${unit}${count === 1 ? '' : 's'}`

/** `2026-12-01` of a day or a time. */
export const dayText = (iso: string): string => iso.slice(0, 10)

/** Whether it is a day without a time. */
const isDay = (iso: string): boolean => !iso.includes('T')

/** `2026-12-01 14:05` in the reader's zone. */
export function timeText(iso: string): string {
  const date = new Date(iso)
  if (Number.isNaN(date.getTime())) return iso
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`
  return `${day} ${pad(date.getHours())}:${pad(date.getMinutes())}`
}

/** `UTC+01:00`. */
export function offsetText(date: Date): string {
  const minutes = -date.getTimezoneOffset()
  const size = Math.abs(minutes)
  return `UTC${minutes < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`
}

/** `in 9 days`, `3 hours ago`, `today`; at most two significant digits. */
export function relativeText(iso: string, nowMs: number): string {
  const then = Date.parse(isDay(iso) ? `${iso}T00:00:00Z` : iso)
  if (Number.isNaN(then)) return ''
  if (isDay(iso)) {
    const days = Math.round((then - Math.floor(nowMs / dayMs) * dayMs) / dayMs)
    if (days === 0) return 'today'
    return days > 0 ? `in ${spanText(days * dayMs)}` : `${spanText(-days * dayMs)} ago`
  }
  const span = then - nowMs
  if (Math.abs(span) < 60_000) return span > 0 ? 'within a minute' : 'just now'
  return span > 0 ? `in ${spanText(span)}` : `${spanText(-span)} ago`
}

/** `9 days`, `5 weeks`, `14 months`. */
export function spanText(ms: number): string {
  const days = ms / dayMs
  const minutes = Math.round(ms / 60_000)
  if (minutes < 60) return plural(minutes, 'minute')
  const hours = Math.round(days * 24)
  if (hours < 24) return plural(hours, 'hour')
  if (days < 29) return plural(Math.round(days), 'day')
  if (days < 99) return plural(Math.round(days / 7), 'week')
  if (days < 730) return plural(Math.round(days / 30.44), 'month')
  return plural(Math.round(days / 365.25), 'year')
}

/** What a pointer that rests on it reads: the whole time with its offset. */
export function wholeText(iso: string): string {
  if (isDay(iso)) return `${iso} (UTC+00:00)`
  const date = new Date(iso)
  return Number.isNaN(date.getTime()) ? iso : `${timeText(iso)}:${pad(date.getSeconds())} ${offsetText(date)}`
}

export { isDay }
