import assert from 'node:assert/strict'
import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { checkMaterials } from '../../../src/sandbox/cast/check-materials.ts'
import {
  alternativeNames,
  caExtensions,
  distinguishedName,
  leafExtensions,
} from '../../../src/sandbox/cast/extension.ts'
import { type SigningKey, signingKey } from '../../../src/sandbox/cast/key-ring.ts'
import { openCast } from '../../../src/sandbox/cast/open-cast.ts'
import { certificatePem } from '../../../src/sandbox/cast/pins.ts'
import { signCertificate } from '../../../src/sandbox/cast/sign.ts'
import type { Materials } from '../../../src/sandbox/contract.ts'
import { hostRoots } from '../../../src/sandbox/trust/host-roots.ts'
import {
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

const dayMs = 86_400_000
const hosts = [host('api.example.test')]

interface Made {
  readonly name: Uint8Array
  readonly key: SigningKey
  readonly der: Uint8Array
}

interface Wish {
  readonly names?: readonly string[]
  readonly from?: number
  readonly until?: number
}

async function make(
  title: string,
  issuer?: Made,
  { names, from = -10, until = 80 }: Wish = {},
): Promise<Made> {
  const key = signingKey(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)
  const name = distinguishedName(title, 'Private')
  const draft = {
    subject: name,
    issuer: issuer?.name ?? name,
    spki: key.spki,
    notBeforeMs: nowMs + from * dayMs,
    notAfterMs: nowMs + until * dayMs,
    extensions: names ? [...leafExtensions(false, false), alternativeNames(names, false)] : caExtensions(),
  }
  return { name, key, der: await signCertificate(draft, issuer?.key ?? key) }
}

const keyPem = (key: SigningKey): string => key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const pem = (...made: readonly Made[]): string => made.map(({ der }) => certificatePem(der)).join('')

const root = await make('Real Root')
const issuing = await make('Real Issuing', root)
const names = ['api.example.test']
const leaf = await make('api', issuing, { names })
const stranger = await make('Stranger')

/** Files of the operator in a folder that vanishes. */
function written(t: TestContext, files: Readonly<Record<string, string | Uint8Array>>): string {
  const dir = folder(t)
  for (const [name, content] of Object.entries(files)) writeFileSync(join(dir, name), content)
  return dir
}

function next(dir: string, more: Partial<Materials> = {}): Materials {
  return { ...noMaterials, nextChainPath: join(dir, 'chain.pem'), nextKeyPath: join(dir, 'key.pem'), ...more }
}

function current(dir: string, more: Partial<Materials> = {}): Materials {
  return {
    ...noMaterials,
    currentChainPath: join(dir, 'chain.pem'),
    currentKeyPath: join(dir, 'key.pem'),
    ...more,
  }
}

const encrypted = createPrivateKey(keyPem(leaf.key)).export({
  type: 'pkcs8',
  format: 'pem',
  cipher: 'aes-256-cbc',
  passphrase: 'secret',
})
const late = await make('late', issuing, { names, until: -1 })
const early = await make('early', issuing, { names, from: 2 })
const elsewhere = await make('elsewhere', issuing, { names: ['www.example.test'] })

/** What is wrong -> chain, key, code. */
const faults: readonly (readonly [string, string, string | Uint8Array, string])[] = [
  ['a key of another certificate', pem(leaf, issuing), keyPem(stranger.key), 'materials-key-mismatch'],
  ['the key of the issuer', pem(leaf, issuing), keyPem(issuing.key), 'materials-key-mismatch'],
  ['an encrypted key', pem(leaf, issuing), encrypted, 'materials-key-encrypted'],
  ['a certificate for a key', pem(leaf, issuing), pem(leaf), 'materials-no-key'],
  ['an empty key file', pem(leaf, issuing), '', 'materials-no-key'],
  ['a key for a chain', keyPem(leaf.key), keyPem(leaf.key), 'materials-no-certificate'],
  ['no intermediate', pem(leaf), keyPem(leaf.key), 'materials-chain-incomplete'],
  ['a foreign certificate', pem(leaf, issuing, stranger), keyPem(leaf.key), 'materials-chain-foreign'],
  ['a foreign intermediate', pem(leaf, stranger), keyPem(leaf.key), 'materials-chain-foreign'],
  ['the root before the intermediate', pem(leaf, root, issuing), keyPem(leaf.key), 'materials-chain-order'],
  ['an expired leaf', pem(late, issuing), keyPem(late.key), 'materials-expired'],
  ['a leaf of the day after tomorrow', pem(early, issuing), keyPem(early.key), 'materials-not-yet-valid'],
  ['a leaf for another host', pem(elsewhere, issuing), keyPem(elsewhere.key), 'materials-host-not-covered'],
  [
    'a damaged certificate',
    pem(leaf).replace(/\n.{20}/, '\nAAAAAAAAAAAAAAAAAAAA'),
    keyPem(leaf.key),
    'materials-damaged',
  ],
  ['a bundle', pem(...Array.from({ length: 40 }, () => stranger)), keyPem(leaf.key), 'materials-too-large'],
]

for (const [title, chain, key, code] of faults) {
  test(`refused before anything runs: ${title}`, async t => {
    const dir = written(t, { 'chain.pem': chain, 'key.pem': key })
    await assert.rejects(checkMaterials(next(dir), nowMs, hosts, [root.der]), (error: unknown) => {
      assert.ok(error instanceof Error && 'code' in error)
      assert.equal(error.code, code, error.message)
      const secret = keyPem(leaf.key).split('\n')[1] ?? ''
      assert.ok(!error.message.includes(secret.slice(8, 24)), 'no key bytes')
      assert.ok(error.message.includes(dir), 'names the file')
      return true
    })
  })
}

test('files that are missing or alone are named', async t => {
  const dir = written(t, { 'chain.pem': pem(leaf, issuing), 'key.pem': keyPem(leaf.key) })
  const chainAlone = { ...noMaterials, nextChainPath: join(dir, 'chain.pem') }
  await assert.rejects(checkMaterials(chainAlone, nowMs, hosts), { code: 'materials-key-missing' })
  const keyAlone = { ...noMaterials, nextKeyPath: join(dir, 'key.pem') }
  await assert.rejects(checkMaterials(keyAlone, nowMs, hosts), { code: 'materials-chain-missing' })
  await assert.rejects(checkMaterials(next('/nonexistent'), nowMs, hosts), { code: 'materials-unreadable' })
  await assert.rejects(checkMaterials(next(dir, { authorityDir: dir }), nowMs, hosts), {
    code: 'materials-unreadable',
  })
})

test('a whole chain passes: with the root of this machine, its own, and none known', async t => {
  const dir = written(t, { 'chain.pem': pem(leaf, issuing), 'key.pem': keyPem(leaf.key) })
  await checkMaterials(next(dir), nowMs, hosts, [stranger.der, root.der])
  await checkMaterials(next(dir), nowMs, hosts)
  const whole = written(t, { 'chain.pem': pem(leaf, issuing, root), 'key.pem': keyPem(leaf.key) })
  await checkMaterials(current(whole), nowMs, hosts, [stranger.der])
  await checkMaterials(noMaterials, nowMs, hosts)
})

test('the roots of this machine anchor nothing of a private CA', async t => {
  const roots = hostRoots()
  assert.ok(roots.length > 50)
  const dir = written(t, { 'chain.pem': pem(leaf, issuing), 'key.pem': keyPem(leaf.key) })
  const refused = checkMaterials(next(dir), nowMs, hosts, roots)
  await assert.rejects(refused, { code: 'materials-chain-incomplete' })
  const whole = written(t, { 'chain.pem': pem(leaf, issuing, root), 'key.pem': keyPem(leaf.key) })
  await checkMaterials(next(whole), nowMs, hosts, roots)
})

test('a private chain that ends like the one of today is as complete', async t => {
  const renewed = await make('renewed', issuing, { names })
  const dir = written(t, {
    'chain.pem': pem(leaf, issuing, root),
    'key.pem': keyPem(leaf.key),
    'short.pem': pem(leaf, issuing),
    'next.pem': pem(renewed, issuing),
    'bare.pem': pem(renewed),
    'next.key': keyPem(renewed.key),
  })
  const staged = (chain: string) => ({
    nextChainPath: join(dir, chain),
    nextKeyPath: join(dir, 'next.key'),
  })
  await checkMaterials(current(dir, staged('next.pem')), nowMs, hosts, [root.der])
  const bare = checkMaterials(current(dir, staged('bare.pem')), nowMs, hosts, [root.der])
  await assert.rejects(bare, { code: 'materials-chain-incomplete' })
  const short = { currentChainPath: join(dir, 'short.pem'), currentKeyPath: join(dir, 'key.pem') }
  const both = { ...noMaterials, ...short, ...staged('next.pem') }
  await checkMaterials(both, nowMs, hosts, [stranger.der])
  const alone = { ...noMaterials, ...staged('next.pem') }
  await assert.rejects(checkMaterials(alone, nowMs, hosts, [stranger.der]), /next\.pem/)
})

const asked = (id: string) => ({ scenario: id, serverName: 'api.example.test', shiftDays: 0 })

test('the current chain is sent as it is; what differs is a stand-in with its key', async t => {
  const dir = written(t, { 'chain.pem': pem(leaf, issuing), 'key.pem': keyPem(leaf.key) })
  const cast = await openCast({ hosts, scenarios, materials: current(dir), hostRoots: [root.der], nowMs })
  const baseline = await cast.credentials(asked('baseline'))
  assert.equal(baseline.chainPem, pem(leaf, issuing))
  assert.equal(baseline.keyPem, keyPem(leaf.key))
  assert.equal((await cast.credentials(asked('missing-intermediate'))).chainPem, pem(leaf))
  assert.equal((await cast.credentials(asked('new-intermediate'))).keyPem, keyPem(leaf.key))
  const rekeyed = createPrivateKey((await cast.credentials(asked('re-keyed'))).keyPem)
  assert.equal(rekeyed.asymmetricKeyType, 'ec', 'new keys are of the kind of the old one')
  const other = createPrivateKey((await cast.credentials(asked('other-type'))).keyPem)
  assert.equal(other.asymmetricKeyType, 'rsa')
  const holdsReal = (trust: 'old' | 'both' | 'new'): boolean =>
    cast.roots(trust).some(der => Buffer.compare(der, root.der) === 0)
  assert.deepEqual([holdsReal('old'), holdsReal('both'), holdsReal('new')], [true, true, false])
  assert.equal(cast.files['root.pem'], pem(root))
  await assert.rejects(cast.credentials({ ...asked('baseline'), shiftDays: 3 }), { code: 'cast-dates-fixed' })
})

test('the current key alone is the key of all stand-ins', async t => {
  const dir = written(t, { 'key.pem': keyPem(leaf.key) })
  const materials = { ...noMaterials, currentKeyPath: join(dir, 'key.pem') }
  const cast = await openCast({ hosts, scenarios, materials, hostRoots: [], nowMs })
  assert.equal((await cast.credentials(asked('baseline'))).keyPem, keyPem(leaf.key))
})

test('the next chain is staged as it is', async t => {
  const dir = written(t, { 'chain.pem': pem(leaf, issuing), 'key.pem': keyPem(leaf.key) })
  const staged = scenario('staged', {}, '', [], { kind: 'staged' })
  const materials = next(dir)
  const cast = await openCast({ hosts, scenarios: [...scenarios, staged], materials, hostRoots: [], nowMs })
  assert.equal((await cast.credentials(asked('staged'))).chainPem, pem(leaf, issuing))
  assert.equal(cast.chains.at(-1)?.sha256.length, 2)
})

test('a private CA plays the old root and intermediate A itself', async t => {
  if (!needs(t, 'openssl', 'openssl')) return
  const dir = written(t, {
    'root.pem': pem(root),
    'root.key': keyPem(root.key),
    'intermediate.pem': pem(issuing),
    'intermediate.key': keyPem(issuing.key),
    'chain.pem': pem(leaf, issuing),
    'key.pem': keyPem(leaf.key),
  })
  const materials = current(dir, { authorityDir: dir })
  await checkMaterials(materials, nowMs, hosts, [stranger.der])
  const cast = await openCast({ hosts, scenarios, materials, hostRoots: [], nowMs })
  for (const id of ['baseline', 're-keyed', 'new-intermediate', 'reissued', 'crossed']) {
    const { chainPem } = await cast.credentials(asked(id))
    assert.equal(opensslVerify(dir, chainPem, pem(root)), '', id)
  }
  const reissued = (await cast.credentials(asked('reissued'))).chainPem.split(
    /(?<=-----END CERTIFICATE-----\n)/,
  )
  assert.equal(new X509Certificate(reissued[1] ?? '').subject, new X509Certificate(issuing.der).subject)
  assert.equal(store(cast, 'old').includes(pem(root)), true)
  assert.equal(cast.roots('old').length, 2)
})

test('a private root that signs leaves itself has no intermediate', async t => {
  if (!needs(t, 'openssl', 'openssl')) return
  const direct = await make('direct', root, { names })
  const dir = written(t, {
    'root.pem': pem(root),
    'root.key': keyPem(root.key),
    'chain.pem': pem(direct),
    'key.pem': keyPem(direct.key),
  })
  const materials = current(dir, { authorityDir: dir })
  const cast = await openCast({ hosts, scenarios, materials, hostRoots: [], nowMs })
  const { chainPem } = await cast.credentials(asked('re-keyed'))
  assert.equal(chainPem.match(/BEGIN/g)?.length, 1)
  assert.equal(opensslVerify(dir, chainPem, pem(root)), '')
})

test('an intermediate of another root is refused', async t => {
  const dir = written(t, {
    'root.pem': pem(stranger),
    'root.key': keyPem(stranger.key),
    'intermediate.pem': pem(issuing),
    'intermediate.key': keyPem(issuing.key),
  })
  const materials = { ...noMaterials, authorityDir: dir }
  await assert.rejects(checkMaterials(materials, nowMs, hosts), { code: 'materials-authority-mismatch' })
  const leafy = written(t, { 'root.pem': pem(leaf), 'root.key': keyPem(leaf.key) })
  await assert.rejects(checkMaterials({ ...noMaterials, authorityDir: leafy }, nowMs, hosts), {
    code: 'materials-authority-not-ca',
  })
})
