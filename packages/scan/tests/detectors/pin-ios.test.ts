import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pinIosDetector as detector } from '../../src/detectors/pin-ios.ts'
import { catchesOf, filler, join } from '../detecting.ts'
import { bplist, type Value } from '../pins/bplist-writer.ts'
import { survivesMutations } from './pin-properties.ts'
import { expected, lines, pin256 } from './pin-samples.ts'

const spki = (seed: string): Value => ({ 'SPKI-SHA256-BASE64': pin256(seed) })
const info: Value = {
  CFBundleName: 'Toy',
  NSAppTransportSecurity: {
    NSPinnedDomains: {
      'example.org': { NSIncludesSubdomains: true, NSPinnedCAIdentities: [spki('a'), spki('b')] },
      'api.example.net': { NSPinnedLeafIdentities: [spki('c')] },
    },
  },
  TSKConfiguration: {
    TSKSwizzleNetworkDelegates: false,
    TSKPinnedDomains: {
      'www.example.com': { TSKExpirationDate: '2027-05-01', TSKPublicKeyHashes: [pin256('d'), pin256('e')] },
    },
  },
}

const pins = [
  expected('ios-ats', 'a', ['*.example.org']),
  expected('ios-ats', 'b', ['*.example.org']),
  expected('ios-ats', 'c', ['api.example.net']),
  expected('trustkit', 'd', ['www.example.com']),
  expected('trustkit', 'e', ['www.example.com']),
]

function toXml(value: Value): string {
  if (typeof value === 'string') return `<string>${value}</string>`
  if (typeof value === 'boolean') return value ? '<true/>' : '<false/>'
  if (value instanceof Date) return `<date>${value.toISOString()}</date>`
  if (Array.isArray(value)) return `<array>\n${value.map(toXml).join('\n')}\n</array>`
  return `<dict>\n${Object.entries(value)
    .map(([key, item]) => `<key>${key}</key>\n${toXml(item)}`)
    .join('\n')}\n</dict>`
}
const xml = `<?xml version="1.0"?>\n<plist version="1.0">\n${toXml(info)}\n</plist>\n`

const code = `NSDictionary *config = @{ kTSKPinnedDomains : @{
  @"www.example.com" : @{ kTSKExpirationDate: @"2027-05-01",
     kTSKPublicKeyHashes : @[ @"${pin256('f')}", @"${pin256('g')}" ], kTSKEnforcePinning : @YES },
  @"api.example.com" : @{ kTSKPublicKeyHashes : @[ @"${pin256('h')}" ] } } };`

test('property lists in XML and binary: hosts, subdomains, leaf or authority, expiry', () => {
  for (const [name, bytes] of [
    ['xml', join(xml)],
    ['binary', bplist(info)],
  ] as const) {
    const caught = catchesOf(detector, bytes)
    assert.deepEqual(lines(caught), pins, name)
    const details = caught.map(one => (one.type === 'pin' ? [one.label, one.expiresMs, one.within] : []))
    assert.deepEqual(details, [
      ['NSPinnedCAIdentities', undefined, 'ios-ats'],
      ['NSPinnedCAIdentities', undefined, 'ios-ats'],
      ['NSPinnedLeafIdentities', undefined, 'ios-ats'],
      [undefined, Date.UTC(2027, 4, 1), undefined],
      [undefined, Date.UTC(2027, 4, 1), undefined],
    ])
    caught.forEach((one, i) => {
      assert.equal(Buffer.from(bytes.subarray(one.start, one.end)).toString(), pin256('abcde'[i] ?? ''), name)
    })
  }
})

test('TrustKit set up in code', () => {
  const caught = catchesOf(detector, join(code))
  assert.deepEqual(lines(caught), [
    expected('trustkit', 'f', ['www.example.com']),
    expected('trustkit', 'g', ['www.example.com']),
    expected('trustkit', 'h', ['api.example.com']),
  ])
  assert.deepEqual(
    caught.map(one => one.type === 'pin' && one.expiresMs),
    [Date.UTC(2027, 4, 1), Date.UTC(2027, 4, 1), undefined],
  )
})

test('decoys: the names of keys, values without them, placeholders', () => {
  const decoys: readonly (string | Uint8Array)[] = [
    'static NSString *kTSKPublicKeyHashes = @"TSKPublicKeyHashes";',
    'The key SPKI-SHA256-BASE64 holds the digest.',
    `<key>SPKI-SHA256-BASE64</key><string>${pin256('a')}</string>`,
    xml.replaceAll(/[A-Za-z0-9+/]{43}=/g, `${'A'.repeat(43)}=`),
    `<!-- ${xml.replaceAll(/<\?.*\?>/g, '')} -->`,
    join('bplist00', filler(50), 'SPKI-SHA256-BASE64', filler(80)),
    `config[kTSKPublicKeyHashes] = @[ @"${'B'.repeat(42)}A=" ]`,
  ]
  for (const text of decoys)
    assert.deepEqual(lines(catchesOf(detector, join(text))), [], String(text).slice(0, 60))
})

test('mutations', () => survivesMutations(detector, [xml, bplist(info), code]))
