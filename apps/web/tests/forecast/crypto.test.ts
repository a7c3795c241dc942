import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DigestAlgorithm } from '@foreseen/x509'
import { hex } from '@foreseen/x509'
import { nodeCrypto } from '@foreseen/x509/node'
import fc from 'fast-check'
import { knownSignatures, pageCrypto, pageDigests } from '../../src/forecast/crypto.ts'

const algorithms: readonly DigestAlgorithm[] = ['md5', 'sha1', 'sha256', 'sha384', 'sha512']
const algorithm = fc.constantFrom(...algorithms)
const octets = fc.uint8Array({ maxLength: 300 })
const same = (a: Uint8Array, b: Uint8Array): void => assert.equal(hex(a), hex(b))

test('digests of the page are those of OpenSSL', () => {
  fc.assert(
    fc.property(algorithm, octets, (name, bytes) =>
      same(pageDigests.digest(name, bytes), nodeCrypto.digest(name, bytes)),
    ),
  )
})

test('keyed digests and derived keys of the page are those of OpenSSL', () => {
  fc.assert(
    fc.property(algorithm, octets, octets, (name, key, bytes) =>
      same(pageDigests.hmac(name, key, bytes), nodeCrypto.hmac(name, key, bytes)),
    ),
  )
  fc.assert(
    fc.property(algorithm, octets, octets, fc.integer({ min: 1, max: 9 }), (name, password, salt, rounds) =>
      same(
        pageDigests.pbkdf2(name, password, salt, rounds, 40),
        nodeCrypto.pbkdf2(name, password, salt, rounds, 40),
      ),
    ),
    { numRuns: 30 },
  )
})

test('a signature is what the server said, and unknown where it said nothing', () => {
  const parts = [1, 2, 3, 4].map(octet => Uint8Array.of(octet)) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ]
  let id = ''
  const spy = knownSignatures([])
  assert.equal(pageCrypto(spy).verify(...parts), 'unsupported')
  assert.equal(spy.missed.size, 1)
  for (const missed of spy.missed) id = hex(Uint8Array.from(missed, letter => letter.charCodeAt(0)))
  const bad = knownSignatures([{ id, valid: false }])
  assert.equal(pageCrypto(bad).verify(...parts), 'invalid')
  assert.equal(bad.missed.size, 0)
  assert.equal(pageCrypto(knownSignatures([{ id, valid: true }])).verify(...parts), 'valid')
})

test('what the page cannot open it says it cannot', () => {
  const empty = new Uint8Array(16)
  assert.equal(pageDigests.decrypt('aes-128-cbc', empty, empty, empty), undefined)
})
