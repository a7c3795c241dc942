/** Where verifiers disagree: each measured row that the profiles cover. */
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { type Certificate, parseCertificate } from '@foreseen/x509'
import { nodeCrypto } from '@foreseen/x509/node'
import { acceptsChain, profiles, readChains } from '../../src/index.ts'
import { type Authority, authority, certify, host, leaf, newKey, nowMs, observed } from './scene.ts'

const read = (der: Uint8Array): Certificate => {
  const parsed = parseCertificate(der)
  assert.ok(parsed.ok)
  return parsed.value
}

/** Ids of the profiles that accept. */
function accepting(store: readonly Uint8Array[], served: readonly Uint8Array[]): string {
  const [chain] = readChains([observed(served)])
  assert.ok(chain)
  return profiles
    .filter(profile => acceptsChain(profile, store.map(read), chain, nowMs, nodeCrypto))
    .map(profile => profile.id)
    .join(' ')
}

const all = 'openssl openssl-partial gnutls mbedtls go java'
let root: Authority
let middle: Authority
let own: Authority

before(async () => {
  root = await authority('CN=Root')
  middle = await authority('CN=Intermediate', root)
  own = await leaf(middle, -10, 80)
})

test('the root accepts on all, another root on none', async () => {
  const other = await authority('CN=Root')
  assert.equal(accepting([root.der], [own.der, middle.der]), all)
  assert.equal(accepting([other.der], [own.der, middle.der]), '')
  assert.equal(accepting([root.der], [own.der]), '')
  assert.equal(accepting([root.der, middle.der], [own.der]), all)
})

test('intermediate only', () => {
  assert.equal(accepting([middle.der], [own.der, middle.der]), 'openssl-partial gnutls mbedtls go java')
})

test('CA-signed leaf only, then renewed', async () => {
  assert.equal(accepting([own.der], [own.der, middle.der]), 'openssl-partial go java')
  const renewed = await leaf(middle, -1, 89, { key: own.key })
  assert.equal(accepting([own.der], [renewed.der, middle.der]), '')
})

test('self-signed leaf, the same, renewed with its key, expired', async () => {
  const key = newKey()
  const selfSigned = (from: number, to: number): Promise<Uint8Array> =>
    certify({ subject: `CN=${host}`, key, from, to, dnsNames: [host] })
  const [present, renewed, ended] = [
    await selfSigned(-10, 80),
    await selfSigned(-1, 89),
    await selfSigned(-90, -1),
  ]
  assert.equal(accepting([present], [present]), all)
  assert.equal(accepting([present], [renewed]), 'gnutls')
  assert.equal(accepting([ended], [ended]), 'java')
})

test('expired anchors: root twin, intermediate with a reissued one served', async () => {
  const ended = await authority('CN=Root', undefined, -900, -1, { key: root.key })
  assert.equal(accepting([ended.der], [own.der, middle.der]), 'java')
  const endedMiddle = await authority('CN=Intermediate', root, -900, -1, { key: middle.key })
  assert.equal(accepting([endedMiddle.der], [own.der, middle.der]), 'java')
})

test('a store poisoned by an expired intermediate', async () => {
  const ended = await authority('CN=Intermediate', root, -900, -1, { key: middle.key })
  assert.equal(accepting([root.der, ended.der], [own.der, middle.der]), 'gnutls go java')
})

test('expired and fresh twin served, expired first', async () => {
  const ended = await authority('CN=Intermediate', root, -900, -1, { key: middle.key })
  assert.equal(
    accepting([root.der], [own.der, ended.der, middle.der]),
    'openssl openssl-partial mbedtls go java',
  )
})

test('cross-certificate as the only anchor; old expired root with a valid cross', async () => {
  const old = await authority('CN=Old Root', undefined, -4000, -10)
  const cross = await authority('CN=Root', old, -300, 300, { key: root.key })
  assert.equal(accepting([cross.der], [own.der, middle.der]), 'openssl-partial gnutls mbedtls go java')
  assert.equal(accepting([old.der], [own.der, middle.der, cross.der]), 'java')
})

test('path length of the anchor, purpose of an intermediate', async () => {
  const short = await authority('CN=Short', undefined, -800, 3000, { pathLength: 1 })
  const upper = await authority('CN=Upper', short)
  const lower = await authority('CN=Lower', upper)
  const below = await leaf(lower, -10, 80)
  assert.equal(accepting([short.der], [below.der, lower.der, upper.der]), 'java')
  const clients = await authority('CN=Clients', root, -800, 3000, { usages: ['1.3.6.1.5.5.7.3.2'] })
  const odd = await leaf(clients, -10, 80)
  assert.equal(accepting([root.der], [odd.der, clients.der]), 'mbedtls')
})

test('a leaf for clients only, expired, not yet valid: none', async () => {
  const client = await leaf(middle, -10, 80, { usages: ['1.3.6.1.5.5.7.3.2'] })
  assert.equal(accepting([root.der], [client.der, middle.der]), '')
  assert.equal(accepting([root.der], [(await leaf(middle, -10, -1)).der, middle.der]), '')
  assert.equal(accepting([root.der], [(await leaf(middle, 1, 80)).der, middle.der]), '')
})
