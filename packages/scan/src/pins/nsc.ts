import { base64Digest, type Digest } from './digest.ts'
import { dayMs } from './pin-catch.ts'

/** One `<pin>` of a network security configuration; offsets count from the start of the text. */
export interface NscPin {
  readonly digest: Digest
  readonly start: number
  readonly end: number
}

/** A `<pin-set>` with the domains it is for and the day it ends (fail-open), NaN when it has none. */
export interface PinSet {
  readonly pins: readonly NscPin[]
  readonly hosts: readonly string[]
  readonly expiresMs: number
}

const MAX_PINS = 1000

/** Domains of the `<domain-config>` around `at`: those written in it before another begins. */
function domainsAround(text: string, at: number): string[] {
  const from = text.lastIndexOf('<domain-config', at)
  if (from < 0) return []
  const ends = ['</domain-config>', '<domain-config']
    .map(mark => text.indexOf(mark, at))
    .filter(end => end >= 0)
  const part = text.slice(from, Math.min(text.length, ...ends))
  const domains = [...part.matchAll(/<domain\b[^>]{0,200}>([^<]{1,253})<\/domain>/g)]
  return domains.map(([tag, name = '']) => {
    const wide = /includeSubdomains\s{0,4}=\s{0,4}["']true["']/.test(tag)
    return wide ? `**.${name.trim()}` : name.trim()
  })
}

/** Reads the pin set whose `<pin-set` stands at `at`; `undefined` in a comment or without an end. */
export function readPinSet(text: string, at: number): PinSet | undefined {
  const close = text.indexOf('</pin-set>', at)
  if (close < 0 || text.lastIndexOf('<!--', at) > text.lastIndexOf('-->', at)) return undefined
  const part = text.slice(at, close)
  const tag = part.slice(0, part.indexOf('>') + 1)
  const pins: NscPin[] = []
  const comments = [...part.matchAll(/<!--/g)].map(
    ({ index }) => [index, part.indexOf('-->', index)] as const,
  )
  for (const match of part.matchAll(/<pin\b[^>]{0,100}>([^<]{20,100})<\/pin>/g)) {
    const hidden = comments.some(([from, to]) => from < match.index && (to < 0 || to > match.index))
    const digest = hidden || pins.length === MAX_PINS ? undefined : base64Digest(match[1] ?? '')
    if (digest) pins.push({ digest, start: at + match.index, end: at + match.index + match[0].length })
  }
  const expiration = /expiration\s{0,4}=\s{0,4}["']([^"']{1,40})["']/.exec(tag)?.[1]
  return { pins, hosts: domainsAround(text, at), expiresMs: dayMs(expiration) }
}
