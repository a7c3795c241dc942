import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { fixtureDer } from '../../../../tests/fixture-ca/read.ts'
import type { Catch } from '../../src/detectors/contract.ts'
import { jksDetector as detector } from '../../src/detectors/jks.ts'
import { catchesOf, filler, join, spansInside } from '../detecting.ts'
import { noKeytool, openWorkshop } from '../keystore/stores.ts'

const shop = openWorkshop()
after(() => shop.close())

const made = new Map<string, Uint8Array>()
/** Two trusted certificates, a key pair and, in JCEKS, a secret between them; made once, keytool is slow. */
function store(type: 'JKS' | 'JCEKS'): Uint8Array {
  const known = made.get(type)
  if (known) return known
  const flags = ['-storetype', type, '-keystore', `${type}.store`, '-storepass', 'changeit', '-noprompt']
  shop.keytool('-importcert', ...flags, '-alias', 'leaf', '-file', 'leaf.pem')
  shop.keytool(
    '-genkeypair',
    ...flags,
    '-keyalg',
    'EC',
    '-groupname',
    'secp256r1',
    '-dname',
    'CN=made',
    '-alias',
    'pair',
    '-keypass',
    'changeit',
  )
  if (type === 'JCEKS')
    shop.keytool(
      '-genseckey',
      ...flags,
      '-keyalg',
      'AES',
      '-keysize',
      '128',
      '-alias',
      'secret',
      '-keypass',
      'changeit',
    )
  shop.keytool('-importcert', ...flags, '-alias', 'root-a', '-file', 'root-a.pem')
  const bytes = shop.read(`${type}.store`)
  made.set(type, bytes)
  return bytes
}

function check(caught: readonly Catch[], bytes: Uint8Array, type: 'jks' | 'jceks'): void {
  const [whole] = caught
  assert.ok(whole?.type === 'keystore' && whole.format === type)
  const aliases = whole.entries.map(({ alias, kind }) => `${alias} ${kind}`).sort()
  const secret = type === 'jceks' ? ['secret secret'] : []
  assert.deepEqual(aliases, ['leaf certificate', 'pair private-key', 'root-a certificate', ...secret])
  for (const { createdMs } of whole.entries)
    assert.ok(createdMs !== undefined && createdMs > 1_500_000_000_000)
  const certificates = caught.filter(one => one.type === 'certificate')
  assert.equal(certificates.length, 3)
  for (const one of certificates) {
    assert.deepEqual(bytes.subarray(one.start, one.end), one.der)
    assert.equal(one.within, type)
    if (one.label !== 'pair') assert.deepEqual(one.der, fixtureDer(one.label ?? ''))
  }
  const key = caught.find(one => one.type === 'private-key')
  assert.ok(key?.type === 'private-key' && key.encrypted && key.algorithm === 'P-256' && key.spki)
}

test('JKS from keytool, with no password', { skip: noKeytool }, () => {
  const bytes = join(filler(33), store('JKS'), filler(20, 6))
  const caught = catchesOf(detector, bytes)
  check(caught, bytes, 'jks')
  assert.deepEqual([caught[0]?.start, caught[0]?.end], [33, 33 + store('JKS').length])
})

test('JCEKS from keytool: a secret without a length does not hide the entries after it', {
  skip: noKeytool,
}, () => {
  const bytes = store('JCEKS')
  const caught = catchesOf(detector, bytes)
  check(caught, bytes, 'jceks')
  assert.equal(caught[0]?.end, bytes.length)
})

test('a store that is cut off gives what is there, and says that more was', { skip: noKeytool }, () => {
  const whole = store('JKS')
  const caught = catchesOf(detector, whole.subarray(0, whole.length - 300))
  assert.ok(caught.some(one => one.type === 'partial'))
  assert.ok(caught.some(one => one.type === 'certificate'))
})

test('decoys: the magic number of Mach-O and of nothing', () => {
  const macho = join(Uint8Array.of(0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2, 0, 0, 0, 3), filler(4000))
  const empty = Uint8Array.of(0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2)
  for (const bytes of [macho, empty, filler(50_000, 21)]) assert.deepEqual(catchesOf(detector, bytes), [])
})

test('mutations: no throw, spans inside, certificates as they stand', { skip: noKeytool }, () => {
  const original = store('JCEKS')
  fc.assert(
    fc.property(
      fc.array(fc.record({ at: fc.nat(original.length - 1), octet: fc.nat(255) }), { maxLength: 6 }),
      changes => {
        const bytes = Uint8Array.from(original)
        for (const { at, octet } of changes) bytes[at] = octet
        const caught = catchesOf(detector, bytes)
        assert.ok(spansInside(caught, bytes))
        for (const one of caught)
          if (one.type === 'certificate') assert.deepEqual(bytes.subarray(one.start, one.end), one.der)
      },
    ),
    { numRuns: 150 },
  )
})
