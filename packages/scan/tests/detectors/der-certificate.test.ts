import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { fixtureDer } from '../../../../tests/fixture-ca/read.ts'
import { derCertificateDetector as detector } from '../../src/detectors/der-certificate.ts'
import { catchesOf, filler, hitsOf, inputOf, join, optionsOf, spansInside } from '../detecting.ts'

const folder = new URL('../../../../tests/fixture-ca/certificates/', import.meta.url)
const names = readdirSync(folder).map(file => file.slice(0, -'.pem'.length))

test('every certificate of the fixture set is found at an odd offset among filler', () => {
  for (const name of names) {
    const der = fixtureDer(name)
    const bytes = join(filler(1237), der, filler(333, 7))
    const [caught, ...more] = catchesOf(detector, bytes)
    assert.equal(more.length, 0, name)
    assert.ok(caught?.type === 'certificate', name)
    assert.deepEqual([caught.start, caught.end], [1237, 1237 + der.length], name)
    assert.deepEqual(caught.der, der, name)
  }
})

test('certificates back to back, and one that ends with the input', () => {
  const ders = ['leaf', 'odd-v1', 'root-a', 'self-ed25519'].map(fixtureDer)
  const caught = catchesOf(detector, join(...ders))
  assert.deepEqual(
    caught.map(({ start, end }) => end - start),
    ders.map(der => der.length),
  )
})

test('nothing is caught in what is no certificate', () => {
  const der = fixtureDer('leaf')
  const decoys: Readonly<Record<string, Uint8Array>> = {
    'cut off': der.subarray(0, der.length - 1),
    'outer length one too long': Uint8Array.from(der, (octet, i) => (i === 3 ? octet + 1 : octet)),
    'two sequences of filler': join(Uint8Array.of(0x30, 0x82, 1, 0, 0x30, 0x82, 0, 200), filler(260)),
    'a TBSCertificate alone': der.subarray(4),
    'nested sequences of zeros': join(Uint8Array.of(0x30, 0x82, 0, 8, 0x30, 0x82, 0, 4), new Uint8Array(8)),
    filler: filler(200_000, 3),
  }
  for (const [name, bytes] of Object.entries(decoys)) assert.deepEqual(catchesOf(detector, bytes), [], name)
})

test('mutated certificates never throw, stay inside the input and are what they say', () => {
  const der = fixtureDer('leaf')
  fc.assert(
    fc.property(
      fc.array(fc.record({ at: fc.nat(der.length - 1), octet: fc.nat(255) }), { maxLength: 4 }),
      fc.nat(der.length),
      (changes, keep) => {
        const bytes = Uint8Array.from(der)
        for (const { at, octet } of changes) bytes[at] = octet
        const input = bytes.subarray(0, changes.length === 0 ? keep : bytes.length)
        const caught = hitsOf(detector, input).flatMap(hit => detector.find(hit, inputOf(input), optionsOf()))
        assert.ok(spansInside(caught, input))
        for (const one of caught) {
          assert.ok(one.type === 'certificate')
          assert.deepEqual(one.der, input.subarray(one.start, one.end))
        }
      },
    ),
    { numRuns: 300 },
  )
})

test('what is caught reads as a certificate for openssl too', () => {
  const [caught] = catchesOf(detector, join(filler(64), fixtureDer('leaf')))
  assert.ok(caught?.type === 'certificate')
  assert.equal(new X509Certificate(caught.der).subject, new X509Certificate(fixtureDer('leaf')).subject)
})
