import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { before, test } from 'node:test'
import type { Finding } from '@foreseen/facts'
import { nodeCrypto } from '@foreseen/x509/node'
import fc from 'fast-check'
import { buildInventory } from '../../src/index.ts'
import {
  type Authority,
  authority,
  certificateFinding,
  certify,
  inventoryOf,
  joost,
  leaf,
  newKey,
  nowMs,
  observed,
  pinFinding,
  sha256,
  spkiOf,
} from '../forecast/scene.ts'

let root: Authority
let middle: Authority
let own: Authority
let many: readonly Authority[] = []
const at = (path: string): string => `${joost.path}!${path}`

before(async () => {
  root = await authority('CN=Root')
  middle = await authority('CN=Intermediate', root)
  own = await leaf(middle, -10, 80)
  many = await Promise.all(
    Array.from({ length: 11 }, (_, i) =>
      authority(`CN=Public Root ${i}`, undefined, -1000 + i, i === 3 ? -1 : 3000),
    ),
  )
})

const privateKey = (of: Authority, path: string, encrypted = false): Finding => ({
  type: 'private-key',
  at: { path, offset: 12, lengthBytes: 121 },
  encoding: 'pem',
  detector: 'pem-key',
  format: encrypted ? 'pkcs8-encrypted' : 'pkcs8',
  algorithm: 'ec',
  sizeBits: encrypted ? 0 : 256,
  encrypted,
  sealing: encrypted ? 'aes-256-cbc' : '',
  ...(encrypted ? {} : { spkiSha256: sha256(spkiOf(of.key)) }),
})

test('one object for one certificate, places by path and offset', () => {
  const places = [
    certificateFinding(own.der, at('z/b.pem')),
    certificateFinding(own.der, at('a/app'), 900),
    certificateFinding(own.der, at('a/app'), 100),
  ]
  const { certificates } = inventoryOf(places)
  assert.equal(certificates.length, 1)
  assert.deepEqual(
    certificates[0]?.occurrences.map(({ finding }) => `${finding.at.path}@${finding.at.offset}`),
    [`${at('a/app')}@100`, `${at('a/app')}@900`, `${at('z/b.pem')}@0`],
  )
})

test('the order of findings does not matter', () => {
  const findings = [root, middle, own, ...many].flatMap((each, i) => [
    certificateFinding(each.der, at(`f${i % 3}`), i * 900),
    certificateFinding(each.der, at('store.pem'), i * 900),
  ])
  const expected = inventoryOf(findings)
  fc.assert(
    fc.property(fc.shuffledSubarray(findings, { minLength: findings.length }), shuffled => {
      assert.deepEqual(inventoryOf(shuffled), expected)
    }),
    { numRuns: 10 },
  )
})

test('position by signature: root, intermediate, leaf, self-signed leaf, and a false root', async () => {
  const key = newKey()
  const selfSigned = await certify({
    subject: 'CN=device',
    key,
    from: -10,
    to: 80,
    dnsNames: ['device.local'],
  })
  const pretender = await certify({
    subject: 'CN=Root',
    key,
    issuer: { name: 'CN=Root', key: newKey() },
    from: -10,
    to: 80,
    ca: true,
  })
  const findings = [root.der, middle.der, own.der, selfSigned, pretender].map((der, i) =>
    certificateFinding(der, at(`${i}.der`)),
  )
  const { certificates } = inventoryOf(findings)
  assert.deepEqual(
    certificates.map(({ position, kind }) => [position, kind]),
    [
      ['root', 'hardwired-root'],
      ['intermediate', 'hardwired-intermediate'],
      ['leaf', 'hardwired-leaf'],
      ['self-signed-leaf', 'hardwired-self-signed'],
      ['intermediate', 'hardwired-intermediate'],
    ],
  )
})

