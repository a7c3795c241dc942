import type { Name } from './certificate-shape.ts'
import { failure, note } from './deviations.ts'
import { type Element, isTag, readChildren, readElement, TAG } from './element.ts'
import { readName } from './name.ts'
import type { Parsed, Problem } from './problem.ts'
import { skipElement } from './skip.ts'
import { readTime } from './validity.ts'

/** A certificate revocation list (RFC 5280 section 5): whose, from when, how many entries. */
export interface RevocationList {
  readonly issuer: Name
  readonly thisUpdateMs: number
  /** NaN when absent or unreadable. */
  readonly nextUpdateMs: number
  readonly entryCount: number
  readonly lengthBytes: number
}

const isTime = (element: Element | undefined): element is Element =>
  element !== undefined && element.tagClass === 0 && (element.tag === 23 || element.tag === 24)

/** Lists have millions of entries: they are stepped over, not read. */
function countEntries(bytes: Uint8Array, list: Element | undefined): number {
  let count = 0
  let at = list?.contentStart ?? 0
  const end = list?.contentEnd ?? 0
  while (at >= 0 && at < end) {
    at = skipElement(bytes, at, end)
    if (at >= 0) count++
  }
  return count
}

/** Reads the certificate revocation list at the start of `bytes`. Errors: `x509-not-revocation-list`. */
export function parseRevocationList(bytes: Uint8Array): Parsed<RevocationList> {
  const refused = failure(
    'x509-not-revocation-list',
    0,
    'The bytes do not have the structure of a revocation list.',
  )
  const outer = readElement(bytes, 0, bytes.length)
  const [tbs, algorithm, signature] =
    (isTag(bytes, outer, TAG.sequence) && readChildren(bytes, outer, 3)) || []
  if (!outer || !isTag(bytes, tbs, TAG.sequence) || !isTag(bytes, algorithm, TAG.sequence)) return refused
  if (!isTag(bytes, signature, TAG.bitString)) return refused
  const all = readChildren(bytes, tbs, 8) ?? []
  const [inner, issuer, thisUpdate, ...rest] = isTag(bytes, all[0], TAG.integer) ? all.slice(1) : all
  if (!isTag(bytes, inner, TAG.sequence) || !isTag(bytes, issuer, TAG.sequence) || !isTime(thisUpdate))
    return refused
  const problems: Problem[] = []
  const nextUpdate = isTime(rest[0]) ? rest[0] : undefined
  const entries = rest[nextUpdate ? 1 : 0]
  const value = {
    issuer: readName(bytes, issuer, problems),
    thisUpdateMs: readTime(bytes, thisUpdate, problems),
    nextUpdateMs: nextUpdate ? readTime(bytes, nextUpdate, problems) : Number.NaN,
    entryCount: isTag(bytes, entries, TAG.sequence) ? countEntries(bytes, entries) : 0,
    lengthBytes: outer.end,
  }
  if (outer.end < bytes.length)
    note(problems, 'x509-trailing-bytes', outer.end, 'Bytes follow the revocation list.')
  return { ok: true, value, problems }
}
