import type { CertificateObject, Inventory, PinObject, PinTarget } from '@foreseen/facts'
import type { Certificate, Crypto } from '@foreseen/x509'
import { subjectOf } from '../inventory/certificates.ts'
import { compareTargets } from '../inventory/pins.ts'
import { type AuthorityIndex, addAuthority, authoritiesOf, dropAuthority, emptyIndex } from './authorities.ts'
import type { Link } from './chain.ts'
import { digestsOf } from './digests.ts'

type PinDigest = PinObject['digestAlgorithm']

/** A certificate that is known from somewhere in the fleet, and how often. */
interface Entry {
  readonly target: Omit<PinTarget, 'by'>
  readonly certificate: Certificate
  count: number
}

/**
 * All certificates of a fleet, counted: chains may lead to its authorities, pins may be digests of any of them. What
 * comes and goes is added and dropped, so that a change costs what it touches.
 */
export interface KnownCertificates {
  readonly authorities: AuthorityIndex
  // Each answers with the certificates that were not known before, or are no longer.
  addRelease(inventory: Inventory): readonly Certificate[]
  dropRelease(inventory: Inventory): readonly Certificate[]
  addLinks(links: readonly Link[]): readonly Certificate[]
  dropLinks(links: readonly Link[]): readonly Certificate[]
  /** What a pin is a digest of, in the whole fleet. */
  resolve(pin: PinObject): readonly PinTarget[]
}

/** Certificates of a release, bundles included. */
const certificatesOf = (inventory: Inventory): readonly CertificateObject[] => [
  ...inventory.certificates,
  ...inventory.bundles.flatMap(({ members }) => members),
]

/** Entries by digest, one table an algorithm, made when the first pin of it asks. */
function digestTables(entries: ReadonlyMap<string, Entry>, crypto: Crypto) {
  const tables = new Map<PinDigest, Map<string, Set<Entry>>>()
  const put = (table: Map<string, Set<Entry>>, digest: string, entry: Entry): void => {
    const set = table.get(digest) ?? new Set()
    table.set(digest, set.add(entry))
  }
  const fill = (algorithm: PinDigest, table: Map<string, Set<Entry>>, entry: Entry): void => {
    const { key, whole } = digestsOf(entry.certificate, algorithm, crypto)
    put(table, key, entry)
    put(table, whole, entry)
  }
  return {
    add: (entry: Entry): void => {
      for (const [algorithm, table] of tables) fill(algorithm, table, entry)
    },
    drop: (entry: Entry): void => {
      for (const [algorithm, table] of tables) {
        const { key, whole } = digestsOf(entry.certificate, algorithm, crypto)
        table.get(key)?.delete(entry)
        table.get(whole)?.delete(entry)
      }
    },
    find: (algorithm: PinDigest, digest: string): Iterable<Entry> => {
      const known = tables.get(algorithm)
      const table = known ?? new Map<string, Set<Entry>>()
      if (known === undefined) {
        tables.set(algorithm, table)
        for (const entry of entries.values()) fill(algorithm, table, entry)
      }
      return table.get(digest) ?? []
    },
  }
}

/** What the places of a pin say that it is a digest of; `unknown` where they differ. */
function targetOf(pin: PinObject): 'spki' | 'certificate' | 'unknown' {
  const targets = new Set(
    pin.occurrences.flatMap(({ finding }) => (finding.type === 'pin' ? [finding.target] : [])),
  )
  const [first] = targets
  return targets.size === 1 && first !== undefined ? first : 'unknown'
}

/** Nothing known yet. */
export function openKnown(crypto: Crypto): KnownCertificates {
  const entries = new Map<string, Entry>()
  const tables = digestTables(entries, crypto)
  const authorities = emptyIndex()
  const add = (certificate: Certificate, target: Omit<PinTarget, 'by'>): Certificate[] => {
    const id = `${target.source} ${target.sha256}`
    const known = entries.get(id)
    if (known !== undefined) {
      known.count++
      return []
    }
    const entry = { certificate, target, count: 1 }
    entries.set(id, entry)
    tables.add(entry)
    return [certificate]
  }
  const drop = (source: PinTarget['source'], sha256: string): Certificate[] => {
    const entry = entries.get(`${source} ${sha256}`)
    if (entry === undefined || --entry.count > 0) return []
    entries.delete(`${source} ${sha256}`)
    tables.drop(entry)
    return [entry.certificate]
  }
  return {
    authorities,
    addRelease: inventory => {
      for (const object of authoritiesOf(inventory)) addAuthority(authorities, object)
      return certificatesOf(inventory).flatMap(({ certificate, sha256, spkiSha256, subject }) =>
        add(certificate, { source: 'found', sha256, spkiSha256, subject }),
      )
    },
    dropRelease: inventory => {
      for (const object of authoritiesOf(inventory)) dropAuthority(authorities, object)
      return certificatesOf(inventory).flatMap(({ sha256 }) => drop('found', sha256))
    },
    addLinks: links =>
      links.flatMap(({ certificate, sha256, spkiSha256 }) =>
        add(certificate, { source: 'observed', sha256, spkiSha256, subject: subjectOf(certificate) }),
      ),
    dropLinks: links => links.flatMap(({ sha256 }) => drop('observed', sha256)),
    resolve: pin => resolvePin(pin, tables.find(pin.digestAlgorithm, pin.digest), crypto),
  }
}

function resolvePin(pin: PinObject, entries: Iterable<Entry>, crypto: Crypto): readonly PinTarget[] {
  const wanted = targetOf(pin)
  const targets = [...pin.resolvedTo]
  const known = new Set(targets.map(({ by, sha256, source }) => `${by} ${sha256} ${source}`))
  for (const { certificate, target } of entries) {
    const { key } = digestsOf(certificate, pin.digestAlgorithm, crypto)
    const by = key === pin.digest ? 'spki' : 'certificate'
    if (wanted !== 'unknown' && wanted !== by) continue
    if (known.has(`${by} ${target.sha256} ${target.source}`)) continue
    targets.push({ by, ...target })
  }
  return targets.sort(compareTargets)
}
