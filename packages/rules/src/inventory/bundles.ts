import type { Bundle, CertificateObject, Occurrence } from '@foreseen/facts'
import { type Crypto, hex } from '@foreseen/x509'
import { fixtureOf } from './fixture.ts'
import { compareText, groupBy } from './order.ts'

/** Fewer roots than this are somebody's choice, worth a line each; the smallest public bundles hold dozens. */
const minRoots = 10

/**
 * Bytes between two roots of one compiled bundle: the largest root is some 2 kB DER or 3 kB PEM, plus
 * names and trust records. A root farther away in the same file was put there on its own.
 */
const maxGapBytes = 32_768

interface Place {
  readonly object: CertificateObject
  readonly occurrence: Occurrence
}

interface Cluster {
  readonly path: string
  readonly places: readonly Place[]
}

const isAuthority = (object: CertificateObject): boolean =>
  object.position === 'root' || object.position === 'intermediate'

/** Places in one file that lie close together, in order. */
function splitByGap(places: readonly Place[]): Place[][] {
  const runs: Place[][] = []
  let end = Number.NEGATIVE_INFINITY
  for (const place of [...places].sort(
    (a, b) => a.occurrence.finding.at.offset - b.occurrence.finding.at.offset,
  )) {
    const { offset, lengthBytes } = place.occurrence.finding.at
    const run = runs.at(-1)
    if (run === undefined || offset - end > maxGapBytes) runs.push([place])
    else run.push(place)
    end = Math.max(end, offset + lengthBytes)
  }
  return runs
}

function countRoots(places: readonly Place[]): number {
  return new Set(places.filter(({ object }) => object.position === 'root').map(({ object }) => object.sha256))
    .size
}

const folderOf = (path: string): string =>
  path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('!'), 0))

/** Files with many roots, then folders with many files of one root each (hash-named stores and their like). */
function findClusters(places: readonly Place[]): Cluster[] {
  const clusters: Cluster[] = []
  const single: Place[] = []
  for (const [path, inFile] of groupBy(places, place => place.occurrence.finding.at.path)) {
    const runs = splitByGap(inFile)
    const large = runs.filter(run => countRoots(run) >= minRoots)
    if (large.length > 0) clusters.push({ path, places: large.flat() })
    else if (inFile.length <= 2) single.push(...inFile)
  }
  for (const [path, inFolder] of groupBy(single, place => folderOf(place.occurrence.finding.at.path))) {
    if (countRoots(inFolder) >= minRoots) clusters.push({ path, places: inFolder })
  }
  return clusters.sort((a, b) => compareText(a.path, b.path))
}

function describeBundle(cluster: Cluster, crypto: Crypto): Bundle | undefined {
  const byHash = groupBy(cluster.places, place => place.object.sha256)
  const members = [...byHash.values()].flatMap(places => {
    const object = places[0]?.object
    return object === undefined ? [] : [{ ...object, occurrences: places.map(place => place.occurrence) }]
  })
  members.sort((a, b) => compareText(a.sha256, b.sha256))
  const dated = members.filter(member => !Number.isNaN(member.certificate.notBeforeMs))
  const newest =
    dated.toSorted((a, b) => b.certificate.notBeforeMs - a.certificate.notBeforeMs)[0] ?? members[0]
  if (newest === undefined) return undefined
  const list = new TextEncoder().encode(members.map(member => member.sha256).join('\n'))
  return {
    path: cluster.path,
    kind: 'public-bundle',
    fixture: fixtureOf(
      cluster.places.map(place => (place.occurrence.fixture === 'path' ? 'path' : undefined)),
    ),
    members,
    count: members.length,
    expired: members.filter(member => member.expired),
    newest,
    sha256: hex(crypto.digest('sha256', list)),
  }
}

/** Bundles, and the certificates that also or only stand outside of them, with those places only. */
export function collectBundles(
  certificates: readonly CertificateObject[],
  crypto: Crypto,
): { readonly bundles: Bundle[]; readonly outside: CertificateObject[] } {
  const places = certificates
    .filter(isAuthority)
    .flatMap(object => object.occurrences.map(occurrence => ({ object, occurrence })))
    .filter(({ occurrence }) => occurrence.kind !== 'file-signature')
  const clusters = findClusters(places)
  const inside = new Set(clusters.flatMap(cluster => cluster.places.map(place => place.occurrence)))
  const outside = certificates.flatMap(object => {
    const occurrences = object.occurrences.filter(occurrence => !inside.has(occurrence))
    if (occurrences.length === object.occurrences.length) return [object]
    return occurrences.length === 0
      ? []
      : [{ ...object, occurrences, fixture: fixtureOf(occurrences.map(o => o.fixture)) }]
  })
  const bundles = clusters.flatMap(cluster => {
    const bundle = describeBundle(cluster, crypto)
    return bundle === undefined ? [] : [bundle]
  })
  return { bundles, outside }
}
