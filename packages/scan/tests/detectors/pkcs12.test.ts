import assert from 'node:assert/strict'
import { createHash, X509Certificate } from 'node:crypto'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { fixtureDer } from '../../../../tests/fixture-ca/read.ts'
import type { Catch } from '../../src/detectors/contract.ts'
import { pkcs12Detector as detector } from '../../src/detectors/pkcs12.ts'
import { catchesOf, filler, hitsOf, inputOf, join, optionsOf, spansInside } from '../detecting.ts'
import { noKeytool, noLegacy, noOpenssl, openWorkshop } from '../keystore/stores.ts'

const shop = openWorkshop()
after(() => shop.close())

const sha = (der: Uint8Array): string => createHash('sha256').update(der).digest('hex')
const certificates = (caught: readonly Catch[]): string[] =>
  caught.flatMap(one => (one.type === 'certificate' ? [sha(one.der)] : [])).sort()
const chain = ['leaf', 'intermediate-1'].map(name => sha(fixtureDer(name))).sort()

function exported(name: string, password: string, ...flags: string[]): Uint8Array {
  shop.openssl(
    'pkcs12',
    '-export',
    '-in',
    'leaf.pem',
    '-inkey',
    'leaf.key',
    '-certfile',
    'intermediate-1.pem',
    '-name',
    'served',
    '-out',
    name,
    '-passout',
    `pass:${password}`,
    ...flags,
  )
  return shop.read(name)
}

const sealings: readonly (readonly [string, readonly string[]])[] = [
  ['modern', []],
  ['sha1-mac', ['-macalg', 'sha1']],
  ['sha512-mac', ['-macalg', 'sha512']],
  ['no-mac', ['-nomac']],
  ['3des', ['-certpbe', 'PBE-SHA1-3DES', '-keypbe', 'PBE-SHA1-3DES', '-macalg', 'sha1']],
  ['aes-128', ['-certpbe', 'AES-128-CBC', '-iter', '100']],
]

test('opened with the right password, and the chain is that of openssl', { skip: noOpenssl }, () => {
  for (const [name, flags] of sealings) {
    for (const password of ['changeit', '', 'p\u00e4ss']) {
      const der = exported(`${name}.p12`, password, ...flags)
      const bytes = join(filler(45), der, filler(30, 3))
      const caught = catchesOf(detector, bytes, { passwords: ['wrong', password] })
      assert.deepEqual(certificates(caught), chain, `${name} '${password}'`)
      assert.ok(spansInside(caught, bytes))
      const [store] = caught
      assert.ok(store?.type === 'keystore' && store.format === 'pkcs12')
      assert.deepEqual([store.start, store.end], [45, 45 + der.length])
      const key = caught.find(one => one.type === 'private-key')
      assert.ok(key?.type === 'private-key' && key.encrypted && key.label === 'served')
      assert.deepEqual(
        key.spki,
        new Uint8Array(
          new X509Certificate(fixtureDer('leaf')).publicKey.export({ type: 'spki', format: 'der' }),
        ),
      )
      assert.ok(!caught.some(one => one.type === 'sealed'))
    }
  }
})

test('without an integrity check a wrong password is told by what it opens', { skip: noOpenssl }, () => {
  const whole = exported('modern.p12', 'secret')
  const content = whole.subarray(7, 11 + ((whole[9] ?? 0) << 8) + (whole[10] ?? 0))
  const length = content.length + 3
  const bytes = join(Uint8Array.of(0x30, 0x82, length >> 8, length & 255, 2, 1, 3), content)
  assert.deepEqual(certificates(catchesOf(detector, bytes, { passwords: ['wrong', 'secret'] })), chain)
  const many = Array.from({ length: 40 }, (_, i) => `wrong${i}`)
  assert.deepEqual(certificates(catchesOf(detector, bytes, { passwords: many })), [])
})

test('legacy RC2 stores open too', { skip: noOpenssl || noLegacy }, () => {
  const caught = catchesOf(detector, exported('legacy.p12', 'secret', '-legacy'), { passwords: ['secret'] })
  assert.deepEqual(certificates(caught), chain)
})

