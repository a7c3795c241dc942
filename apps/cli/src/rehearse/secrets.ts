/** Shorter values are words such as "1" or "debug": they would blank half of what a client says. */
const leastSecretChars = 6

/** Queries carry tokens, and so do names before an @. */
const addressSecrets: readonly (readonly [RegExp, string])[] = [
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/?#@"'<>]*@/gi, '$1'],
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s?#"'<>]*)[?#][^\s"'<>]*/gi, '$1'],
  // A request line, as clients print it that are asked to be verbose.
  [/(\b[A-Z]{3,7} \/[^\s?]*)\?\S*/g, '$1'],
]

// The tail that is kept of an output may begin or end within a key.
const begin = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----/
const end = /-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----/
const wholeKey = new RegExp(`${begin.source}[\\s\\S]*?(?:${end.source}|$)`, 'g')
const cutKey = new RegExp(`^[\\s\\S]*?${end.source}`)
const noKey = '(private key left out)'

/** What of a client's own words must be in no report: private keys, values of its variables, queries of addresses. */
export function withoutSecrets(
  text: string,
  variables: Readonly<Record<string, string>>,
  open: readonly string[],
): string {
  const values = Object.entries(variables)
    .filter(([, value]) => value.trim().length >= leastSecretChars && !open.includes(value))
    .toSorted(([, a], [, b]) => b.length - a.length)
  const keyless = text.replace(wholeKey, noKey).replace(cutKey, noKey)
  const blanked = values.reduce(
    (said, [name, value]) => said.replaceAll(value.trim(), () => `$${name}`),
    keyless,
  )
  return addressSecrets.reduce((said, [pattern, kept]) => said.replace(pattern, kept), blanked)
}
