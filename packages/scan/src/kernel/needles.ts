/**
 * The needles of the whole catalogue of shapes (`docs/catalogue.md`), those of
 * detectors yet to come included: the kernel's cost must not depend on their number.
 *
 * A pattern is a row of elements: two hex digits (a byte), `??` (any byte), `'text'` (its bytes),
 * `i'text'` (ASCII letters in either case), `[..]` (a set of bytes: `[81-82]`, `[A-P]` in hex).
 * `only: 'start'` means: at offset 0 of the innermost bytes only (magic numbers too weak for elsewhere);
 * the engine looks at those itself, the kernel does not.
 */
export interface Needle {
  readonly name: string
  readonly pattern: string
  readonly only?: 'start'
}

const catalogue = [
  // DER at any offset
  { name: 'der-certificate', pattern: '30 82 ?? ?? 30 82' },
  { name: 'der-certificate-small', pattern: '30 82 ?? ?? 30 81' },
  { name: 'der-certificate-tiny', pattern: '30 81 ?? 30 81' },
  { name: 'der-key', pattern: '30 82 ?? ?? 02 01 00 [02,30]' },
  { name: 'der-key-small', pattern: '30 81 ?? 02 01 00 [02,30]' },
  { name: 'der-key-tiny', pattern: '30 [2e-52] 02 01 [00,01] 30 05 06 03 2b 65' },
  { name: 'der-sec1', pattern: '30 [74,77] 02 01 01 04 [1c-20]' },
  { name: 'der-sec1-large', pattern: '30 81 ?? 02 01 01 04 [30,42]' },
  { name: 'der-encrypted-key', pattern: '06 09 2a 86 48 86 f7 0d 01 05 [03-0d]' },
  { name: 'der-encrypted-key-pkcs12', pattern: '06 0a 2a 86 48 86 f7 0d 01 0c 01 [01-06]' },
  { name: 'der-pkcs12', pattern: '02 01 03 30 [80-83]' },
  { name: 'der-signed-data', pattern: '06 09 2a 86 48 86 f7 0d 01 07 02 a0' },
  { name: 'der-spki-rsa', pattern: '30 0d 06 09 2a 86 48 86 f7 0d 01 01 01 05 00 03' },
  { name: 'der-spki-ec', pattern: '06 07 2a 86 48 ce 3d 02 01 06' },
  { name: 'der-spki-ed', pattern: '30 05 06 03 2b 65 [6e-71] 03' },
  // keystores
  { name: 'jks', pattern: 'fe ed fe ed 00 00 00 [01,02]' },
  { name: 'jceks', pattern: 'ce ce ce ce 00 00 00 [01,02]' },
  { name: 'bks', pattern: '00 00 00 [01,02] 00 00 00 14', only: 'start' },
  // text: PEM
  { name: 'pem', pattern: "'-BEGIN'" },
  { name: 'pem-utf16le', pattern: "2d 00 'B' 00 'E' 00 'G' 00 'I' 00 'N' 00" },
  { name: 'pem-utf16be', pattern: "2d 00 'B' 00 'E' 00 'G' 00 'I' 00 'N'" },
  { name: 'pem-base64', pattern: "'LS0tLS1CRUdJTi'" },
  { name: 'pem-base64-1', pattern: "'0tLS0tQkVHSU4'" },
  { name: 'pem-base64-2', pattern: "'tLS0tLUJFR0lO'" },
  { name: 'pem-base64-utf16', pattern: "'LQAtAC0ALQAt'" },
  // base64 of base64 of DER (`MII` and a letter up to `P`) at its three alignments
  { name: 'base64-base64-der', pattern: "'TUlJ' [51-55] [43-48,53-58,69-6e,79-7a,30-33]" },
  { name: 'base64-base64-der-1', pattern: "[45,55,6b,30] '1JS' [55-56]" },
  {
    name: 'base64-base64-der-2',
    pattern: "[42,46,4a,4e,52,56,5a,64,68,6c,70,74,78,31,35,39] 'NSUl' [42-51]",
  },
  // text: without armour
  { name: 'base64-der', pattern: "'MII' [41-50]" },
  // a certificate that starts with the second or third octet of a group
  { name: 'base64-der-1', pattern: "'CC' [41-44] ?? ?? 'wgg'" },
  { name: 'base64-der-2', pattern: "'wgg' ?? ?? 'MII'" },
  { name: 'base64-der-utf16', pattern: "'M' 00 'I' 00 'I' 00 [41-50] 00" },
  { name: 'base64-der-small', pattern: "'MI' [47,48]" },
  { name: 'base64-spki-ec', pattern: "'M' [46,48] [6b,59] 'wE'" },
  { name: 'base64-key-ed', pattern: "'MC' [34,6f] [43,77] [41,42] 'Q'" },
  { name: 'base64-sec1', pattern: "'MHcCAQEE'" },
  { name: 'base64-jks', pattern: "'/u3+7QAAAA'" },
  { name: 'base64-jceks', pattern: "'zs7OzgAAAA'" },
  { name: 'base64-bks', pattern: "'AAAA' [41] [51,67] 'AAABQ'" },
  { name: 'hex-der', pattern: "'3082' ?? ?? ?? ?? '308'" },
  { name: 'hex-der-small', pattern: "'3081' ?? ?? '3081'" },
  { name: 'hex-der-separated', pattern: "'30' [20,3a,2c,2d] '8' [31,32] [20,3a,2c,2d]" },
  { name: 'escape-x', pattern: "'\\x30\\x8' [31,32]" },
  { name: 'escape-x-twice', pattern: "'\\x30\\\\x8' [31,32]" },
  { name: 'escape-x-repr', pattern: "'0\\x8' [31,32] " },
  { name: 'escape-u', pattern: "'\\u0030\\u008' [31,32]" },
  { name: 'escape-u-repr', pattern: "'0\\u008' [31,32]" },
  { name: 'array-hex', pattern: "'0x30,'" },
  { name: 'array-hex-cast', pattern: "'0x30u,'" },
  { name: 'array-hex-paren', pattern: "'0x30)'" },
  { name: 'array-decimal', pattern: "'48,' [20,0a,0d,09] '1' [32,33]" },
  { name: 'array-decimal-rows', pattern: "'48,' [0a,0d] [0a,20,09]" },
  { name: 'array-decimal-tight', pattern: "'48,1' [32,33] [39,30] ','" },
  { name: 'array-signed', pattern: "'48, -12' [36,37]" },
  { name: 'array-signed-tight', pattern: "'48,-12' [36,37]" },
  { name: 'octal', pattern: "'\\060\\20' [31,32]" },
  { name: 'decimal-escape', pattern: "'\\48\\1' [32,33]" },
  { name: 'basic-hex', pattern: "'&H30' " },
  // pins
  { name: 'pin-sha256', pattern: "'sha256/'" },
  { name: 'pin-sha1', pattern: "'sha1/'" },
  { name: 'pin-hpkp', pattern: "'pin-sha'" },
  { name: 'pin-nsc', pattern: "'<pin'" },
  { name: 'pin-nsc-binary', pattern: "'pin-set'" },
  { name: 'pin-nsc-binary-utf16', pattern: "'p' 00 'i' 00 'n' 00 '-' 00 's' 00 'e' 00 't' 00" },
  { name: 'pin-ats', pattern: "'SPKI-SHA256-BASE64'" },
  { name: 'pin-trustkit', pattern: "'kTSKPublicKeyHashes'" },
  { name: 'pin-trustkit-plist', pattern: "'TSKPublicKeyHashes'" },
  { name: 'pin-pubkey', pattern: "i'pinnedpubkey'" },
  { name: 'pin-publickey', pattern: "i'pinnedpublickey'" },
  { name: 'pin-fingerprint', pattern: "i'fingerprint'" },
  { name: 'pin-thumbprint', pattern: "i'thumbprint'" },
  { name: 'pin-sha256-colon', pattern: "'sha256:'" },
  { name: 'pin-node', pattern: "'checkServerIdentity'" },
  { name: 'pin-go', pattern: "'VerifyPeerCertificate'" },
  { name: 'pin-go-spki', pattern: "'RawSubjectPublicKeyInfo'" },
  { name: 'pin-dotnet', pattern: "'GetCertHashString'" },
  { name: 'pin-qt', pattern: "'QCryptographicHash'" },
  { name: 'pin-tlsa', pattern: "'TLSA'" },
  { name: 'pin-chromium', pattern: "'PinsListTimestamp'" },
  { name: 'pin-firefox', pattern: "'kPinset_'" },
  // closed things
  { name: 'ansible-vault', pattern: "'$ANSIBLE_VAULT;'" },
  { name: 'sops', pattern: "'ENC[AES256_GCM,'" },
  { name: 'git-crypt', pattern: "00 'GITCRYPT' 00", only: 'start' },
  { name: 'openssl-salted', pattern: "'Salted__'", only: 'start' },
  // compressed streams and containers at any offset
  { name: 'gzip', pattern: '1f 8b 08 [00-1f]' },
  { name: 'zip-end', pattern: "'PK' 05 06" },
  { name: 'apk-signing-block', pattern: "'APK Sig Block 42'" },
  { name: 'asar', pattern: '04 00 00 00 ?? ?? ?? 00 ?? ?? ?? 00 ?? ?? ?? 00 7b 22', only: 'start' },
  { name: 'zlib', pattern: '78 [01,5e,9c,da]', only: 'start' },
] as const satisfies readonly Needle[]

export type NeedleName = (typeof catalogue)[number]['name']

/** All needles; a needle's id is its index here. */
export const needles: readonly (Needle & { readonly name: NeedleName })[] = catalogue
