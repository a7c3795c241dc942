import { createHash } from 'node:crypto'

const magic = 0xfeedfeed
const version = 2
const trustedCertificate = 2

/** What the integrity digest of a JKS begins with, after the password (`sun.security.provider.JavaKeyStore`). */
const whitener = 'Mighty Aphrodite'

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** ASCII text with its length, as `DataOutput.writeUTF` writes it. */
function shortText(text: string): Buffer {
  const bytes = Buffer.alloc(2 + text.length)
  bytes.writeUInt16BE(text.length)
  bytes.write(text, 2, 'latin1')
  return bytes
}

/**
 * A Java keystore of trusted certificates, DER. JKS and not PKCS#12: Java opens its own `cacerts` without a password,
 * and a PKCS#12 of keytool's default form is then empty; a JKS only goes unchecked. `atMs` is each entry's date.
 */
export function writeJks(certificates: readonly Uint8Array[], password: string, atMs: number): Uint8Array {
  const date = Buffer.alloc(8)
  date.writeBigUInt64BE(BigInt(Math.floor(atMs)))
  const entries = certificates.flatMap((der, index) => [
    uint32(trustedCertificate),
    shortText(`root-${index}`),
    date,
    shortText('X.509'),
    uint32(der.length),
    der,
  ])
  const body = Buffer.concat([uint32(magic), uint32(version), uint32(certificates.length), ...entries])
  const digest = createHash('sha1')
    .update(Buffer.from(password, 'utf16le').swap16())
    .update(whitener)
    .update(body)
    .digest()
  return Buffer.concat([body, digest])
}
