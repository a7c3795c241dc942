import type { FindingRecord } from '@foreseen/facts'
import { isFixturePath } from './fixture.ts'
import { groupBy, levelOf } from './order.ts'

type Placed = Pick<FindingRecord, 'path' | 'kind' | 'level' | 'type' | 'sha256' | 'spkiSha256' | 'digest'>

/** Folders above the first member that all paths share, each with those above it, and the file if it is one. */
function sharedRoots(paths: readonly string[]): string[] {
  const files = new Set(paths.map(path => path.split('!')[0] ?? ''))
  const [first, ...rest] = [...files].map(file => file.split(/(?<=[/\\])/))
  if (first === undefined) return ['']
  const shared = rest.reduce((length, parts) => {
    const differs = parts.findIndex((part, index) => part !== first[index])
    return Math.min(length, differs < 0 ? parts.length : differs)
  }, first.length)
  return Array.from({ length: shared + 1 }, (_, length) => first.slice(0, length).join(''))
}

const objectOf = ({ type, sha256, spkiSha256, digest, path }: Placed): string =>
  `${type} ${sha256 ?? spkiSha256 ?? digest ?? path}`

/**
 * The path of a release, below which folder names may say "test" and which sentences leave away, from the records of
 * its scan: a scan does not tell it. Whoever scanned knew it, and a level that was not lowered says that its object is
 * no fixture: of the folders that all paths share, the first that agrees with that decides what is a fixture, and the
 * longest that decides the same is the path.
 */
export function decideReleasePath(records: readonly Placed[]): string {
  const roots = sharedRoots(records.map(({ path }) => path))
  const live = [...groupBy(records, objectOf).values()].filter(
    places =>
      places.some(({ kind }) => levelOf(kind, undefined) !== levelOf(kind, 'path')) &&
      places.every(({ kind, level }) => level === levelOf(kind, undefined)),
  )
  const agrees = (root: string): boolean =>
    live.every(places => places.some(({ path }) => !isFixturePath(path, root)))
  const decides = (root: string): string =>
    records.map(({ path }) => (isFixturePath(path, root) ? '1' : '0')).join('')
  const first = roots.find(agrees)
  if (first === undefined) return roots.at(-1) ?? ''
  const decided = decides(first)
  return roots.findLast(root => root.length >= first.length && decides(root) === decided) ?? first
}
