/** A finding written as a record and read back is the finding that it was. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Finding, findingOf, findingRecord } from '../src/index.ts'

const hex64 = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(bytes => Buffer.from(bytes).toString('hex'))
const word = fc.string({ minLength: 1, maxLength: 20 })
const count = fc.nat({ max: 1_000_000 })
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Members that may be absent are absent, and none is `undefined`: that is how findings are made. */
const base = fc.record(
  {
    at: fc.record(
      { path: word, offset: count, lengthBytes: count, line: count, section: word, symbol: word },
      { noNullPrototype: true, requiredKeys: ['path', 'offset', 'lengthBytes'] },
    ),
    encoding: word,
    detector: word,
    within: fc.constantFrom('jks', 'pkcs7-bundle', 'android-nsc'),
    label: word,
    hosts: fc.array(word, { minLength: 1, maxLength: 3 }),
  },
  { noNullPrototype: true, requiredKeys: ['at', 'encoding', 'detector'] },
)

const when = fc.integer({ min: -8e12, max: 8e14 })
const entry = fc.record(
  { alias: word, kind: fc.constantFrom('certificate', 'secret'), createdMs: when },
  { noNullPrototype: true, requiredKeys: ['alias', 'kind'] },
)

const own = fc.oneof(
  fc
    .tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), hex64)
    .map(([der, spkiSha256]) => ({ type: 'certificate', der, sha256: sha256(der), spkiSha256 })),
  fc
    .uint8Array({ minLength: 1, maxLength: 40 })
    .map(spki => ({ type: 'public-key', spki, spkiSha256: sha256(spki) })),
  fc.record(
    {
      type: fc.constant('pin'),
      form: fc.constantFrom('okhttp', 'curl', 'fingerprint'),
      digestAlgorithm: fc.constantFrom('sha256', 'sha1', 'md5'),
      digest: hex64,
      target: fc.constantFrom('spki', 'certificate', 'unknown'),
      expiresMs: when,
    },
    { noNullPrototype: true, requiredKeys: ['type', 'form', 'digestAlgorithm', 'digest', 'target'] },
  ),
  fc.record(
    { type: fc.constant('keystore'), format: word, entries: fc.array(entry, { maxLength: 3 }) },
    { noNullPrototype: true },
  ),
  fc.record(
    { type: fc.constantFrom('sealed', 'partial'), what: word, detail: word },
    { noNullPrototype: true },
  ),
)

const context = {
  kind: 'partial',
  level: 'low',
  position: undefined,
  resolvedTo: [],
  certificate: undefined,
} as const

/** Bytes of a finding under the digest by which records name them. */
const bytesOf =
  (finding: Finding) =>
  (digest: string): Uint8Array | undefined => {
    if (finding.type === 'certificate') return digest === finding.sha256 ? finding.der : undefined
    return finding.type === 'public-key' && digest === finding.spkiSha256 ? finding.spki : undefined
  }

test('findings come back whole, through JSON too', () => {
  fc.assert(
    fc.property(base, own, (common, special) => {
      const finding = { ...common, ...special } as unknown as Finding
      const record = JSON.parse(JSON.stringify(findingRecord(finding, context)))
      assert.deepEqual(findingOf(record, bytesOf(finding)), finding)
    }),
  )
})

test('without its bytes a certificate or key is nothing that could be reasoned about', () => {
  fc.assert(
    fc.property(base, own, (common, special) => {
      const finding = { ...common, ...special } as unknown as Finding
      const found = findingOf(findingRecord(finding, context), () => undefined)
      assert.equal(found === undefined, finding.type === 'certificate' || finding.type === 'public-key')
    }),
  )
})

test('of a private key comes back what is said of it', () => {
  const key: Finding = {
    type: 'private-key',
    at: { path: 'k', offset: 0, lengthBytes: 9 },
    encoding: 'pem',
    detector: 'pem',
    format: 'pkcs8',
    algorithm: 'RSA',
    sizeBits: 2048,
    encrypted: true,
    sealing: 'pbes2',
    spkiSha256: 'ab'.repeat(32),
  }
  const record = findingRecord(key, context)
  const again = findingOf(record, () => undefined)
  assert.ok(again)
  assert.deepEqual(findingRecord(again, context), record)
})
