import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  hex,
  type PrivateKey,
  parseOpensshKey,
  parsePrivateKey,
  parsePublicKey,
  privateKeyLength,
  publicKeyLength,
  readPem,
  readPemKey,
} from '@foreseen/x509'
import { toyPem } from '../../../tests/fixture-ca/read.ts'
import { hasOpenssl, needsOpenssl, opensshSeed, openssl } from './seeds.ts'

const rsa = createPrivateKey(toyPem('self-rsa-2048'))
const ec = createPrivateKey(toyPem('self-p-384'))
const ed = createPrivateKey(toyPem('self-ed25519'))
const spkiOf = (key: KeyObject): string =>
  createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('hex')
const derOf = (key: KeyObject, type: 'pkcs1' | 'pkcs8' | 'sec1'): Uint8Array =>
  new Uint8Array(key.export({ type, format: 'der' }))

function keyOf(der: Uint8Array): PrivateKey {
  const parsed = parsePrivateKey(der)
  assert.ok(parsed.ok)
  assert.equal(privateKeyLength(der, 0), der.length)
  assert.equal(parsed.value.lengthBytes, der.length)
  return parsed.value
}

test('every plain form says kind, size, curve and the public half', () => {
  const table = [
    [rsa, 'pkcs1', 'rsa', 2048, ''],
    [rsa, 'pkcs8', 'rsa', 2048, ''],
    [ec, 'sec1', 'ec', 384, 'P-384'],
    [ec, 'pkcs8', 'ec', 384, 'P-384'],
  ] as const
  for (const [key, format, kind, sizeBits, curve] of table) {
    const found = keyOf(derOf(key, format))
    assert.deepEqual(
      [found.format, found.kind, found.sizeBits, found.curve, found.encrypted],
      [format, kind, sizeBits, curve, false],
    )
    assert.equal(found.spki && hex(found.spki), spkiOf(key))
  }
})

test('Ed25519 in PKCS#8 has no public half unless it is version 2', () => {
  const found = keyOf(derOf(ed, 'pkcs8'))
  assert.deepEqual([found.kind, found.sizeBits, found.spki], ['ed25519', 255, undefined])
  const publicOctets = createPublicKey(ed).export({ type: 'spki', format: 'der' }).subarray(-32)
  const body = Buffer.concat([
    Buffer.from('020101300506032b657004220420', 'hex'),
    Buffer.alloc(32, 1),
    Buffer.from('812100', 'hex'),
    publicOctets,
  ])
  const second = keyOf(Uint8Array.from([0x30, body.length, ...body]))
  assert.equal(second.spki && hex(second.spki), spkiOf(ed))
})

test('sealed PKCS#8 names cipher, derivation and rounds', t => {
  const sealed = ec.export({ type: 'pkcs8', format: 'der', cipher: 'aes-256-cbc', passphrase: 'toy' })
  assert.match(keyOf(new Uint8Array(sealed)).sealing, /^aes-256-cbc, PBKDF2 \d+ rounds$/)
  if (!hasOpenssl) return t.skip(needsOpenssl)
  const key = toyPem('leaf')
  const seal = (...options: string[]): PrivateKey =>
    keyOf(
      new Uint8Array(
        openssl(['pkcs8', '-topk8', '-in', 'k', '-outform', 'DER', '-passout', 'pass:toy', ...options], {
          k: key,
        }),
      ),
    )
  assert.equal(seal('-v2', 'aes-128-cbc', '-iter', '5000').sealing, 'aes-128-cbc, PBKDF2 5000 rounds')
  assert.equal(seal('-scrypt').sealing, 'aes-256-cbc, scrypt N=16384')
  assert.equal(
    seal('-v1', 'PBE-SHA1-3DES', '-iter', '77').sealing,
    'pbeWithSHAAnd3-KeyTripleDES-CBC, 77 rounds',
  )
})

