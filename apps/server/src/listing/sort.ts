import { nearest } from '@foreseen/facts'
import { Type } from 'typebox'
import { Refusal } from '../http/refusal.ts'

/** One key of an order. */
export interface SortKey<Field extends string> {
  readonly field: Field
  readonly direction: 'asc' | 'desc'
}

/** Nobody reads an order of more keys. */
const mostKeys = 4

export const sortQuery = (fields: readonly string[]) =>
  Type.Optional(
    Type.String({ maxLength: 200, description: `Comma-separated, "-" for descending: ${fields.join(', ')}` }),
  )

/** `name,-created` as keys. Errors: `server-invalid`. */
export function parseSort<Field extends string>(
  text: string | undefined,
  fields: readonly Field[],
  usual: readonly SortKey<Field>[],
): readonly SortKey<Field>[] {
  if (text === undefined) return usual
  const keys = text.split(',').map(part => keyOf(part.trim(), fields))
  if (keys.length > mostKeys || new Set(keys.map(({ field }) => field)).size !== keys.length)
    throw refusal(`At most ${mostKeys} different fields make an order.`)
  return keys
}

function keyOf<Field extends string>(part: string, fields: readonly Field[]): SortKey<Field> {
  const name = part.replace(/^-/, '')
  const field = fields.find(field => field === name)
  if (field !== undefined) return { field, direction: part.startsWith('-') ? 'desc' : 'asc' }
  const near = nearest(name, fields)
  throw refusal(
    `It must be one of: ${fields.join(', ')}.${near === undefined ? '' : ` Did you mean ${near}?`}`,
  )
}

const refusal = (detail: string): Refusal =>
  new Refusal('server-invalid', 'One part of the request is wrong.', {
    parts: [{ at: 'query/sort', detail }],
  })
