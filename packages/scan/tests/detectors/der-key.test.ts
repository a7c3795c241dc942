import assert from 'node:assert/strict'
import type { KeyObject } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { derKeyDetector as detector } from '../../src/detectors/der-key.ts'
import { catchesOf, filler, hitsOf, inputOf, join, optionsOf, spansInside } from '../detecting.ts'
import { pairs, spkiOf } from './key-pairs.ts'

const pkcs8 = (key: KeyObject): Uint8Array => new Uint8Array(key.export({ type: 'pkcs8', format: 'der' }))
const passphrase = 'toy'
const sealed = (key: KeyObject): Uint8Array =>
  new Uint8Array(key.export({ type: 'pkcs8', format: 'der', cipher: 'aes-256-cbc', passphrase }))

const forms: [string, string, Uint8Array, Uint8Array | undefined][] = pairs.flatMap(
  ({ name, publicKey, privateKey }) => {
    const spki = spkiOf(publicKey)
    const rows: [string, string, Uint8Array, Uint8Array | undefined][] = [
      [name, 'pkcs8', pkcs8(privateKey), name.startsWith('ed') || name.startsWith('x') ? undefined : spki],
      [name, 'pkcs8-encrypted', sealed(privateKey), undefined],
    ]
    if (name.startsWith('P-')) {
      rows.push([name, 'sec1', new Uint8Array(privateKey.export({ type: 'sec1', format: 'der' })), spki])
    }
    if (name.startsWith('rsa')) {
      rows.push([name, 'pkcs1', new Uint8Array(privateKey.export({ type: 'pkcs1', format: 'der' })), spki])
    }
    return rows
  },
)

test('keys in every form are described and never copied', () => {
  for (const [name, format, der, spki] of forms) {
    const bytes = join(filler(211), der, filler(64, 9))
    const [caught, ...more] = catchesOf(detector, bytes)
    const what = `${name} ${format}`
    assert.ok(caught?.type === 'private-key', what)
    assert.equal(more.length, 0, what)
    assert.deepEqual([caught.start, caught.end, caught.format], [211, 211 + der.length, format], what)
    assert.equal(caught.encrypted, format === 'pkcs8-encrypted', what)
    assert.deepEqual(caught.spki, spki, what)
    if (!caught.encrypted) assert.equal(caught.algorithm, name.startsWith('rsa') ? 'rsa' : name, what)
    else assert.match(caught.sealing, /aes-256-cbc.*PBKDF2/i, what)
  }
})

test('prefixes and cut-off keys are nothing', () => {
  for (const [name, format, der] of forms) {
    assert.deepEqual(catchesOf(detector, der.subarray(0, der.length - 1)), [], `${name} ${format}`)
    if (format === 'pkcs8-encrypted') continue
    const template = join(der.subarray(0, 16), new Uint8Array(der.length))
    assert.deepEqual(catchesOf(detector, template), [], `${name} ${format} template`)
  }
  assert.deepEqual(catchesOf(detector, filler(100_000, 2)), [])
})

test('mutations: no throw, spans inside', () => {
  const bytes = join(...forms.map(([, , der]) => der))
  fc.assert(
    fc.property(
      fc.array(fc.record({ at: fc.nat(bytes.length - 1), octet: fc.nat(255) }), { maxLength: 8 }),
      changes => {
        const input = Uint8Array.from(bytes)
        for (const { at, octet } of changes) input[at] = octet
        const caught = hitsOf(detector, input).flatMap(hit => detector.find(hit, inputOf(input), optionsOf()))
        assert.ok(spansInside(caught, input))
      },
    ),
    { numRuns: 40 },
  )
})
