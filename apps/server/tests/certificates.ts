/** Certificates for tests of the server, as findings with their bytes. */
import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto'
import { certificateTextOf, isoTime, pushSchema } from '@foreseen/facts'
import { issue, type Order, type Toy } from '../../../tests/fixture-ca/issue.ts'
import { findingLine } from './records.ts'

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

export const newToy = (name: string): Toy => ({
  name,
  key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
})

const day = 86_400_000
const base = Date.UTC(2026, 10, 1)
let serial = 0x1000

/** A certificate that holds from one day to another, counted from 2026-11-01. */
export const certify = (
  order: Pick<Order, 'subject' | 'toy' | 'issuer'> & Partial<Order> & { from: number; to: number },
): Promise<Uint8Array> => {
  const { from, to, ...rest } = order
  const dates = { notBefore: new Date(base + from * day), notAfter: new Date(base + to * day) }
  return issue({ ca: false, serial: (serial++).toString(16), ...dates, ...rest })
}

export const spkiSha256 = (der: Uint8Array): string =>
  sha256(new X509Certificate(der).publicKey.export({ type: 'spki', format: 'der' }))

/** A finding of a certificate, with everything that a scan says of it. */
export const certificateLine = (der: Uint8Array, more: object = {}) => {
  const text = certificateTextOf(der)
  return findingLine(0, {
    sha256: sha256(der),
    spkiSha256: spkiSha256(der),
    subject: text?.subject,
    issuer: text?.issuer,
    serial: text?.serial,
    key: text?.key,
    notBefore: isoTime(text?.notBeforeMs),
    notAfter: isoTime(text?.notAfterMs),
    path: `lib/${sha256(der).slice(0, 8)}.pem`,
    ...more,
  })
}

/** The public bytes of something, as a push carries them. */
export const bytesLine = (bytes: Uint8Array, of = 'certificate') => ({
  schema: pushSchema,
  type: 'bytes',
  of,
  sha256: sha256(bytes),
  base64: Buffer.from(bytes).toString('base64'),
})
