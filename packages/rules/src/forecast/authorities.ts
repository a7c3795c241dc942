import type { CertificateObject, Inventory } from '@foreseen/facts'
import type { Certificate, Name } from '@foreseen/x509'
import type { Chain } from './chain.ts'

/** What is asked of a known authority. */
export type KnownAuthority = Pick<CertificateObject, 'certificate' | 'position' | 'sha256' | 'spkiSha256'>

/** Known authorities by the octets of their names, so that a chain meets its few without a look at all. */
export interface AuthorityIndex {
  readonly bySubject: ReadonlyMap<string, readonly KnownAuthority[]>
}

const latin1 = new TextDecoder('latin1')

// Both are asked for again and again of the same few certificates; the texts are long and their hashes kept.
const names = new WeakMap<Name, string>()
const ids = new WeakMap<Certificate, string>()

function nameOf(name: Name): string {
  const text = names.get(name) ?? latin1.decode(name.der)
  names.set(name, text)
  return text
}

/** An authority is a name and a key, whatever certificate carries them. */
export function authorityId(certificate: Certificate): string {
  const id =
    ids.get(certificate) ?? `${nameOf(certificate.subject)}|${latin1.decode(certificate.publicKey.der)}`
  ids.set(certificate, id)
  return id
}

/** Everything of a release that may be a link or an anchor, bundles included. */
export function authoritiesOf(inventory: Inventory): CertificateObject[] {
  const all = [...inventory.certificates, ...inventory.bundles.flatMap(bundle => bundle.members)]
  return all.filter(object => object.position === 'root' || object.position === 'intermediate')
}

/** An index that certificates are added to and taken from; each counts as often as it was added. */
export interface GrowingIndex extends AuthorityIndex {
  readonly bySubject: Map<string, KnownAuthority[]>
  readonly counts: Map<string, number>
}

export const emptyIndex = (): GrowingIndex => ({ bySubject: new Map(), counts: new Map() })

/** Equal certificates stand in the index once. */
export function addAuthority({ bySubject, counts }: GrowingIndex, object: KnownAuthority): void {
  const count = counts.get(object.sha256) ?? 0
  counts.set(object.sha256, count + 1)
  if (count > 0) return
  const name = nameOf(object.certificate.subject)
  const namesakes = bySubject.get(name)
  if (namesakes === undefined) bySubject.set(name, [object])
  else namesakes.push(object)
}

export function dropAuthority({ bySubject, counts }: GrowingIndex, object: KnownAuthority): void {
  const count = (counts.get(object.sha256) ?? 0) - 1
  if (count > 0) {
    counts.set(object.sha256, count)
    return
  }
  counts.delete(object.sha256)
  const name = nameOf(object.certificate.subject)
  const left = (bySubject.get(name) ?? []).filter(({ sha256 }) => sha256 !== object.sha256)
  if (left.length > 0) bySubject.set(name, left)
  else bySubject.delete(name)
}

/** All at once. */
export function indexAuthorities(known: Iterable<KnownAuthority>): AuthorityIndex {
  const index = emptyIndex()
  for (const object of known) addAuthority(index, object)
  return index
}

/** Known authorities that the chain leads to by name, step by step: the few worth a signature check. */
export function nearChain(chain: Chain, { bySubject }: AuthorityIndex): KnownAuthority[] {
  const wanted = new Set(chain.links.map(link => nameOf(link.certificate.issuer)))
  const found: KnownAuthority[] = []
  // A set tells its later members too: the walk ends when no new name turns up.
  for (const name of wanted) {
    for (const object of bySubject.get(name) ?? []) {
      found.push(object)
      wanted.add(nameOf(object.certificate.issuer))
    }
  }
  return found
}
