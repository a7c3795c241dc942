import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { tlsCodes } from '../../../facts/src/codes-tls.ts'
import { servedFromFile } from '../../src/tls/served-file.ts'
import { endpointOn, failedOf, hexOf, servedOf } from './loopback.ts'
import { issue, keyPem, toyChain } from './toy-chain.ts'

const { root, intermediate, ecdsa, rsa } = await toyChain('www.joost.test')
const known = new Set(tlsCodes.map(entry => entry.code))

function observe(bytes: Uint8Array | string) {
  return servedFromFile(Buffer.from(bytes), endpointOn(443, 'none', 'www.joost.test'), 5)
}

function codes(bytes: Uint8Array | string): readonly string[] {
  const found = observe(bytes).problems.map(problem => problem.code)
  for (const code of found) assert.ok(known.has(code), code)
  return found
}

test('PEM in the order of a server', () => {
  const seen = observe(ecdsa.pem + intermediate.pem + root.pem)
  assert.equal(seen.source, 'file')
  assert.equal(seen.atMs, 5)
  assert.deepEqual(seen.problems, [])
  assert.equal(servedOf(seen).leafIndex, 0)
  assert.deepEqual(hexOf(servedOf(seen).chain), hexOf([ecdsa, intermediate, root]))
})

test('DER, one or several in a row', () => {
  assert.deepEqual(hexOf(servedOf(observe(ecdsa.der)).chain), hexOf([ecdsa]))
  const several = observe(Buffer.concat([ecdsa.der, intermediate.der]))
  assert.deepEqual(hexOf(servedOf(several).chain), hexOf([ecdsa, intermediate]))
  assert.deepEqual(codes(Buffer.concat([ecdsa.der, Buffer.of(1, 2, 3)])), ['served-damaged'])
})

test('PKCS#7 as PEM and DER', t => {
  if (spawnSync('openssl', ['version']).status !== 0) return t.skip('needs openssl: apt-get install openssl')
  const folder = mkdtempSync(join(tmpdir(), 'served-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const input = join(folder, 'chain.pem')
  writeFileSync(input, ecdsa.pem + intermediate.pem)
  for (const form of ['PEM', 'DER']) {
    const output = join(folder, `chain.${form}`)
    spawnSync('openssl', ['crl2pkcs7', '-nocrl', '-certfile', input, '-outform', form, '-out', output])
    const served = servedOf(observe(readFileSync(output)))
    assert.deepEqual([...hexOf(served.chain)].sort(), [...hexOf([ecdsa, intermediate])].sort())
    assert.equal(hexOf(served.chain)[served.leafIndex], hexOf([ecdsa])[0])
  }
})

test('a wrong order is kept, said, and the leaf is found', () => {
  const seen = observe(root.pem + intermediate.pem + ecdsa.pem)
  assert.deepEqual(hexOf(servedOf(seen).chain), hexOf([root, intermediate, ecdsa]))
  assert.equal(servedOf(seen).leafIndex, 2)
  assert.deepEqual(
    seen.problems.map(problem => problem.code),
    ['served-order'],
  )
})

test('a single self-signed certificate is its own leaf, also twice', () => {
  assert.deepEqual(codes(root.pem), [])
  assert.deepEqual(codes(root.pem + root.pem), [])
})

test('two leaves: the first one counts', () => {
  assert.equal(servedOf(observe(intermediate.pem + rsa.pem + ecdsa.pem)).leafIndex, 1)
})

test('a private key beside the chain is said and appears nowhere', async () => {
  const key = await keyPem(ecdsa)
  const seen = observe(key + ecdsa.pem)
  assert.deepEqual(
    seen.problems.map(problem => problem.code),
    ['served-private-key'],
  )
  const secret = key.split('\n')[1] ?? ''
  assert.ok(secret.length > 40 && !JSON.stringify(seen).includes(secret))
  assert.equal(servedOf(seen).chain.length, 1)
})

test('damaged blocks are said, the rest is read', () => {
  const broken = '-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n'
  assert.deepEqual(codes(broken + ecdsa.pem), ['served-damaged'])
  assert.equal(servedOf(observe(broken + ecdsa.pem)).chain.length, 1)
})

test('files without a certificate, and files too large', () => {
  for (const bytes of ['', 'hello', Buffer.of(0x30, 0x80), Buffer.of(0x30, 3, 1, 1, 1)]) {
    assert.equal(failedOf(observe(bytes)).code, 'served-no-certificate')
  }
  assert.equal(failedOf(observe(Buffer.alloc(17 * 1024 * 1024))).code, 'served-too-large')
  assert.equal(
    failedOf(observe(Buffer.concat(Array.from({ length: 5002 }, () => ecdsa.der)))).code,
    'served-too-large',
  )
})

test('an issuer is one by signature, not by name alone; an end entity goes before a CA', async () => {
  const impostor = await issue('Toy Root', 'ecdsa', undefined, true)
  assert.equal(servedOf(observe(impostor.pem + intermediate.pem)).leafIndex, 0)
  assert.equal(servedOf(observe(impostor.pem + intermediate.pem + ecdsa.pem)).leafIndex, 2)
})

test('the digest of a chain tells its order', () => {
  const one = servedOf(observe(ecdsa.pem + rsa.pem)).chainSha256
  assert.notEqual(one, servedOf(observe(rsa.pem + ecdsa.pem)).chainSha256)
})

test('many certificates of one name with signatures that do not verify end soon', () => {
  const copies = Array.from({ length: 2000 }, (_, index) => {
    const der = Buffer.from(root.der)
    // The low bytes of the second integer of the signature: still a certificate, no longer signed.
    der.writeUInt16BE(index, der.length - 2)
    return der
  })
  assert.equal(servedOf(observe(Buffer.concat(copies))).chain.length, 2000)
})

test('any change to a file gives a record, never an exception', () => {
  const whole = Buffer.concat([ecdsa.der, intermediate.der])
  const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length))
  fc.assert(
    fc.property(change, ([at, value, end]) => {
      const bytes = Buffer.from(whole)
      bytes[at] = value
      const seen = observe(bytes.subarray(0, end))
      assert.ok(
        seen.outcome.state === 'failed' ? known.has(seen.outcome.code) : seen.outcome.chain.length > 0,
      )
    }),
    { numRuns: 500 },
  )
})
