import type { Filters } from './route.ts'

/** The query of an address as texts: the router would read numbers and JSON into them. */
export const parseSearch = (text: string): Filters =>
  Object.fromEntries([...new URLSearchParams(text)].slice(0, 50))

export function stringifySearch(values: Readonly<Record<string, unknown>>): string {
  const texts = Object.entries(values).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '',
  )
  const text = new URLSearchParams(texts).toString()
  return text === '' ? '' : `?${text}`
}
