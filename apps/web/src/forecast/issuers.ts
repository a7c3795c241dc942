/** Authorities that are known from releases and chains: who may be said to issue next. */
import {
  type Certificate,
  type Crypto,
  commonName,
  formatName,
  hex,
  parseCertificate,
  positionOf,
} from '@foreseen/x509'
import type { AssumedIssuer } from './assumed.ts'

export interface Authority {
  readonly sha256: string
  readonly spkiSha256: string
  readonly certificate: Certificate
  readonly isRoot: boolean
}

/** Each certificate once, those that may issue; what does not parse is none. */
export function authoritiesOf(ders: readonly Uint8Array[], crypto: Crypto): Authority[] {
  const found = new Map<string, Authority>()
  const seen = new Set<string>()
  for (const der of ders) {
    const sha256 = hex(crypto.digest('sha256', der))
    if (seen.has(sha256)) continue
    seen.add(sha256)
    const parsed = parseCertificate(der)
    if (!parsed.ok) continue
    const position = positionOf(parsed.value, crypto)
    if (position !== 'root' && position !== 'intermediate') continue
    const spkiSha256 = hex(crypto.digest('sha256', parsed.value.publicKey.der))
    found.set(sha256, { sha256, spkiSha256, certificate: parsed.value, isRoot: position === 'root' })
  }
  return [...found.values()]
}

const nameOf = ({ subject, serial }: Certificate): string =>
  commonName(subject) || formatName(subject) || `serial ${serial}`

/** For a list of choices: by name, roots after intermediates. */
export const issuersOf = (authorities: readonly Authority[]): AssumedIssuer[] =>
  authorities
    .map(({ sha256, certificate, isRoot }) => ({ sha256, name: nameOf(certificate), isRoot }))
    .sort((a, b) => Number(a.isRoot) - Number(b.isRoot) || a.name.localeCompare(b.name, 'en'))
