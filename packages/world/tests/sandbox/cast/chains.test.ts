import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { before, test } from 'node:test'
import { certificateFacts, parseCertificate } from '@foreseen/x509'
import { Authorities } from '../../../src/sandbox/cast/authorities.ts'
import { KeyRing } from '../../../src/sandbox/cast/key-ring.ts'
import { Leaves } from '../../../src/sandbox/cast/leaves.ts'
import { openCast } from '../../../src/sandbox/cast/open-cast.ts'
import { certificatePem } from '../../../src/sandbox/cast/pins.ts'
import type { Cast } from '../../../src/sandbox/parts.ts'
import {
  baselineLeaf,
  folder,
  host,
  needs,
  noMaterials,
  nowMs,
  opensslVerify,
  scenario,
  scenarios,
  store,
} from './scene.ts'

const hosts = ['api.example.test', '*.cdn.example.test', '127.3.2.1', '2001:db8::7'].map(host)
const options = { hosts, scenarios, materials: noMaterials, hostRoots: [], nowMs }
let cast: Cast

before(async () => {
  cast = await openCast(options)
})

async function chainOf(id: string, serverName = 'api.example.test', shiftDays = 0): Promise<string> {
  return (await cast.credentials({ scenario: id, serverName, shiftDays })).chainPem
}

const leafOf = (pem: string): X509Certificate => new X509Certificate(pem)

function staged(id: string) {
  const found = cast.chains.find(({ scenario }) => scenario === id)
  assert.ok(found, id)
  return found
}

/** Scenario -> what OpenSSL says with the old root, and with both; '' is a chain that holds. */
const verdicts: readonly (readonly [id: string, old: RegExp, both: RegExp])[] = [
  ['baseline', /^$/, /^$/],
  ['re-keyed', /^$/, /^$/],
  ['other-type', /^$/, /^$/],
  ['nameless', /^$/, /^$/],
  ['new-intermediate', /^$/, /^$/],
  ['reissued', /^$/, /^$/],
  ['crossed', /^$/, /^$/],
  ['cross-dropped', /unable to get/, /^$/],
  ['cross-expired', /expired/, /^$/],
  ['expired', /expired/, /expired/],
  ['intermediate-expired', /expired/, /expired/],
  ['wrong-host', /hostname mismatch/, /hostname mismatch/],
  ['missing-intermediate', /unable to get/, /unable to get/],
  ['untrusted', /unable to get/, /unable to get/],
]

test('OpenSSL judges every chain as its scenario means it', async t => {
  if (!needs(t, 'openssl', 'openssl')) return
  const dir = folder(t)
  const host = ['-verify_hostname', 'api.example.test', '-purpose', 'sslserver', '-x509_strict']
  for (const [id, old, both] of verdicts) {
    const chain = await chainOf(id)
    assert.match(opensslVerify(dir, chain, store(cast, 'old'), host), old, `${id}, old root`)
    assert.match(opensslVerify(dir, chain, store(cast, 'both'), host), both, `${id}, both roots`)
  }
  assert.match(opensslVerify(dir, await chainOf('baseline'), store(cast, 'new'), host), /unable to get/)
  assert.deepEqual(cast.roots('host'), [])
})

test('one leaf covers all hosts, wildcards and addresses; a wrong host covers none', async () => {
  const leaf = leafOf(await chainOf('baseline'))
  for (const name of ['api.example.test', 'a.cdn.example.test']) assert.ok(leaf.checkHost(name), name)
  for (const address of ['127.3.2.1', '2001:db8::7']) assert.ok(leaf.checkIP(address), address)
  assert.equal(leaf.subject, 'CN=api.example.test')
  assert.equal(leafOf(await chainOf('wrong-host')).checkHost('api.example.test'), undefined)
})

test('a wildcard, an absent server name and odd case mean the rehearsed hosts', async () => {
  const expected = await chainOf('baseline')
  for (const name of ['', 'API.example.test', 'b.cdn.example.test', 'api.example.test.'])
    assert.equal(await chainOf('baseline', name), expected, name)
})

test('without a common name the subject is empty and the names are critical', async () => {
  const parsed = parseCertificate(leafOf(await chainOf('nameless')).raw)
  assert.ok(parsed.ok)
  assert.equal(parsed.value.subject.rdns.length, 0)
  assert.equal(parsed.value.extensions.find(({ name }) => name === 'subjectAltName')?.critical, true)
  assert.deepEqual(certificateFacts(parsed.value).extendedKeyUsage, ['1.3.6.1.5.5.7.3.1'])
})

test('a scenario that changes another link sends the leaf of the baseline', () => {
  const [leaf, intermediate] = staged('baseline').sha256
  for (const id of ['reissued', 'intermediate-expired', 'missing-intermediate'])
    assert.equal(staged(id).sha256[0], leaf, id)
  assert.notEqual(staged('reissued').sha256[1], intermediate)
  assert.notEqual(staged('re-keyed').leafSpkiSha256, staged('baseline').leafSpkiSha256)
  assert.equal(staged('crossed').leafSpkiSha256, staged('baseline').leafSpkiSha256)
})

