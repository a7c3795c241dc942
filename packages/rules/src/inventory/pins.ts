import type { CertificateObject, Finding, PinObject, PinTarget, PublicKeyObject } from '@foreseen/facts'
import { type Certificate, type Crypto, type DigestAlgorithm, hex } from '@foreseen/x509'
import { subjectOf } from './certificates.ts'
import { placesOf } from './keys.ts'
import { compareText, groupBy } from './order.ts'

type PinFinding = Extract<Finding, { type: 'pin' }>
type PinDigest = PinFinding['digestAlgorithm']

/** A certificate that a pin may be of, with where it is known from. */
export interface Candidate {
  readonly certificate: Certificate
  readonly source: PinTarget['source']
  /** What the inventory says about it already; `undefined` for certificates from elsewhere. */
  readonly object: CertificateObject | undefined
}

export interface Resolver {
  resolve(algorithm: PinDigest, digest: string, target: PinFinding['target']): readonly PinTarget[]
}

interface Entry {
  readonly by: PinTarget['by']
  readonly target: PinTarget
}

const digestHex = (crypto: Crypto, algorithm: DigestAlgorithm, bytes: Uint8Array): string =>
  hex(crypto.digest(algorithm, bytes))

/** What a pin of the candidate leads to; nothing is hashed again that the inventory knows by its digest. */
function targetOf({ certificate, source, object }: Candidate, crypto: Crypto) {
  const { der, publicKey } = certificate
  return {
    source,
    sha256: object?.sha256 ?? digestHex(crypto, 'sha256', der),
    spkiSha256: object?.spkiSha256 ?? digestHex(crypto, 'sha256', publicKey.der),
    subject: object?.subject ?? subjectOf(certificate),
  }
}

/** By source, then SHA-256. */
export function compareTargets(a: PinTarget, b: PinTarget): number {
  return (
    compareText(a.source, b.source) || compareText(a.sha256 ?? '', b.sha256 ?? '') || compareText(a.by, b.by)
  )
}

/** Digests of everything known, made per algorithm when the first pin of it asks. */
export function pinResolver(
  candidates: readonly Candidate[],
  keys: readonly PublicKeyObject[],
  crypto: Crypto,
): Resolver {
  const tables = new Map<PinDigest, Map<string, Entry[]>>()
  const build = (algorithm: PinDigest): Map<string, Entry[]> => {
    const table = new Map<string, Entry[]>()
    const add = (digest: string, target: PinTarget): void => {
      table.set(digest, [...(table.get(digest) ?? []), { by: target.by, target }])
    }
    for (const candidate of candidates) {
      const { der, publicKey } = candidate.certificate
      const target = targetOf(candidate, crypto)
      const isSha256 = algorithm === 'sha256'
      const ofKey = isSha256 ? target.spkiSha256 : digestHex(crypto, algorithm, publicKey.der)
      const ofAll = isSha256 ? target.sha256 : digestHex(crypto, algorithm, der)
      add(ofKey, { by: 'spki', ...target })
      add(ofAll, { by: 'certificate', ...target })
    }
    for (const key of keys) {
      const found = key.occurrences.find(place => place.finding.type === 'public-key')?.finding
      if (found?.type !== 'public-key') continue
      const target = {
        source: 'found',
        sha256: undefined,
        spkiSha256: key.spkiSha256,
        subject: 'public key',
      } as const
      add(digestHex(crypto, algorithm, found.spki), { by: 'spki', ...target })
    }
    return table
  }
  return {
    resolve(algorithm, digest, target) {
      const table = tables.get(algorithm) ?? build(algorithm)
      tables.set(algorithm, table)
      const entries = (table.get(digest) ?? []).filter(entry => target === 'unknown' || entry.by === target)
      const unique = new Map(
        entries.map(entry => [`${entry.by} ${entry.target.sha256} ${entry.target.source}`, entry]),
      )
      return [...unique.values()].map(entry => entry.target).sort(compareTargets)
    },
  }
}

/** One object per algorithm and digest; what several forms write the same is one pin at several places. */
export function collectPins(
  findings: readonly Finding[],
  resolver: Resolver,
  releasePath: string,
): PinObject[] {
  const found = findings.filter(finding => finding.type === 'pin')
  return [...groupBy(found, pin => `${pin.digestAlgorithm}:${pin.digest}`).values()].flatMap(places => {
    const first = places[0]
    if (first === undefined) return []
    const targets = new Set(places.map(place => place.target))
    const target = targets.size === 1 ? first.target : 'unknown'
    const resolvedTo = resolver.resolve(first.digestAlgorithm, first.digest, target)
    const kind = resolvedTo.length > 0 ? 'pin-resolved' : 'pin-unresolved'
    return [
      {
        type: 'pin',
        digestAlgorithm: first.digestAlgorithm,
        digest: first.digest,
        resolvedTo,
        ...placesOf(places, () => kind, releasePath),
      },
    ]
  })
}

/** Candidates of an inventory: what was found, bundles included. */
export function foundCandidates(certificates: readonly CertificateObject[]): Candidate[] {
  return certificates.map(object => ({ certificate: object.certificate, source: 'found', object }))
}