test('certificates in clear need no password and stand at their own offsets', { skip: noOpenssl }, () => {
  const bytes = join(filler(12), exported('clear.p12', 'unknown', '-certpbe', 'NONE'))
  const caught = catchesOf(detector, bytes)
  assert.deepEqual(certificates(caught), chain)
  for (const one of caught) {
    if (one.type === 'certificate') assert.deepEqual(bytes.subarray(one.start, one.end), one.der)
  }
})

test('a plain key in a clear store is described, not copied', { skip: noOpenssl }, () => {
  const caught = catchesOf(detector, exported('plain.p12', '', '-certpbe', 'NONE', '-keypbe', 'NONE'))
  const key = caught.find(one => one.type === 'private-key')
  assert.ok(key?.type === 'private-key' && !key.encrypted && key.sizeBits > 0)
})

test('what no password opens is sealed and says what would open it', { skip: noOpenssl }, () => {
  // Without a MAC openssl encrypts nothing.
  for (const [name, flags] of sealings.filter(([name]) => name !== 'no-mac')) {
    const bytes = exported(`${name}.p12`, 'unknown', ...flags)
    for (const passwords of [[], ['wrong', '']]) {
      const caught = catchesOf(detector, bytes, { passwords })
      assert.deepEqual(certificates(caught), [], name)
      const sealed = caught.filter(one => one.type === 'sealed')
      assert.equal(sealed.length, 1, name)
      assert.ok(sealed[0]?.type === 'sealed' && /password/.test(sealed[0].detail))
    }
  }
})

test('keytool stores: trusted certificates by alias', { skip: noKeytool }, () => {
  for (const name of ['leaf', 'root-a']) {
    shop.keytool(
      '-importcert',
      '-noprompt',
      '-storetype',
      'PKCS12',
      '-keystore',
      'trust.p12',
      '-storepass',
      'changeit',
      '-alias',
      name,
      '-file',
      `${name}.pem`,
    )
  }
  const caught = catchesOf(detector, shop.read('trust.p12'), { passwords: ['changeit'] })
  assert.deepEqual(certificates(caught), ['leaf', 'root-a'].map(name => sha(fixtureDer(name))).sort())
  assert.deepEqual(caught.flatMap(one => (one.type === 'certificate' ? [one.label] : [])).sort(), [
    'leaf',
    'root-a',
  ])
})

test('rounds without end are sealed, not waited for', { skip: noOpenssl }, () => {
  const bytes = Buffer.from(exported('rounds.p12', 'unknown', '-iter', '2000'))
  const rounds = Buffer.from([0x02, 0x02, 0x07, 0xd0])
  const huge = Buffer.from([0x02, 0x02, 0x7f, 0xff])
  for (let at = bytes.indexOf(rounds); at >= 0; at = bytes.indexOf(rounds, at + 1)) huge.copy(bytes, at)
  const caught = catchesOf(detector, bytes, { passwords: Array.from({ length: 200 }, (_, i) => `word${i}`) })
  assert.ok(caught.some(one => one.type === 'sealed'))
})

test('decoys: a version before another structure', () => {
  const decoys = [
    join(Uint8Array.of(0x30, 0x20, 2, 1, 3, 0x30, 0x82, 1, 2), filler(300)),
    filler(100_000, 12),
  ]
  for (const bytes of decoys) assert.deepEqual(catchesOf(detector, bytes, { passwords: [''] }), [])
})

test('mutations: no throw, spans inside, certificates parse', { skip: noOpenssl }, () => {
  const original = exported('mutated.p12', '', '-certpbe', 'NONE', '-iter', '1')
  fc.assert(
    fc.property(
      fc.array(fc.record({ at: fc.nat(original.length - 1), octet: fc.nat(255) }), { maxLength: 5 }),
      changes => {
        const bytes = Uint8Array.from(original)
        for (const { at, octet } of changes) bytes[at] = octet
        const hits = hitsOf(detector, bytes)
        assert.ok(
          spansInside(
            hits.flatMap(hit => detector.find(hit, inputOf(bytes), optionsOf(['']))),
            bytes,
          ),
        )
      },
    ),
    { numRuns: 200 },
  )
})
