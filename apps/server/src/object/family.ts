/** Which certificates, keys and pins belong to one family. Decided from bytes; nothing is looked up here. */
import type { ShownRelation } from '@foreseen/facts'
import { type Certificate, type CertificateFacts, type Crypto, verifyIssued } from '@foreseen/x509'

/** One object that may be a relative. */
export interface Kin {
  readonly id: number
  readonly type: string
  readonly subject: string
  readonly sha256: string | undefined
  readonly spkiSha256: string | undefined
  /** Of a pin. */
  readonly digest: string | undefined
  /** Everything that a pin may be a digest of: of the whole and of its key, in each algorithm. */
  readonly digests: readonly string[]
  readonly notBeforeMs: number
  readonly notAfterMs: number
  /** `undefined` where the bytes are not known. */
  readonly certificate: { readonly parsed: Certificate; readonly facts: CertificateFacts } | undefined
}

export interface Relation {
  readonly from: number
  readonly to: number
  readonly relation: ShownRelation
}

/** Signatures checked for one family: at 0.1 ms each, less than anybody waits for. */
const mostVerified = 1000

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, at) => byte === b[at])

/** Who could have signed whom, by names and key identifiers, which cost nothing to compare. */
function mayHaveIssued(issuer: Kin, child: Kin): boolean {
  if (issuer.certificate === undefined || child.certificate === undefined || issuer.id === child.id)
    return false
  if (!sameBytes(issuer.certificate.parsed.subject.der, child.certificate.parsed.issuer.der)) return false
  const { authorityKeyId } = child.certificate.facts
  const { subjectKeyId } = issuer.certificate.facts
  return authorityKeyId === undefined || subjectKeyId === undefined || authorityKeyId === subjectKeyId
}

/** Issuers by name, key identifier and signature. A root that was renewed with its key has signed its successor too. */
function issuedRelations(kin: readonly Kin[], crypto: Crypto): Relation[] {
  const found: Relation[] = []
  let verified = 0
  for (const child of kin) {
    for (const issuer of kin) {
      if (!mayHaveIssued(issuer, child) || verified >= mostVerified) continue
      if (issuer.subject === child.subject && issuer.spkiSha256 === child.spkiSha256) continue
      verified++
      const [by, of] = [issuer.certificate?.parsed, child.certificate?.parsed]
      if (by === undefined || of === undefined || verifyIssued(of, by, crypto) !== 'valid') continue
      found.push({ from: issuer.id, to: child.id, relation: 'issued' })
    }
  }
  return found
}

const nameOf = ({ parsed }: { readonly parsed: Certificate }): string =>
  Buffer.from(parsed.issuer.der).toString('base64')

/** The same hosts, or one certificate's hosts among the other's: a name may be added at a renewal. */
function sameHosts(a: Kin, b: Kin): boolean {
  const [few, many] = [a, b]
    .map(({ certificate }) => new Set(certificate?.facts.dnsNames ?? []))
    .sort((one, other) => one.size - other.size)
  return few !== undefined && many !== undefined && few.size > 0 && [...few].every(host => many.has(host))
}

/** A certificate that follows another begins at least so much later: two keys at once are no renewal. */
const apartMs = 3_600_000

function follows(newer: Kin, older: Kin): boolean {
  if (newer.notBeforeMs < older.notBeforeMs + apartMs || newer.notAfterMs <= older.notAfterMs) return false
  if (newer.certificate?.facts.isCa !== older.certificate?.facts.isCa) return false
  const sameName = newer.subject !== '' && newer.subject === older.subject
  return sameName || (newer.certificate?.facts.isCa !== true && sameHosts(newer, older))
}

/** Each certificate and the one that it follows most closely. */
function renewals(certificates: readonly Kin[]): Relation[] {
  return certificates.flatMap((newer): Relation[] => {
    const [before] = certificates
      .filter(older => follows(newer, older) && !isCrossSign(newer, older))
      .sort((a, b) => b.notBeforeMs - a.notBeforeMs || b.id - a.id)
    return before === undefined ? [] : [{ from: before.id, to: newer.id, relation: 'renewed-by' }]
  })
}

const sameKey = (a: Kin, b: Kin): boolean => a.spkiSha256 !== undefined && a.spkiSha256 === b.spkiSha256

/** One name and one key under two issuers. */
function isCrossSign(a: Kin, b: Kin): boolean {
  if (!sameKey(a, b) || a.subject !== b.subject || a.subject === '') return false
  return (
    a.certificate !== undefined &&
    b.certificate !== undefined &&
    nameOf(a.certificate) !== nameOf(b.certificate)
  )
}

function keyRelations(kin: readonly Kin[]): Relation[] {
  const held = kin.filter(({ type }) => type !== 'pin')
  return held.flatMap((first, at) =>
    held.slice(at + 1).flatMap((second): Relation[] => {
      if (!sameKey(first, second)) return []
      const [from, to] = first.notBeforeMs <= second.notBeforeMs ? [first, second] : [second, first]
      if (isCrossSign(first, second)) return [{ from: from.id, to: to.id, relation: 'cross-signed' }]
      const renewed = follows(first, second) || follows(second, first)
      return renewed ? [] : [{ from: from.id, to: to.id, relation: 'same-key' }]
    }),
  )
}

const pinRelations = (kin: readonly Kin[]): Relation[] =>
  kin.flatMap(({ id: to, digest }) =>
    digest === undefined
      ? []
      : kin
          .filter(({ digests }) => digests.includes(digest))
          .map(({ id: from }): Relation => ({ from, to, relation: 'pinned-by' })),
  )

/** All relations among the kin. Signatures are verified; what cannot be verified is not said. */
export function decideRelations(kin: readonly Kin[], crypto: Crypto): readonly Relation[] {
  const certificates = kin.filter(({ type }) => type === 'certificate')
  return [
    ...issuedRelations(certificates, crypto),
    ...renewals(certificates),
    ...keyRelations(kin),
    ...pinRelations(kin),
  ]
}

/** Those that are related to one, near ones first; itself is the first. */
export function nearest(head: number, relations: readonly Relation[]): readonly number[] {
  const reached = new Set([head])
  for (const id of reached)
    for (const { from, to } of relations) {
      if (from === id) reached.add(to)
      if (to === id) reached.add(from)
    }
  return [...reached]
}