test('purpose: usages first, then what surrounds it, then words near by', async () => {
  const purpose = async (
    usages: readonly string[] | undefined,
    extra: Partial<Finding> = {},
    path = 'x.der',
  ): Promise<string> => {
    const made = await leaf(middle, -10, 80, { ...(usages ? { usages } : {}), dnsNames: ['peer.corp'] })
    const [object] = inventoryOf([certificateFinding(made.der, at(path), 0, extra)]).certificates
    return `${object?.purpose} ${object?.kind}`
  }
  const oid = (last: number): string => `1.3.6.1.5.5.7.3.${last}`
  assert.equal(await purpose([oid(1), oid(2)]), 'tls-server hardwired-leaf')
  assert.equal(await purpose([oid(2)]), 'tls-client client-certificate')
  assert.equal(await purpose([oid(3)]), 'code-signing other-purpose-certificate')
  assert.equal(await purpose([oid(4)]), 'email other-purpose-certificate')
  assert.equal(await purpose([oid(8)]), 'timestamp other-purpose-certificate')
  assert.equal(await purpose(undefined, { within: 'saml-metadata' }), 'federation federation-certificate')
  assert.equal(await purpose(undefined, {}, 'etc/client-cert.pem'), 'tls-client client-certificate')
  assert.equal(await purpose(undefined), 'tls-server hardwired-leaf')
})

test('signatures on files are never reported as trust', () => {
  const { certificates } = inventoryOf([
    certificateFinding(own.der, at('setup.exe'), 0, { within: 'authenticode' }),
    certificateFinding(root.der, at('app.jar!META-INF/CERT.RSA')),
  ])
  assert.deepEqual(
    certificates.map(({ kind, level }) => [kind, level]),
    [
      ['file-signature', 'info'],
      ['file-signature', 'info'],
    ],
  )
})

test('the key in a signing block is a signature too, and is never compared with an endpoint', () => {
  const spki = spkiOf(own.key)
  const finding = (within?: 'apk-signature'): Finding => ({
    type: 'public-key',
    at: { path: at('app.apk'), offset: 9, lengthBytes: spki.length },
    encoding: 'der',
    detector: 'der-public-key',
    spkiSha256: sha256(spki),
    spki,
    ...(within === undefined ? {} : { within }),
  })
  const signed = inventoryOf([finding('apk-signature')]).publicKeys
  assert.deepEqual(
    signed.map(({ kind, level }) => [kind, level]),
    [['file-signature', 'info']],
  )
  assert.equal(inventoryOf([finding()]).publicKeys[0]?.kind, 'public-key')
})

test('fixtures are kept at a lower level; the path above the release says nothing', () => {
  const [object] = inventoryOf([
    certificateFinding(own.der, at('src/test/resources/server.pem')),
  ]).certificates
  assert.deepEqual([object?.fixture, object?.level], ['path', 'low'])
  const [mixed] = inventoryOf([
    certificateFinding(own.der, at('src/test/resources/server.pem')),
    certificateFinding(own.der, at('bin/joost')),
  ]).certificates
  assert.deepEqual([mixed?.fixture, mixed?.level], [undefined, 'high'])
  const below = inventoryOf(
    [certificateFinding(own.der, 'tests/fixtures/app.tgz!bin/app')],
    nowMs,
    'tests/fixtures/app.tgz',
  )
  assert.equal(below.certificates[0]?.fixture, undefined)
})

test('a name for examples makes a fixture, a private domain does not', async () => {
  const named = async (name: string): Promise<string | undefined> => {
    const made = await leaf(middle, -10, 80, { dnsNames: [name] })
    return inventoryOf([certificateFinding(made.der, at('x'))]).certificates[0]?.fixture
  }
  assert.equal(await named('localhost'), 'name')
  assert.equal(await named('www.example.com'), 'name')
  assert.equal(await named('www.joost.test'), undefined)
})

test('a private key beside its certificate is told on both', () => {
  const { certificates, privateKeys } = inventoryOf([
    certificateFinding(own.der, at('server.pem')),
    privateKey(own, at('server.key')),
    privateKey(root, at('sealed.key'), true),
  ])
  assert.equal(certificates[0]?.exposedKey?.path, at('server.key'))
  assert.deepEqual(
    privateKeys.map(({ kind, certificates: own }) => [kind, own.length]),
    [
      ['private-key-sealed', 0],
      ['private-key', 1],
    ],
  )
})

