import assert from 'node:assert/strict'
import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { test } from 'node:test'
import { parsePublicKey, publicKeyLength } from '@foreseen/x509'
import { fixtureDer, toyPem } from '../../../tests/fixture-ca/read.ts'
import { hasOpenssl, needsOpenssl, openssl } from './seeds.ts'

const spki = (key: KeyObject): Uint8Array => new Uint8Array(key.export({ type: 'spki', format: 'der' }))
const ofToy = (name: string): Uint8Array => spki(createPublicKey(toyPem(name)))

test('kind, size and curve of every kind of key; the gate accepts each', () => {
  const table = [
    [ofToy('self-rsa-2048'), 'rsa', 2048, ''],
    [ofToy('self-p-256'), 'ec', 256, 'P-256'],
    [ofToy('self-p-521'), 'ec', 521, 'P-521'],
    [ofToy('self-ed25519'), 'ed25519', 255, ''],
    [spki(generateKeyPairSync('ed448').publicKey), 'ed448', 448, ''],
    [spki(generateKeyPairSync('x25519').publicKey), 'x25519', 255, ''],
    [spki(generateKeyPairSync('x448').publicKey), 'x448', 448, ''],
    [
      spki(generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 }).publicKey),
      'dsa',
      1024,
      '',
    ],
    [spki(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey), 'ec', 256, 'secp256k1'],
    [spki(generateKeyPairSync('ml-dsa-65').publicKey), 'ml-dsa', 0, ''],
  ] as const
  for (const [der, kind, sizeBits, curve] of table) {
    const parsed = parsePublicKey(der)
    assert.ok(parsed.ok)
    assert.deepEqual(
      [parsed.value.kind, parsed.value.sizeBits, parsed.value.curve, parsed.problems],
      [kind, sizeBits, curve, []],
    )
    assert.equal(publicKeyLength(der, 0), der.length, kind)
    assert.equal(publicKeyLength(der, 0, der.length - 1), 0, kind)
  }
})

test('a curve that is spelled out has the size of its field', t => {
  if (!hasOpenssl) return t.skip(needsOpenssl)
  const key = openssl(['ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-param_enc', 'explicit'])
  const der = new Uint8Array(
    openssl(['ec', '-in', 'k', '-pubout', '-outform', 'DER', '-param_enc', 'explicit'], { k: key }),
  )
  const parsed = parsePublicKey(der)
  assert.ok(parsed.ok)
  assert.deepEqual([parsed.value.sizeBits, parsed.value.curve], [256, 'explicit'])
  assert.equal(publicKeyLength(der, 0), der.length)
})

test('the gate refuses what only looks like a key', () => {
  const key = ofToy('self-p-256')
  const change = (at: number, to: number): Uint8Array => key.map((octet, i) => (i === at ? to : octet))
  const bits = key.length - 66
  assert.equal(key[bits], 0)
  assert.equal(publicKeyLength(change(bits, 1), 0), 0, 'unused bits')
  assert.equal(publicKeyLength(change(bits + 1, 9), 0), 0, 'form of the point')
  assert.equal(publicKeyLength(change(6, 0x2b), 0), 0, 'algorithm')
  assert.equal(publicKeyLength(fixtureDer('leaf'), 0), 0)
})
