import type { ObservedKeyType } from '@foreseen/facts'

/** What a TLS 1.3 suite does to records and transcript (RFC 8446 appendix B.4). */
export interface Protection {
  readonly hash: 'sha256' | 'sha384'
  readonly cipher: 'aes-128-gcm' | 'aes-256-gcm' | 'chacha20-poly1305' | 'aes-128-ccm'
  readonly keyBytes: number
  readonly tagBytes: number
}

/** The suites of TLS 1.3 that can be decrypted here. */
export const protections: ReadonlyMap<number, Protection> = new Map<number, Protection>([
  [0x1301, { hash: 'sha256', cipher: 'aes-128-gcm', keyBytes: 16, tagBytes: 16 }],
  [0x1302, { hash: 'sha384', cipher: 'aes-256-gcm', keyBytes: 32, tagBytes: 16 }],
  [0x1303, { hash: 'sha256', cipher: 'chacha20-poly1305', keyBytes: 32, tagBytes: 16 }],
  [0x1304, { hash: 'sha256', cipher: 'aes-128-ccm', keyBytes: 16, tagBytes: 16 }],
  [0x1305, { hash: 'sha256', cipher: 'aes-128-ccm', keyBytes: 16, tagBytes: 8 }],
])

const names13: readonly [number, string][] = [
  [0x1301, 'TLS_AES_128_GCM_SHA256'],
  [0x1302, 'TLS_AES_256_GCM_SHA384'],
  [0x1303, 'TLS_CHACHA20_POLY1305_SHA256'],
  [0x1304, 'TLS_AES_128_CCM_SHA256'],
  [0x1305, 'TLS_AES_128_CCM_8_SHA256'],
]

/** Suites up to TLS 1.2 whose leaf key is an elliptic-curve key (RFC 8422: EdDSA too). */
const namesEcdsa: readonly [number, string][] = [
  [0xc02b, 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'],
  [0xc02c, 'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384'],
  [0xcca9, 'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256'],
  [0xc0ac, 'TLS_ECDHE_ECDSA_WITH_AES_128_CCM'],
  [0xc0ad, 'TLS_ECDHE_ECDSA_WITH_AES_256_CCM'],
  [0xc0ae, 'TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8'],
  [0xc023, 'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256'],
  [0xc024, 'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384'],
  [0xc009, 'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA'],
  [0xc00a, 'TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA'],
  [0xc008, 'TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA'],
]

/** Suites up to TLS 1.2 whose leaf key is RSA, old ones included: nothing is sent under them. */
const namesRsa: readonly [number, string][] = [
  [0xc02f, 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'],
  [0xc030, 'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384'],
  [0xcca8, 'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256'],
  [0xc027, 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256'],
  [0xc028, 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384'],
  [0xc013, 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA'],
  [0xc014, 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA'],
  [0xc012, 'TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA'],
  [0x009e, 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256'],
  [0x009f, 'TLS_DHE_RSA_WITH_AES_256_GCM_SHA384'],
  [0xccaa, 'TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256'],
  [0x0067, 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA256'],
  [0x006b, 'TLS_DHE_RSA_WITH_AES_256_CBC_SHA256'],
  [0x0033, 'TLS_DHE_RSA_WITH_AES_128_CBC_SHA'],
  [0x0039, 'TLS_DHE_RSA_WITH_AES_256_CBC_SHA'],
  [0x009c, 'TLS_RSA_WITH_AES_128_GCM_SHA256'],
  [0x009d, 'TLS_RSA_WITH_AES_256_GCM_SHA384'],
  [0xc09c, 'TLS_RSA_WITH_AES_128_CCM'],
  [0xc09d, 'TLS_RSA_WITH_AES_256_CCM'],
  [0x003c, 'TLS_RSA_WITH_AES_128_CBC_SHA256'],
  [0x003d, 'TLS_RSA_WITH_AES_256_CBC_SHA256'],
  [0x002f, 'TLS_RSA_WITH_AES_128_CBC_SHA'],
  [0x0035, 'TLS_RSA_WITH_AES_256_CBC_SHA'],
  [0x000a, 'TLS_RSA_WITH_3DES_EDE_CBC_SHA'],
  [0x0005, 'TLS_RSA_WITH_RC4_128_SHA'],
]

const names: ReadonlyMap<number, string> = new Map([...names13, ...namesEcdsa, ...namesRsa])

/** RFC 8446 section 4.2.3, RFC 8734 for the Brainpool curves; SHA-1 last, for old servers. */
const schemesEcdsa: readonly number[] = [
  0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x081a, 0x081b, 0x081c, 0x0303, 0x0203,
]
const schemesRsa: readonly number[] = [
  0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0401, 0x0501, 0x0601, 0x0301, 0x0201,
]
/** ML-DSA-44, -65 and -87 (draft-ietf-tls-mldsa): only in `any`, for servers that have nothing else. */
const schemesOther: readonly number[] = [0x0904, 0x0905, 0x0906]

/** Every signature scheme, for the certificates above the leaf. */
export const everyScheme: readonly number[] = [...schemesEcdsa, ...schemesRsa, ...schemesOther]

/** IANA name of a cipher suite, or its number in hex. */
export function cipherName(suite: number): string {
  return names.get(suite) ?? `0x${suite.toString(16).padStart(4, '0')}`
}

/** The suites of a hello that admits leaf keys of one kind. */
export function suitesFor(keyType: ObservedKeyType): readonly number[] {
  const older = keyType === 'ecdsa' ? namesEcdsa : keyType === 'rsa' ? namesRsa : [...namesEcdsa, ...namesRsa]
  return [...names13, ...older].map(([suite]) => suite)
}

/** The signature schemes of a hello that admits leaf keys of one kind. */
export function schemesFor(keyType: ObservedKeyType): readonly number[] {
  return keyType === 'ecdsa' ? schemesEcdsa : keyType === 'rsa' ? schemesRsa : everyScheme
}
