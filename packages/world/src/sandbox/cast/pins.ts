import { base64, hex } from '@foreseen/x509'
import { type PlayedChain, sha256, spkiOf } from './chains.ts'

/** DER as PEM (RFC 7468). */
export function certificatePem(der: Uint8Array): string {
  const lines = base64(der).match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

/** What pins of the baseline would be, by the names that a client's arguments use. */
export function pinValues(chain: PlayedChain, root: Uint8Array | undefined): Record<string, string> {
  const [leaf, intermediate] = chain.certificates
  const values: Record<string, string> = {}
  if (leaf !== undefined) {
    values['leaf-sha256'] = hex(sha256(leaf))
    values['leaf-spki'] = base64(sha256(spkiOf(leaf)))
  }
  if (intermediate !== undefined) values['intermediate-spki'] = base64(sha256(spkiOf(intermediate)))
  if (root !== undefined) values['root-spki'] = base64(sha256(spkiOf(root)))
  return values
}

/** The same as files. */
export function pinFiles(chain: PlayedChain, root: Uint8Array | undefined): Record<string, string> {
  const [leaf, intermediate] = chain.certificates
  const files: Record<string, string> = { 'chain.pem': chain.certificates.map(certificatePem).join('') }
  if (leaf !== undefined) files['leaf.pem'] = certificatePem(leaf)
  if (intermediate !== undefined) files['intermediate.pem'] = certificatePem(intermediate)
  if (root !== undefined) files['root.pem'] = certificatePem(root)
  return files
}
