/** Values of JSON. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json | undefined }

const isList = (value: object): value is readonly Json[] => Array.isArray(value)

/** Sorted by UTF-16 code units, as RFC 8785 section 3.2.3 asks. */
function membersOf(value: { readonly [key: string]: Json | undefined }): string[] {
  const members: string[] = []
  for (const key of Object.keys(value).sort()) {
    const member = value[key]
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${canonicalJson(member)}`)
  }
  return members
}

/**
 * One text for one value (RFC 8785): keys sorted, no spaces, members that are `undefined` left out. Throws on
 * numbers that JSON cannot write.
 */
export function canonicalJson(value: Json): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`${value} is no JSON`)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`
  return `{${membersOf(value).join(',')}}`
}
