import { failure } from './deviations.ts'
import type { PrivateKey } from './key-shape.ts'
import { parseOpensshKey } from './openssh-key.ts'
import type { PemBlock } from './pem.ts'
import { parsePrivateKey } from './private-key.ts'
import type { Parsed } from './problem.ts'

const KIND_OF_LABEL: Readonly<Record<string, PrivateKey['kind']>> = {
  'RSA PRIVATE KEY': 'rsa',
  'EC PRIVATE KEY': 'ec',
  'DSA PRIVATE KEY': 'dsa',
}

/** OpenSSL's old encryption of a PEM body (RFC 1421 headers): the cipher is in DEK-Info, the key is one MD5. */
function sealedByHeaders(block: PemBlock): PrivateKey | undefined {
  const header = (name: string) => block.headers.find(candidate => candidate.name === name)?.value ?? ''
  if (!header('Proc-Type').endsWith('ENCRYPTED')) return undefined
  const cipher = header('DEK-Info').split(',')[0]?.toLowerCase() || 'unknown cipher'
  return {
    format: 'pem-encrypted',
    kind: KIND_OF_LABEL[block.label] ?? 'unknown',
    sizeBits: 0,
    curve: '',
    encrypted: true,
    sealing: `${cipher}, MD5 1 round`,
    spki: undefined,
    lengthBytes: block.der.length,
  }
}

/** Reads the private key of an armoured block of any label. Errors: `x509-not-private-key`, `x509-not-openssh-key`, `x509-pem-body`. */
export function readPemKey(block: PemBlock): Parsed<PrivateKey> {
  if (block.problems.length > 0) return { ok: false, problems: block.problems }
  const sealed = sealedByHeaders(block)
  if (sealed) return { ok: true, value: sealed, problems: [] }
  if (!block.label.endsWith('PRIVATE KEY')) {
    return failure('x509-not-private-key', 0, 'The block does not say that it is a private key.')
  }
  return block.label === 'OPENSSH PRIVATE KEY' ? parseOpensshKey(block.der) : parsePrivateKey(block.der)
}
