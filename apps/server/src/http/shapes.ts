import { type TStringOptions, Type } from 'typebox'

/** Shapes that many routes have. */

/** Text without control characters: what a database of either engine keeps and a terminal may show. */
export const Text = (maxLength: number, more: TStringOptions = {}) =>
  Type.String({ minLength: 1, maxLength, pattern: '^[^\\u0000-\\u001f\\u007f]*$', ...more })

/** `per_` and 26 digits; others are not looked up. */
export const Id = (prefix: string) =>
  Type.String({ pattern: `^${prefix}_[0-9a-z]{26}$`, description: `Identifier that begins with ${prefix}_` })

/** Times are epoch milliseconds in rows and ISO 8601 in the interface. */
export const Time = Type.String({ description: 'ISO 8601, UTC' })
export const MaybeTime = Type.Union([Time, Type.Null()])

export const timeText = (ms: number): string => new Date(ms).toISOString()
export const maybeTime = (ms: number | undefined): string | null => (ms === undefined ? null : timeText(ms))

/** Something with a page of its own, by id and by what people call it. */
export const Name = Type.Object({ id: Type.String(), name: Type.String() }, { additionalProperties: false })

/** 204: done, and there is nothing to say. */
export const Nothing = Type.Null({ description: 'Done' })