test('values and files are those of the baseline', () => {
  assert.equal(cast.values['leaf-sha256'], staged('baseline').sha256[0])
  const spki = Buffer.from(cast.values['leaf-spki'] ?? '', 'base64').toString('hex')
  assert.equal(spki, staged('baseline').leafSpkiSha256)
  assert.deepEqual(Object.keys(cast.values).sort(), [
    'intermediate-spki',
    'leaf-sha256',
    'leaf-spki',
    'root-spki',
  ])
  const root = new X509Certificate(cast.files['root.pem'] ?? '')
  const intermediate = new X509Certificate(cast.files['intermediate.pem'] ?? '')
  assert.ok(intermediate.verify(root.publicKey))
  assert.ok(new X509Certificate(cast.files['leaf.pem'] ?? '').verify(intermediate.publicKey))
})

test('a stand-in root cannot sign for another name or address', async t => {
  if (!needs(t, 'openssl', 'openssl')) return
  const ring = new KeyRing()
  const permitted = ['api.example.test', '192.0.2.0']
  const authorities = new Authorities({ ring, nowMs, permitted, adopted: new Map() })
  const root = authorities.plan('old-root', [])
  const roots = certificatePem(await authorities.certificate(root, [], 0))
  for (const [name, expected] of [
    ['api.example.test', ''],
    ['sub.api.example.test', ''],
    ['api.example.org', 'permitted subtree violation'],
    ['127.0.0.1', 'permitted subtree violation'],
  ] as const) {
    const leaves = new Leaves({ ring, nowMs, names: [name] })
    const leaf = await leaves.leaf(baselineLeaf, await authorities.identity(root), 0)
    assert.equal(opensslVerify(folder(t), certificatePem(leaf.der), roots), expected, name)
  }
})

test('addresses alone, a wildcard alone and a name of 200 characters can be rehearsed', async t => {
  if (!needs(t, 'openssl', 'openssl')) return
  const long = `${'long-label.'.repeat(18)}test`
  for (const [name, asked] of [
    ['10.0.0.1', ['-verify_ip', '10.0.0.1']],
    ['2001:db8::7', ['-verify_ip', '2001:db8::7']],
    ['::ffff:10.0.0.1', ['-verify_ip', '::ffff:10.0.0.1']],
    ['*.example.test', ['-verify_hostname', 'a.example.test']],
    ['BÜcher.Example.', ['-verify_hostname', 'xn--bcher-kva.example']],
    [long, ['-verify_hostname', long]],
  ] as const) {
    const few = scenarios.filter(({ id }) => id === 'baseline')
    const one = await openCast({ ...options, hosts: [host(name)], scenarios: few })
    const { chainPem } = await one.credentials({ scenario: 'baseline', serverName: '', shiftDays: 0 })
    assert.equal(opensslVerify(folder(t), chainPem, store(one, 'old'), asked), '', name)
  }
})

test('dates move by a shift, keys and roots stay', async () => {
  const now = leafOf(await chainOf('baseline'))
  const pem = await chainOf('baseline', 'api.example.test', 90)
  const moved = leafOf(pem)
  const days = (a: string, b: string): number => (Date.parse(a) - Date.parse(b)) / 86_400_000
  assert.equal(days(now.validTo, moved.validTo), 90)
  assert.ok(now.publicKey.equals(moved.publicKey))
  const [, intermediate = ''] = pem.split(/(?<=-----END CERTIFICATE-----\n)/)
  const root = new X509Certificate(cast.roots('old')[0] ?? new Uint8Array())
  const below = new X509Certificate(intermediate)
  assert.ok(below.verify(root.publicKey))
  const unmoved = new X509Certificate(cast.files['intermediate.pem'] ?? '')
  assert.equal(days(unmoved.validTo, below.validTo), 90)
})

test('other names get an authority of their own', async t => {
  const pem = await chainOf('baseline', 'telemetry.example.org')
  assert.ok(leafOf(pem).checkHost('telemetry.example.org'))
  assert.equal(await chainOf('expired', 'telemetry.example.org'), pem)
  for (const name of ['a b', '../x', 'x'.repeat(300), 'ü.example'])
    assert.equal(leafOf(await chainOf('baseline', name)).subject, 'CN=nobody.rehearsal.invalid')
  if (!needs(t, 'openssl', 'openssl')) return
  const host = ['-verify_hostname', 'telemetry.example.org']
  for (const trust of ['old', 'new'] as const)
    assert.equal(opensslVerify(folder(t), pem, store(cast, trust), host), '', trust)
})

test('a scenario may bring authorities of its own', async t => {
  if (!needs(t, 'openssl', 'openssl')) return
  const plan = { notBeforeDays: -10, notAfterDays: 10 }
  const own = { ...plan, id: 'second', subject: 'Second', key: 'second', issuer: 'intermediate-a' }
  const longer = scenario('longer', {}, 'second', ['leaf', 'second', 'intermediate-a'], {
    authorities: [own],
  })
  const other = await openCast({ ...options, scenarios: [longer] })
  const { chainPem } = await other.credentials({ scenario: 'longer', serverName: '', shiftDays: 0 })
  assert.equal(opensslVerify(folder(t), chainPem, store(other, 'old')), '')
})

test('what is not there is refused by code', async () => {
  await assert.rejects(chainOf('nothing'), { code: 'cast-unknown-scenario' })
  const odd = [scenario('odd', baselineLeaf, 'nobody', ['leaf'])]
  await assert.rejects(openCast({ ...options, scenarios: odd }), { code: 'cast-unknown-authority' })
  const next = await openCast({ ...options, scenarios: [scenario('staged', {}, '', [], { kind: 'staged' })] })
  const asked = { scenario: 'staged', serverName: '', shiftDays: 0 }
  await assert.rejects(next.credentials(asked), { code: 'cast-nothing-staged' })
})