test('ten roots in one file are one bundle; what stands elsewhere too stays its own', () => {
  const findings = [
    ...many.map((each, i) => certificateFinding(each.der, at('cacert.pem'), i * 1500)),
    certificateFinding(own.der, at('cacert.pem'), 17_000),
    certificateFinding(many[0]?.der ?? root.der, at('pinned.der')),
    certificateFinding(root.der, at('cacert.pem'), 900_000),
  ]
  const { bundles, certificates } = inventoryOf(findings)
  assert.equal(bundles.length, 1)
  const [bundle] = bundles
  assert.equal(bundle?.path, at('cacert.pem'))
  assert.equal(bundle?.count, 11)
  assert.deepEqual(
    bundle?.expired.map(({ subject }) => subject),
    ['CN=Public Root 3'],
  )
  assert.equal(bundle?.newest.subject, 'CN=Public Root 10')
  const sorted = many
    .map(({ der }) => sha256(der))
    .sort()
    .join('\n')
  assert.equal(bundle?.sha256, createHash('sha256').update(sorted).digest('hex'))
  // The leaf, the root that also stands alone, and the root far behind the bundle in the same file.
  assert.deepEqual(certificates.map(({ subject }) => subject).sort(), [
    'CN=Public Root 0',
    'CN=Root',
    'CN=www.joost.test',
  ])
  assert.ok(certificates.every(({ occurrences }) => occurrences.length === 1))
})

test('a folder of hash-named files is one bundle', () => {
  const findings = many.map((each, i) =>
    certificateFinding(each.der, at(`etc/ssl/certs/${(0x1234560 + i).toString(16)}.0`)),
  )
  const { bundles, certificates } = inventoryOf(findings)
  assert.equal(bundles[0]?.path, at('etc/ssl/certs'))
  assert.equal(certificates.length, 0)
  assert.equal(inventoryOf(findings.slice(0, 9)).certificates.length, 9)
})

test('pins resolve to what was found or observed, by key or certificate, in each digest', () => {
  const digest = (algorithm: string, bytes: Uint8Array): string =>
    createHash(algorithm).update(bytes).digest('hex')
  const findings = [
    certificateFinding(own.der, at('server.pem')),
    pinFinding(digest('sha256', spkiOf(own.key)), at('a')),
    pinFinding(digest('sha1', own.der), at('b'), {
      digestAlgorithm: 'sha1',
      target: 'certificate',
      form: 'fingerprint',
    }),
    pinFinding(digest('md5', own.der), at('c'), {
      digestAlgorithm: 'md5',
      target: 'unknown',
      form: 'fingerprint',
    }),
    pinFinding(digest('sha256', spkiOf(root.key)), at('d')),
    pinFinding(digest('sha256', own.der), at('e'), { target: 'spki' }),
    pinFinding('ab'.repeat(32), at('f')),
  ]
  const { pins } = buildInventory(findings, {
    crypto: nodeCrypto,
    nowMs,
    observations: [observed([own.der, middle.der, root.der])],
  })
  const told = pins.map(
    ({ kind, resolvedTo }) => `${kind} ${resolvedTo.map(each => `${each.by}:${each.source}`).join()}`,
  )
  assert.deepEqual(told, [
    'pin-resolved spki:found,spki:observed',
    'pin-resolved certificate:found,certificate:observed',
    'pin-resolved certificate:found,certificate:observed',
    'pin-resolved spki:observed',
    'pin-unresolved ',
    'pin-unresolved ',
  ])
})

test('bytes that are no certificate are kept aside, never dropped and never thrown about', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), bytes => {
      const finding = {
        ...certificateFinding(own.der, at('x')),
        der: bytes,
        sha256: sha256(bytes),
      } as Finding
      const { certificates, others } = inventoryOf([finding])
      assert.equal(certificates.length + others.length, 1)
    }),
    { numRuns: 50 },
  )
})
