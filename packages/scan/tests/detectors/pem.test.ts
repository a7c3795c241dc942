import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fixtureDer, fixturePem } from '../../../../tests/fixture-ca/read.ts'
import type { Catch } from '../../src/detectors/contract.ts'
import { pemDetector } from '../../src/detectors/pem.ts'
import { catchesOf } from '../detecting.ts'
import { testShapes } from './finding-shapes.ts'
import { pemLines, pemOf, shapes } from './shapes.ts'

testShapes(pemDetector, shapes, ['leaf', 'root-a', 'leaf-rsa-2048', 'odd-v1', 'leaf-expired', 'leaf-ed25519'])

const find = (text: string): Catch[] => catchesOf(pemDetector, Buffer.from(text, 'latin1'))
const typesOf = (text: string): string[] => find(text).map(({ type }) => type)
const fold = (text: string): string[] => [
  text,
  JSON.stringify({ key: text }),
  text.replaceAll('\n', '\r\n'),
  text.replaceAll('\n', ' '),
]

const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })

test('keys are described, never carried', () => {
  const plain = [
    rsa.privateKey.export({ type: 'pkcs1', format: 'pem' }),
    rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }),
    ec.privateKey.export({ type: 'sec1', format: 'pem' }),
    ec.privateKey.export({ type: 'pkcs8', format: 'pem' }),
  ]
  for (const text of plain.flatMap(pem => fold(String(pem)))) {
    const [caught, ...others] = find(text)
    assert.equal(caught?.type, 'private-key', text)
    assert.equal(caught.encrypted, false)
    assert.deepEqual(others, [])
    const spkis = [rsa, ec].map(pair =>
      pair.publicKey.export({ type: 'spki', format: 'der' }).toString('hex'),
    )
    assert.ok(caught.spki === undefined || spkis.includes(Buffer.from(caught.spki).toString('hex')))
  }
})

test('sealed keys say what seals them', () => {
  const protection = { format: 'pem' as const, cipher: 'aes-256-cbc', passphrase: 'toy' }
  const modern = String(rsa.privateKey.export({ type: 'pkcs8', ...protection }))
  const old = String(rsa.privateKey.export({ type: 'pkcs1', ...protection }))
  assert.match(old, /DEK-Info/)
  for (const text of [
    ...fold(modern),
    ...fold(old),
    old
      .split('\n')
      .map(line => `"${line}\\n"`)
      .join('\n'),
  ]) {
    const [caught, ...others] = find(text)
    assert.equal(caught?.type, 'private-key', text)
    assert.equal(caught.encrypted, true)
    assert.match(caught.sealing, /aes-256-cbc/i)
    assert.deepEqual(others, [])
  }
})

test('public keys, PKCS#1 ones in the structure that pins hash', () => {
  const spki = createPublicKey(rsa.privateKey).export({ type: 'spki', format: 'der' })
  for (const type of ['spki', 'pkcs1'] as const) {
    const [caught, ...others] = find(String(rsa.publicKey.export({ type, format: 'pem' })))
    assert.equal(caught?.type, 'public-key')
    assert.deepEqual(Buffer.from(caught.spki), spki)
    assert.deepEqual(others, [])
  }
})