test('DSA in both forms', t => {
  if (!hasOpenssl) return t.skip(needsOpenssl)
  const { privateKey } = generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 })
  const pkcs8 = new Uint8Array(privateKey.export({ type: 'pkcs8', format: 'der' }))
  assert.deepEqual([keyOf(pkcs8).kind, keyOf(pkcs8).sizeBits], ['dsa', 1024])
  const old = openssl(['dsa', '-inform', 'DER', '-in', 'k', '-outform', 'DER'], { k: pkcs8 })
  const found = parsePrivateKey(new Uint8Array(old))
  assert.ok(found.ok && (found.value.format === 'dsa' || found.value.format === 'pkcs8'))
  if (found.value.spki) assert.equal(hex(found.value.spki), spkiOf(privateKey))
})

test('armour: old encryption is told by its headers, other labels are no keys', () => {
  const pem = rsa.export({ type: 'pkcs1', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'toy' })
  const [block] = readPem(pem.toString())
  const sealed = block && readPemKey(block)
  assert.ok(sealed?.ok)
  assert.deepEqual(
    [sealed.value.format, sealed.value.kind, sealed.value.sealing],
    ['pem-encrypted', 'rsa', 'aes-128-cbc, MD5 1 round'],
  )
  const [publicBlock] = readPem(createPublicKey(rsa).export({ type: 'spki', format: 'pem' }).toString())
  assert.equal(publicBlock && readPemKey(publicBlock).ok, false)
})

test('openssh-key-v1: public half, cipher and rounds', () => {
  const options = Uint8Array.from([0, 0, 0, 4, 1, 2, 3, 4, 0, 0, 0, 24])
  const parsed = parseOpensshKey(opensshSeed('aes256-ctr', 'bcrypt', options))
  assert.ok(parsed.ok)
  assert.deepEqual(
    [parsed.value.kind, parsed.value.encrypted, parsed.value.sealing],
    ['ed25519', true, 'aes256-ctr, bcrypt 24 rounds'],
  )
  assert.equal(parsed.value.spki && publicKeyLength(parsed.value.spki, 0), 44)
  const cut = opensshSeed()
  assert.equal(parseOpensshKey(cut.subarray(0, cut.length - 1)).ok, false)
})

test('ssh-keygen: the public half is the one it prints', t => {
  if (spawnSync('ssh-keygen', ['-?']).error) return t.skip('needs ssh-keygen: apt-get install openssh-client')
  const home = mkdtempSync(join(tmpdir(), 'x509-ssh-'))
  t.after(() => rmSync(home, { recursive: true, force: true }))
  for (const [type, bits, kind] of [
    ['rsa', '2048', 'rsa'],
    ['ecdsa', '256', 'ec'],
    ['ed25519', '256', 'ed25519'],
  ] as const) {
    const path = join(home, type)
    assert.equal(spawnSync('ssh-keygen', ['-q', '-t', type, '-b', bits, '-N', '', '-f', path]).status, 0)
    const [block] = readPem(readFileSync(path))
    const parsed = block && readPemKey(block)
    assert.ok(parsed?.ok && parsed.value.spki)
    assert.equal(parsed.value.kind, kind)
    assert.equal(parsePublicKey(parsed.value.spki).ok, true)
    const pkcs8 = spawnSync('ssh-keygen', ['-e', '-m', 'PKCS8', '-f', `${path}.pub`]).stdout.toString()
    const [theirs] = pkcs8.includes('BEGIN PUBLIC KEY') ? readPem(pkcs8) : []
    if (theirs) assert.equal(hex(parsed.value.spki), hex(theirs.der))
  }
})

test('no secret octet is in what is returned', () => {
  const secret = rsa.export({ format: 'jwk' }).d ?? ''
  const found = keyOf(derOf(rsa, 'pkcs8'))
  const everything = Buffer.concat([Buffer.from(found.spki ?? []), Buffer.from(JSON.stringify(found))])
  assert.equal(everything.includes(Buffer.from(secret, 'base64url')), false)
  assert.ok((found.spki?.buffer.byteLength ?? 0) < 400)
})
