import type { Finding, Inventory, Observation } from '@foreseen/facts'
import { type Crypto, parseCertificate } from '@foreseen/x509'
import { collectBundles } from './bundles.ts'
import { type CertificateReader, collectCertificates } from './certificates.ts'
import { collectOthers, collectPrivateKeys, collectPublicKeys, privateKeyPlaces } from './keys.ts'
import { sortFindings } from './order.ts'
import { type Candidate, collectPins, foundCandidates, pinResolver } from './pins.ts'

export interface InventoryOptions {
  readonly crypto: Crypto
  readonly nowMs: number
  /** Path of the release as given; folder names above it say nothing about fixtures. '' when absent. */
  readonly releasePath?: string
  /** What endpoints serve: pins are resolved to it too. */
  readonly observations?: readonly Observation[]
  /** DER certificates found elsewhere (other releases), for pins only. */
  readonly known?: readonly Uint8Array[]
  /** Reads certificates in place of `parseCertificate`: one that remembers them, where many releases share them. */
  readonly read?: CertificateReader
}

function readCandidates(ders: readonly Uint8Array[], source: Candidate['source']): Candidate[] {
  return ders.flatMap(der => {
    const parsed = parseCertificate(der)
    return parsed.ok ? [{ certificate: parsed.value, source, object: undefined }] : []
  })
}

function observedDers(observations: readonly Observation[]): Uint8Array[] {
  return observations.flatMap(({ outcome }) =>
    outcome.state === 'served' ? outcome.chain.map(link => link.der) : [],
  )
}

/**
 * What one release holds: one object per SHA-256 of DER and per SPKI with all its places, pins resolved
 * against everything found or observed, public bundles as one record each. The order of the findings
 * does not matter. Bad bytes are values: a certificate that does not parse stands under `others`.
 */
export function buildInventory(findings: readonly Finding[], options: InventoryOptions): Inventory {
  const { crypto, nowMs, releasePath = '', observations = [], known = [] } = options
  const sorted = sortFindings(findings)
  const context = { crypto, nowMs, releasePath, privateKeys: privateKeyPlaces(sorted), read: options.read }
  const { certificates: all, unread } = collectCertificates(sorted, context)
  const { bundles, outside } = collectBundles(all, crypto)
  const publicKeys = collectPublicKeys(sorted, releasePath)
  const candidates = [
    ...foundCandidates(all),
    ...readCandidates(known, 'found'),
    ...readCandidates(observedDers(observations), 'observed'),
  ]
  return {
    certificates: outside,
    publicKeys,
    privateKeys: collectPrivateKeys(sorted, all, releasePath),
    pins: collectPins(sorted, pinResolver(candidates, publicKeys, crypto), releasePath),
    others: collectOthers(sorted, unread, releasePath),
    bundles,
  }
}