test('requests, lists and PKCS#7 by openssl', t => {
  if (spawnSync('openssl', ['version']).status !== 0) return t.skip('needs openssl: apt-get install openssl')
  const key = String(ec.privateKey.export({ type: 'pkcs8', format: 'pem' }))
  const folder = mkdtempSync(join(tmpdir(), 'foreseen-pem-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const run = (args: string[], input: string): string => {
    writeFileSync(join(folder, 'in'), input)
    const done = spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' })
    assert.equal(done.status, 0, done.stderr)
    return done.stdout
  }
  const request = run(['req', '-new', '-key', 'in', '-subj', '/CN=toy'], key)
  assert.deepEqual(typesOf(request), ['certificate-request'])
  assert.deepEqual(typesOf(request.replaceAll('CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST')), [
    'certificate-request',
  ])
  const chain = fixturePem('leaf') + fixturePem('root-a')
  const bundle = run(['crl2pkcs7', '-nocrl', '-certfile', 'in'], chain)
  for (const text of fold(bundle)) {
    const caught = find(text)
    assert.deepEqual(
      caught.map(({ type, within }) => [type, within]),
      [
        ['certificate', 'pkcs7-bundle'],
        ['certificate', 'pkcs7-bundle'],
      ],
    )
  }
  return undefined
})

test('names what the text names', () => {
  const pem = pemOf(fixtureDer('leaf'))
  const labels: readonly (readonly [string, string | undefined])[] = [
    [pem, undefined],
    [`data:\n  ca.crt: |\n    ${pem.trim().replaceAll('\n', '\n    ')}\n`, 'ca.crt'],
    [JSON.stringify({ certificate: pem }), 'certificate'],
    [`export const ROOT_CA = \`${pem}\``, 'ROOT_CA'],
    [`Bag Attributes\n    friendlyName: my server\n    localKeyID: 01\nsubject=CN = a\n${pem}`, 'my server'],
    [`Bag Attributes\n    friendlyName: first\n${pem}${pem}`, 'first'],
  ]
  for (const [text, label] of labels) assert.equal(find(text)[0]?.label, label, text.slice(0, 40))
  assert.equal(find(labels[5]?.[0] ?? '')[1]?.label, undefined)
})

test('what is cut off or redacted is partial', () => {
  const lines = pemLines(fixtureDer('leaf'))
  const partial = [
    lines.slice(0, 5).join('\n'),
    [...lines.slice(0, 3), '...', lines.at(-1)].join('\n'),
    [...lines.slice(0, 3), '<snip>', ...lines.slice(-3)].join('\n'),
    '-----BEGIN CERTIFICATE-----\\nMIIDdzCCAl+gAwIB...\\n-----END CERTIFICATE-----',
    [lines[0], lines[1]?.replace('MII', 'MIJ'), ...lines.slice(2)].join('\n'),
  ]
  for (const text of partial) assert.deepEqual(typesOf(text), ['partial'], text.slice(0, 120))
})

test('armour without a body, other armour, other text: nothing', () => {
  const body = 'mQENBFJ3mJwBCADTCJt8kz7xkCKGq2tOIsIzGVXcJmQ1ZqRkM0pXb1VhZ2VzVG9SZWFk'
  const decoys = [
    '-----BEGIN CERTIFICATE-----',
    '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n',
    '-----BEGIN CERTIFICATE-----\0-----END CERTIFICATE-----\0',
    `const pem = '-----BEGIN CERTIFICATE-----\\n' + body.match(/.{1,64}/g).join("\\n") + '\\n-----END CERTIFICATE-----'`,
    "s = '-----BEGIN ' + label + '-----\\n' + base64(der) + '\\n-----END ' + label + '-----'",
    'if (line.startsWith("-----BEGIN CERTIFICATE-----")) { inside = true } else if (line.startsWith("-----END CERTIFICATE-----")) { return Buffer.from(lines.join(""), "base64") }',
    '-----BEGIN CERTIFICATE-----\n...\n-----END CERTIFICATE-----',
    '-----BEGIN PUBLIC KEY-----\nyour key here\n-----END PUBLIC KEY-----',
    `-----BEGIN PGP PUBLIC KEY BLOCK-----\nVersion: 1\n\n${body}\n${body}\n=abcd\n-----END PGP PUBLIC KEY BLOCK-----`,
    `-----BEGIN PGP SIGNATURE-----\n\n${body}\n${body}\n-----END PGP SIGNATURE-----`,
    `-----BEGIN DH PARAMETERS-----\nMIIBCAKCAQEA${body}\n${body}\n-----END DH PARAMETERS-----`,
    `-----BEGIN CERTIFICATE-----missing end line${body}${body}${body}`,
    '-BEGIN',
    '--BEGIN X--',
    '-----BEGIN-----',
    '-----BEGIN \xff\xfe-----',
    `-----BEGIN ${'A'.repeat(500)}-----`,
  ]
  for (const text of decoys) assert.deepEqual(find(text), [], text)
})
