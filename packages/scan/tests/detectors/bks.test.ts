import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { fixtureDer } from '../../../../tests/fixture-ca/read.ts'
import { bksDetector as detector } from '../../src/detectors/bks.ts'
import { derKeyDetector } from '../../src/detectors/der-key.ts'
import { catchesOf, filler, join, spansInside } from '../detecting.ts'
import {
  bks,
  certificateEntry,
  plainKeyEntry,
  sealedKeyEntry,
  secretEntry,
  uber,
} from '../keystore/bks-writer.ts'

const leaf = fixtureDer('leaf')
const root = fixtureDer('root-a')
const entries = [
  certificateEntry('trusted', root),
  sealedKeyEntry('client', [leaf, fixtureDer('intermediate-1')]),
  secretEntry('token'),
  plainKeyEntry('open', filler(120, 4), [leaf]),
]

/** SEQUENCE around parts, lengths in two octets. */
const sequence = (...parts: readonly Uint8Array[]): Uint8Array => {
  const content = join(...parts)
  return join(Uint8Array.of(0x30, 0x82, content.length >> 8, content.length & 255), content)
}

function bcfks(): { store: Uint8Array; key: Uint8Array } {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const der = privateKey.export({ type: 'pkcs8', format: 'der', cipher: 'aes-256-cbc', passphrase: 'toy' })
  const key = new Uint8Array(der)
  // The sealed part has the shape of a PKCS#8 key: algorithm and octets.
  const mac = sequence(Uint8Array.of(0x06, 0x02, 0x2a, 0x03))
  return { key, store: sequence(key, sequence(mac, mac, Uint8Array.of(0x04, 2, 1, 2))) }
}

test('versions 1 and 2: certificates with alias, keys closed and open', () => {
  for (const version of [1, 2]) {
    const bytes = bks(version, entries)
    const caught = catchesOf(detector, bytes)
    const [whole] = caught
    assert.ok(whole?.type === 'keystore' && whole.end === bytes.length)
    assert.deepEqual(
      whole.entries.map(({ alias, kind, createdMs }) => [alias, kind, createdMs]),
      [
        ['trusted', 'certificate', 1_700_000_000_000],
        ['client', 'private-key', 1_700_000_000_000],
        ['token', 'secret', 1_700_000_000_000],
        ['open', 'private-key', 1_700_000_000_000],
      ],
    )
    const certificates = caught.filter(one => one.type === 'certificate')
    assert.deepEqual(
      certificates.map(({ label }) => label),
      ['trusted', 'client', 'client', 'open'],
    )
    for (const one of certificates) assert.deepEqual(bytes.subarray(one.start, one.end), one.der)
    const keys = caught.filter(one => one.type === 'private-key')
    assert.deepEqual(
      keys.map(({ label, encrypted }) => [label, encrypted]),
      [
        ['client', true],
        ['open', false],
      ],
    )
  }
})

test('UBER and BCFKS are sealed', () => {
  for (const [what, bytes] of [
    ['uber', uber(20)],
    ['bcfks', join(filler(15), bcfks().store)],
  ] as const) {
    const caught = catchesOf(detector, bytes)
    assert.deepEqual(
      caught.map(one => one.type),
      ['keystore', 'sealed'],
      what,
    )
    assert.ok(caught[1]?.type === 'sealed' && caught[1].what === what)
    assert.equal(caught[1].end, bytes.length)
  }
})

test('a BCFKS store is no private key, and a private key is no BCFKS store', () => {
  const { store, key } = bcfks()
  assert.deepEqual(catchesOf(derKeyDetector, store), [])
  assert.deepEqual(catchesOf(detector, key), [])
  assert.equal(catchesOf(derKeyDetector, key).length, 1)
})

test('decoys: eight octets alike', () => {
  const magic = Uint8Array.of(0, 0, 0, 2, 0, 0, 0, 0x14)
  const decoys = [
    join(magic, new Uint8Array(500)),
    join(magic, filler(500)),
    join(magic, filler(20), Uint8Array.of(0, 0, 5, 0), new Uint8Array(480)),
    uber(20).subarray(0, 330),
    bks(2, []),
    join(filler(1), bks(2, entries)),
  ]
  decoys.forEach((bytes, i) => {
    assert.deepEqual(catchesOf(detector, bytes), [], `decoy ${i}`)
  })
})

test('mutations and cuts: no throw, spans inside', () => {
  const original = bks(1, entries)
  fc.assert(
    fc.property(
      fc.array(fc.record({ at: fc.nat(original.length - 1), octet: fc.nat(255) }), { maxLength: 6 }),
      fc.nat(original.length),
      (changes, cut) => {
        const bytes = Uint8Array.from(original)
        for (const { at, octet } of changes) bytes[at] = octet
        const input = cut % 2 === 0 ? bytes : bytes.subarray(0, cut)
        assert.ok(spansInside(catchesOf(detector, input), input))
      },
    ),
    { numRuns: 200 },
  )
})
