import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pinAndroidNscDetector as detector } from '../../src/detectors/pin-android-nsc.ts'
import { catchesOf, filler, join } from '../detecting.ts'
import { compile, type Node } from '../pins/axml-writer.ts'
import { survivesMutations } from './pin-properties.ts'
import { expected, lines, pin256 } from './pin-samples.ts'

const xml = `<?xml version="1.0" encoding="utf-8"?>
<network-security-config>
  <domain-config>
    <domain includeSubdomains="true">example.com</domain>
    <domain>api.example.org</domain>
    <pin-set expiration="2027-01-01">
      <pin digest="SHA-256">${pin256('a')}</pin>
      <!-- <pin digest="SHA-256">${pin256('old')}</pin> -->
      <pin digest="SHA-256">
        ${pin256('b')}
      </pin>
    </pin-set>
  </domain-config>
  <domain-config>
    <domain>other.example.net</domain>
    <pin-set><pin digest="SHA-256">${pin256('c')}</pin></pin-set>
  </domain-config>
</network-security-config>`

const pins = [
  expected('android-nsc', 'a', ['**.example.com', 'api.example.org']),
  expected('android-nsc', 'b', ['**.example.com', 'api.example.org']),
  expected('android-nsc', 'c', ['other.example.net']),
]

const pin = (seed: string): Node => ({
  name: 'pin',
  attributes: { digest: 'SHA-256' },
  children: [pin256(seed)],
})
const tree: Node = {
  name: 'network-security-config',
  children: [
    {
      name: 'domain-config',
      children: [
        { name: 'domain', attributes: { includeSubdomains: true }, children: ['example.com'] },
        { name: 'domain', attributes: { includeSubdomains: false }, children: ['api.example.org'] },
        { name: 'pin-set', attributes: { expiration: '2027-01-01' }, children: [pin('a'), pin('b')] },
      ],
    },
    {
      name: 'domain-config',
      children: [
        { name: 'domain', children: ['other.example.net'] },
        { name: 'pin-set', children: [pin('c')] },
      ],
    },
  ],
}

test('every pin of every set, with domains and expiration', () => {
  const caught = catchesOf(detector, join(xml))
  assert.deepEqual(lines(caught), pins)
  const dates = caught.map(one => one.type === 'pin' && one.expiresMs)
  assert.deepEqual(dates, [Date.UTC(2027, 0, 1), Date.UTC(2027, 0, 1), undefined])
})

test('the same compiled, with both forms of string pool', () => {
  for (const wide of [false, true]) {
    const bytes = compile(tree, wide)
    const caught = catchesOf(detector, bytes)
    assert.deepEqual(lines(caught), pins, `wide ${wide}`)
    const [first] = caught
    assert.ok(first?.type === 'pin' && first.encoding === 'axml' && first.expiresMs === Date.UTC(2027, 0, 1))
    const there = Buffer.from(bytes.subarray(first.start, first.end)).toString(wide ? 'utf16le' : 'utf8')
    assert.equal(there, pin256('a'))
  }
})

test('decoys: comments, placeholders, the words elsewhere', () => {
  const decoys: readonly (string | Uint8Array)[] = [
    `<!-- <domain-config><pin-set><pin digest="SHA-256">${pin256('a')}</pin></pin-set></domain-config> -->`,
    `<pin digest="SHA-256">${pin256('a')}</pin>`,
    '<pin-set><pin digest="SHA-256">AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=</pin></pin-set>',
    '<pin-set>',
    join(filler(100), 'pin-set', filler(100)),
    join(Uint8Array.of(3, 0, 8, 0), filler(60), 'pin-set', filler(100)),
  ]
  for (const text of decoys)
    assert.deepEqual(lines(catchesOf(detector, join(text))), [], String(text).slice(0, 60))
})

test('mutations', () => survivesMutations(detector, [xml, compile(tree, false), compile(tree, true)]))
