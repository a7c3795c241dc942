import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { pinCodeDetector as detector } from '../../src/detectors/pin-code.ts'
import { catchesOf, filler, join } from '../detecting.ts'
import { survivesMutations } from './pin-properties.ts'
import { colons, expected, expected1, hex1, hex256, lines, pin256 } from './pin-samples.ts'

const escaped = [...createHash('sha256').update('py').digest()]
  .map(octet => `\\x${octet.toString(16).padStart(2, '0')}`)
  .join('')
const cert = 'certificate'

const found: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'node',
    `if (cert.fingerprint256 !== '${colons(hex256('a'))}') return new Error('no')`,
    [expected('node', 'a', [], cert)],
  ],
  [
    'node reversed',
    `const ok = '${colons(hex256('b'))}' === socket.getPeerCertificate().fingerprint256`,
    [expected('node', 'b', [], cert)],
  ],
  [
    'node pubkey',
    `checkServerIdentity(host, cert) { const pubkey256 = '${pin256('c')}'; }`,
    [expected('node', 'c')],
  ],
  [
    'urllib3',
    `HTTPSConnectionPool(host, assert_fingerprint="${colons(hex256('d'))}")`,
    [expected('python', 'd', [], cert)],
  ],
  ['urllib3 sha1', `assert_fingerprint='${hex1('e')}'`, [expected1('python', 'e', [], cert)]],
  ['aiohttp', `fp = aiohttp.Fingerprint(b'${escaped}')`, [expected('python', 'py', [], cert)]],
  [
    'netty',
    `new FingerprintTrustManagerFactory("${colons(hex1('f'))}", "${colons(hex1('g'))}")`,
    [expected1('java', 'f', [], cert), expected1('java', 'g', [], cert)],
  ],
  [
    '.NET',
    `return certificate.Thumbprint == "${hex1('h').toUpperCase()}";`,
    [expected1('dotnet', 'h', [], cert)],
  ],
  [
    '.NET hash',
    `ServerCertificateValidationCallback = (s, certificate, c, e) => certificate.GetCertHashString() == "${hex1('i').toUpperCase()}";`,
    [expected1('dotnet', 'i', [], cert)],
  ],
  [
    'Go key',
    `VerifyPeerCertificate: func(raw [][]byte) error { sum := sha256.Sum256(cert.RawSubjectPublicKeyInfo); if hex.EncodeToString(sum[:]) != "${hex256('j')}" {`,
    [expected('go', 'j')],
  ],
  [
    'Go certificate',
    `VerifyPeerCertificate: func(raw [][]byte) error { sum := sha256.Sum256(raw[0]); if hex.EncodeToString(sum[:]) != "${hex256('k')}" {`,
    [expected('go', 'k', [], cert)],
  ],
  [
    'Qt',
    `if (socket.peerCertificate().digest(QCryptographicHash::Sha256).toHex() == "${hex256('l')}")`,
    [expected('qt', 'l', [], cert)],
  ],
  [
    'Arduino',
    `client.setFingerprint("${colons(hex1('m')).replaceAll(':', ' ')}");`,
    [expected1('fingerprint', 'm', [], cert)],
  ],
  [
    'Elastic',
    `output.elasticsearch:\n  ssl.ca_trusted_fingerprint: "${hex256('n')}"\n`,
    [expected('fingerprint', 'n', [], cert)],
  ],
  ['Elastic bare', `ca_trusted_fingerprint: ${hex256('o')}\n`, [expected('fingerprint', 'o', [], cert)]],
  [
    'kubeadm',
    `kubeadm join 10.0.0.1:6443 --token x --discovery-token-ca-cert-hash sha256:${hex256('p')}\n`,
    [expected('fingerprint', 'p')],
  ],
  [
    'kubeadm file',
    `discovery:\n  bootstrapToken:\n    caCertHashes:\n    - sha256:${hex256('q')}\n    - "sha256:${hex256('r')}"\n`,
    [expected('fingerprint', 'q'), expected('fingerprint', 'r')],
  ],
  [
    'Terraform',
    `thumbprint_list = ["${hex1('s')}", "${hex1('t')}"]`,
    [expected1('fingerprint', 's', [], cert), expected1('fingerprint', 't', [], cert)],
  ],
  [
    'weak word with TLS near',
    `SERVER_FINGERPRINT = "${colons(hex256('u'))}"  # certificate of the server`,
    [expected('fingerprint', 'u', [], 'unknown')],
  ],
]

test('digests beside their words', () => {
  for (const [name, text, pins] of found) assert.deepEqual(lines(catchesOf(detector, join(text))), pins, name)
})

test('a digest is told once, whatever words stand around it', () => {
  const pair = `fingerprint256: '${colons(hex256('a'))}',\n fingerprint512: 'AB:CD', checkServerIdentity: 1`
  assert.deepEqual(lines(catchesOf(detector, join(pair))), [expected('node', 'a', [], cert)])
  const twice = `checkServerIdentity ${' '.repeat(900)} checkServerIdentity() { const pubkey = '${pin256('b')}' }`
  assert.deepEqual(lines(catchesOf(detector, join(twice))), [expected('node', 'b')])
})

test('decoys: fingerprints of other things', () => {
  const decoys = [
    `# SHA256 Fingerprint: ${colons(hex256('a'))}\n-----BEGIN CERTIFICATE-----`,
    ` * SHA256 Fingerprint\n * ${colons(hex256('a'))}\n * certificate`,
    `"/**\\n * SHA256 Fingerprint: ${colons(hex256('a'))}\\n * certificate */"`,
    `gpg --recv-keys; fingerprint = "${hex1('a')}" # PGP key`,
    `{"fingerprint": "${hex256('a')}", "check_name": "SQL"}`,
    `"sha256_cert_fingerprints": ["${colons(hex256('a'))}"]`,
    `<ManifestCertificateThumbprint>${hex1('a').toUpperCase()}</ManifestCertificateThumbprint>`,
    `image: alpine@sha256:${hex256('a')}`,
    `"sha256:${hex256('a')}"`,
    `ssl_fingerprint = "${'00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff:'.repeat(2).slice(0, -1)}"`,
    `cert.fingerprint256 === '${colons('ab'.repeat(32))}'`,
    `Subject Common Name: example.com\n  Certificate SHA256 fingerprint: ${colons(hex256('a'))}`,
    "checkServerIdentity: (host, cert) => { const pubkey256 = 'SIXvRyDmBJSgatgTQRGbInBaAK+hZOQ18UmrSwnDlK8=' }",
    'certificate.fingerprint = sha256(der)',
    `"partialFingerprints": {"primaryLocationLineHash": "${hex256('a').slice(0, 32)}"} // certificate`,
  ]
  for (const text of decoys) assert.deepEqual(lines(catchesOf(detector, join(text))), [], text)
  const binary = join(filler(200), 'ssl_fingerprint\0=\0', hex256('a'), filler(200, 3))
  assert.deepEqual(catchesOf(detector, binary), [])
})

test('mutations', () =>
  survivesMutations(
    detector,
    found.map(([, text]) => text),
  ))
