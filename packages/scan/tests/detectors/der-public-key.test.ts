import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fixtureDer } from '../../../../tests/fixture-ca/read.ts'
import { derCertificateDetector } from '../../src/detectors/der-certificate.ts'
import { derPublicKeyDetector as detector } from '../../src/detectors/der-public-key.ts'
import { catchesOf, filler, hitsOf, inputOf, join, optionsOf, spansInside } from '../detecting.ts'
import { pairs, spkiOf } from './key-pairs.ts'

test('public keys of every kind, at an odd offset and back to back', () => {
  const spkis = pairs.map(({ publicKey }) => spkiOf(publicKey))
  const bytes = join(filler(101), ...spkis, filler(40, 5))
  const caught = catchesOf(detector, bytes)
  assert.equal(caught.length, spkis.length)
  caught.forEach((one, i) => {
    assert.ok(one.type === 'public-key')
    assert.deepEqual(one.spki, spkis[i])
    assert.deepEqual(bytes.subarray(one.start, one.end), spkis[i])
  })
})

test('templates of crypto libraries are no keys', () => {
  const rest = (one: Uint8Array, keep: number, by: Uint8Array): Uint8Array => join(one.subarray(0, keep), by)
  for (const { name, publicKey } of pairs) {
    const spki = spkiOf(publicKey)
    const keep = spki.length < 60 ? 12 : name.startsWith('P') ? 27 : 40
    for (const by of [
      new Uint8Array(600),
      new Uint8Array(600).fill(0x41),
      Uint8Array.from({ length: 600 }, (_, i) => i),
    ]) {
      assert.deepEqual(catchesOf(detector, rest(spki, keep, by)), [], name)
    }
    assert.deepEqual(catchesOf(detector, spki.subarray(0, spki.length - 1)), [], name)
  }
})

test('a prefix before noise is no point of its curve', () => {
  for (const { publicKey } of pairs.filter(({ name }) => name.startsWith('P-'))) {
    const spki = spkiOf(publicKey)
    const bytes = join(spki.subarray(0, spki.length - 64), filler(64, 11))
    assert.deepEqual(catchesOf(detector, bytes), [])
  }
})

test('the key of a certificate is inside the span of the certificate', () => {
  const bytes = join(filler(10), fixtureDer('leaf'))
  const [certificate] = catchesOf(derCertificateDetector, bytes)
  for (const { start, end } of catchesOf(detector, bytes)) {
    assert.ok(certificate && start > certificate.start && end < certificate.end)
  }
})

test('mutations: no throw, spans inside, bytes as they stand', () => {
  const bytes = join(...pairs.map(({ publicKey }) => spkiOf(publicKey)))
  fc.assert(
    fc.property(
      fc.array(fc.record({ at: fc.nat(bytes.length - 1), octet: fc.nat(255) }), { maxLength: 5 }),
      changes => {
        const input = Uint8Array.from(bytes)
        for (const { at, octet } of changes) input[at] = octet
        const caught = hitsOf(detector, input).flatMap(hit => detector.find(hit, inputOf(input), optionsOf()))
        assert.ok(spansInside(caught, input))
        for (const one of caught)
          assert.ok(one.type === 'public-key' && one.spki.length === one.end - one.start)
      },
    ),
    { numRuns: 100 },
  )
})
