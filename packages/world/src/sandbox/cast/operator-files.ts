import { createPrivateKey, createPublicKey } from 'node:crypto'
import { open } from 'node:fs/promises'
import { type Certificate, parseCertificate, parsePrivateKey, readPem, readPemKey } from '@foreseen/x509'
import { CastError } from './cast-error.ts'
import { type SigningKey, signingKey } from './key-ring.ts'

/** Larger than any chain or key: a hundred certificates of ten kilobytes. */
const maxFileBytes = 1024 * 1024

/** More than a chain has; TLS libraries give up at ten. */
const maxChain = 32

async function readBounded(path: string): Promise<Uint8Array> {
  try {
    await using file = await open(path)
    const buffer = new Uint8Array(maxFileBytes + 1)
    let length = 0
    while (length < buffer.length) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length)
      if (bytesRead === 0) break
      length += bytesRead
    }
    if (length <= maxFileBytes) return buffer.subarray(0, length)
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    throw new CastError('materials-unreadable', `${path} cannot be read (${reason})`)
  }
  throw new CastError('materials-too-large', `${path} has more than ${maxFileBytes} bytes`)
}

/** The certificates of a PEM or DER file, in its order. Errors: `materials-*`. */
export async function readChainFile(path: string): Promise<readonly Certificate[]> {
  const bytes = await readBounded(path)
  const blocks = bytes[0] === 0x30 ? [bytes] : pemCertificates(path, bytes)
  if (blocks.length === 0)
    throw new CastError(
      'materials-no-certificate',
      `${path} holds no certificate; give the PEM chain, leaf first`,
    )
  if (blocks.length > maxChain)
    throw new CastError(
      'materials-too-large',
      `${path} holds ${blocks.length} certificates; a chain has a few, give that of one server`,
    )
  return blocks.map((der, index) => {
    const parsed = parseCertificate(der)
    if (parsed.ok) return parsed.value
    throw new CastError('materials-damaged', `certificate ${index + 1} of ${path} does not parse`)
  })
}

function pemCertificates(path: string, bytes: Uint8Array): Uint8Array[] {
  const blocks = [...readPem(bytes)].filter(({ label }) => /^(X509 |TRUSTED )?CERTIFICATE$/.test(label))
  return blocks.map((block, index) => {
    if (block.problems.length === 0) return block.der
    throw new CastError('materials-damaged', `certificate ${index + 1} of ${path} does not parse`)
  })
}

const derTypes = { pkcs1: 'pkcs1', pkcs8: 'pkcs8', sec1: 'sec1' } as const

function isDerType(format: string): format is keyof typeof derTypes {
  return format in derTypes
}

/** The private key of a PEM or DER file; nothing of its bytes gets into a message. Errors: `materials-*`. */
export async function readKeyFile(path: string): Promise<SigningKey> {
  const bytes = await readBounded(path)
  const candidates =
    bytes[0] === 0x30
      ? [{ der: bytes, parsed: parsePrivateKey(bytes) }]
      : [...readPem(bytes)]
          .filter(({ label }) => label.endsWith('PRIVATE KEY'))
          .map(block => ({ der: block.der, parsed: readPemKey(block) }))
  const found = candidates.find(({ parsed }) => parsed.ok)
  if (found === undefined || !found.parsed.ok)
    throw new CastError(
      'materials-no-key',
      `${path} holds no private key; give the file that the server reads its key from, in PEM or DER`,
    )
  const { encrypted, format } = found.parsed.value
  if (encrypted)
    throw new CastError(
      'materials-key-encrypted',
      `the key in ${path} is encrypted; decrypt it to a file that only you can read, and give that`,
    )
  const key = isDerType(format) ? importKey(found.der, derTypes[format]) : undefined
  if (key === undefined)
    throw new CastError(
      'materials-key-unsupported',
      `the key in ${path} cannot be used for TLS here; convert it to PKCS#8 with "openssl pkey"`,
    )
  return key
}

function importKey(der: Uint8Array, type: 'pkcs1' | 'pkcs8' | 'sec1'): SigningKey | undefined {
  try {
    return signingKey(createPrivateKey({ key: Buffer.from(der), format: 'der', type }))
  } catch {
    // What OpenSSL says about a key that it cannot read helps nobody, and it must not be shown.
    return undefined
  }
}

/** Whether the certificate is that key's. */
export function matchesKey(certificate: Certificate, key: SigningKey): boolean {
  try {
    const spki = createPublicKey({
      key: Buffer.from(certificate.publicKey.der),
      format: 'der',
      type: 'spki',
    })
    return spki.equals(createPublicKey(key.privateKey))
  } catch {
    return false
  }
}
