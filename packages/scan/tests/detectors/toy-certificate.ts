import fc from 'fast-check'

/** Writes one DER element. */
export function element(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 0)
  const header =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Uint8Array.from([tag, ...header, ...parts.flatMap(part => [...part])])
}

const bytes = (...octets: readonly number[]): Uint8Array => Uint8Array.from(octets)
const oid = (...octets: readonly number[]): Uint8Array => element(6, bytes(...octets))
const name = (text: string): Uint8Array =>
  element(
    0x30,
    element(0x31, element(0x30, oid(0x55, 4, 3), element(0x0c, new Uint8Array(Buffer.from(text))))),
  )
const time = (text: string): Uint8Array => element(0x17, new Uint8Array(Buffer.from(text)))
const ecdsa = element(0x30, oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2))

/** Certificates by structure, with random octets in all that structure leaves open. */
export const toyCertificate: fc.Arbitrary<Uint8Array> = fc
  .record({
    serial: fc.uint8Array({ minLength: 1, maxLength: 20 }),
    issuer: fc.string({ maxLength: 40 }),
    subject: fc.string({ maxLength: 40 }),
    key: fc.uint8Array({ minLength: 60, maxLength: 270 }),
    extension: fc.uint8Array({ maxLength: 600 }),
    signature: fc.uint8Array({ minLength: 64, maxLength: 256 }),
  })
  .map(({ serial, issuer, subject, key, extension, signature }) => {
    const algorithm = element(0x30, oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1))
    const extensions = element(0xa3, element(0x30, element(0x30, oid(0x55, 29, 14), element(4, extension))))
    const tbs = element(
      ...[0x30, element(0xa0, bytes(2, 1, 2)), element(2, serial), ecdsa, name(issuer)],
      ...[element(0x30, time('250101000000Z'), time('350101000000Z')), name(subject)],
      ...[element(0x30, algorithm, element(3, bytes(0), key)), extensions],
    )
    return element(0x30, tbs, ecdsa, element(3, bytes(0), signature))
  })
  // Shorter ones start with 30 81, which some needles leave to larger ones.
  .filter(der => der[1] === 0x82 && der[5] === 0x82)
