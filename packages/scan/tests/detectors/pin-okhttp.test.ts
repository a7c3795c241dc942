import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pinOkhttpDetector as detector } from '../../src/detectors/pin-okhttp.ts'
import { catchesOf, join } from '../detecting.ts'
import { survivesMutations } from './pin-properties.ts'
import { expected, expected1, hex256, lines, pin1, pin256 } from './pin-samples.ts'

const kotlin = `val pinner = CertificatePinner.Builder()
  .add("*.example.com", "sha256/${pin256('a')}", "sha256/${pin256('b')}")
  .add("api.example.org", "sha1/${pin1('c')}")
  .build()`

const found: readonly (readonly [string, string | Uint8Array, readonly string[]])[] = [
  [
    'OkHttp builder',
    kotlin,
    [
      expected('okhttp', 'a', ['*.example.com']),
      expected('okhttp', 'b', ['*.example.com']),
      expected1('okhttp', 'c', ['api.example.org']),
    ],
  ],
  ['React Native', `sslPinning: { certs: ["sha256/${pin256('d')}"] }`, [expected('okhttp', 'd')]],
  [
    'JSON',
    `{"www.example.net": {"pins": ["sha256/${pin256('e')}"]}}`,
    [expected('okhttp', 'e', ['www.example.net'])],
  ],
  ['class file', join('\x01\0\x33', `sha256/${pin256('f')}`, '\x01\0\x04Code'), [expected('okhttp', 'f')]],
  ['DEX strings', join('\0\x33', `sha256/${pin256('g')}`, '\0\x05hello\0'), [expected('okhttp', 'g')]],
]

test('pins with their hosts, in code, configuration and compiled code', () => {
  for (const [name, text, pins] of found) {
    const bytes = join(text)
    const caught = catchesOf(detector, bytes)
    assert.deepEqual(lines(caught), pins, name)
    for (const { start, end } of caught)
      assert.match(Buffer.from(bytes.subarray(start, end)).toString(), /^sha(256|1)\/.*=$/)
  }
})

test('decoys: placeholders and hashes of other things', () => {
  const decoys = [
    'sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
    'sha256/BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA=',
    `sha256/${Buffer.from('this is a placeholder, thirty-2b').toString('base64')}`,
    `integrity="sha256-${pin256('a')}"`,
    `example.com/x v1.0.0 h1:${pin256('a')}`,
    `image@sha256:${hex256('a')}`,
    `https://host/files/sha256/${hex256('a')}`,
    `sha256/${pin256('a').slice(0, 42)}`,
    `sha256/${pin256('a').slice(0, 42)}B=`,
    `sha256//${pin256('a')}`,
    `Peer certificate chain:\n    sha256/${pin256('a')}: CN=example.com, OU=x`,
    `LetsEncryptX3\nsha256/${pin256('a')}\n`,
    'sha256/your_base64_encoded_public_key_hash_here1=',
  ]
  for (const text of decoys) assert.deepEqual(lines(catchesOf(detector, join(text))), [], text)
})

test('the host is not a file, a package or a class', () => {
  for (const word of ['com.example.app', 'client.json', 'okhttp3.CertificatePinner', 'localhost']) {
    const [one] = catchesOf(detector, join(`"${word}": "sha256/${pin256('h')}"`))
    assert.ok(one?.type === 'pin' && one.hosts === undefined, word)
  }
})

test('mutations', () => survivesMutations(detector, [kotlin, found[3]?.[1] ?? '']))
