import type { PinContext } from './pin-catch.ts'

type Meaning = Pick<PinContext, 'form' | 'target'>

const certificate = (form: Meaning['form']): Meaning => ({ form, target: 'certificate' })

// Identifiers without their separators, lower case. The word alone is enough: nothing else is called so.
const STRONG: readonly (readonly [RegExp, Meaning])[] = [
  [/fingerprint(?:256|512)$/, certificate('node')],
  [/^assertfingerprint$/, certificate('python')],
  [/^fingerprinttrustmanagerfactory/, certificate('java')],
  [
    /(?:catrusted|peer|ssl|tls|x509|cert|certificate|https|set)fingerprints?(?:sha1|sha256)?$/,
    certificate('fingerprint'),
  ],
  [/^fingerprints?of(?:cert|certificate|server)/, certificate('fingerprint')],
]

// Identities of programs, people and machines: fingerprints, but of no server.
const OTHER_IDENTIFIERS =
  /certfingerprints|apk|sign|gpg|pgp|ssh|build|browser|device|canvas|jwk|package|manifest|partial|commit|font|file/
const OTHER_SURROUNDINGS =
  /pgp|gpg|openssh|ssh-|keyring|assetlinks|delegate_permission|brakeman|sarif|android_app|code.?sign|keytool|firebase/i
const TLS_SURROUNDINGS =
  /certificate|\bssl|\btls|x509|getPeerCert|aiohttp|urllib3|ServerCertificate|verify_peer|pinn(?:ed|ing)/i

/** Does C# or PowerShell read a property here, `cert.Thumbprint`? */
const isProperty = (before: string): boolean => /[.>]$/.test(before)

/** What a digest beside the identifier pins, or `undefined` when the word means something else. */
export function meaningOf(identifier: string, before: string, around: string): Meaning | undefined {
  const plain = identifier.replace(/[_$-]/g, '').toLowerCase()
  if (OTHER_IDENTIFIERS.test(plain)) return undefined
  const strong = STRONG.find(([pattern]) => pattern.test(plain))?.[1]
  if (strong) return strong
  if (OTHER_SURROUNDINGS.test(around)) return undefined
  if (plain.includes('thumbprint')) {
    return certificate(isProperty(before) && identifier.startsWith('Thumb') ? 'dotnet' : 'fingerprint')
  }
  if (!TLS_SURROUNDINGS.test(around)) return undefined
  if (/aiohttp/i.test(around) && identifier === 'Fingerprint') return certificate('python')
  if (/getPeerCertificate|checkServerIdentity/.test(around)) return certificate('node')
  // The word alone does not say of what: resolution does.
  return { form: 'fingerprint', target: 'unknown' }
}

/** Is the place in a line of comment? Root bundles print the fingerprint of each certificate in one. */
export function isComment(text: string, at: number): boolean {
  const escaped = text.lastIndexOf('\\n', at - 1)
  const lineStart = Math.max(text.lastIndexOf('\n', at - 1) + 1, escaped < 0 ? 0 : escaped + 2)
  const line = text.slice(lineStart, at)
  return /^\s*(?:#|\/\/|\/?\*|--|;|<!--|%|!|rem\s)/i.test(line)
}
