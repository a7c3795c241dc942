/** Fields that change, as people read them: `support: supported -> ending`. */

type Value = string | number | boolean | null | undefined | readonly string[]

/** A day without its time, a moment with it; `null` for none. */
export const dayText = (ms: number | null | undefined): string | null =>
  ms === null || ms === undefined || Math.abs(ms) > 8.64e15
    ? null
    : new Date(ms).toISOString().replace('T00:00:00.000Z', '').replace('.000Z', 'Z')

const said = (value: Value): string => {
  if (value === null || value === undefined || value === '') return 'none'
  if (typeof value === 'object') return value.length === 0 ? 'none' : value.join(', ')
  return String(value)
}

/** One entry a field that is to be other than it is. */
export function differences(
  before: Readonly<Record<string, Value>>,
  after: Readonly<Record<string, Value>>,
): string[] {
  return Object.entries(after).flatMap(([name, wanted]) => {
    const [old, fresh] = [said(before[name]), said(wanted)]
    return old === fresh ? [] : [`${name}: ${old} -> ${fresh}`]
  })
}
