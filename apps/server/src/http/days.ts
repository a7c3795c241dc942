import { Type } from 'typebox'
import { Refusal } from './refusal.ts'

/** A day (midnight, UTC) or a moment, as it is sent. */
export const Day = Type.String({
  maxLength: 30,
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,3})?)?Z)?$',
  description: 'ISO 8601, UTC: a day, or a moment',
})

/** Milliseconds since the epoch; `undefined` for a day that no calendar has, such as 2026-02-30. */
export function dayMs(text: string): number | undefined {
  const ms = Date.parse(text)
  if (!Number.isSafeInteger(ms)) return undefined
  return new Date(ms).toISOString().startsWith(text.slice(0, 10)) ? ms : undefined
}

/** As {@link dayMs}; `at` names the part of the request. Errors: `server-invalid`. */
export function demandDay(text: string, at: string): number {
  const ms = dayMs(text)
  if (ms !== undefined) return ms
  throw new Refusal('server-invalid', 'One part of the request is wrong.', {
    parts: [{ at, detail: 'There is no such day.' }],
  })
}
