import assert from 'node:assert/strict'
import { test } from 'node:test'
import { base64KeystoreDetector } from '../../src/detectors/base64-keystore.ts'
import { catchesOf, filler } from '../detecting.ts'

const magics: readonly (readonly number[])[] = [
  [0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2],
  [0xce, 0xce, 0xce, 0xce, 0, 0, 0, 2],
  [0, 0, 0, 1, 0, 0, 0, 20],
  [0, 0, 0, 2, 0, 0, 0, 20],
]

test('keystores in base64 become layers', () => {
  for (const magic of magics) {
    const store = Uint8Array.from([...magic, 0, 0, 0, 1, ...filler(900)])
    const text = `data:\n  keystore.jks: ${Buffer.from(store).toString('base64')}\n`
    const [layer, ...others] = catchesOf(base64KeystoreDetector, Buffer.from(text))
    assert.equal(layer?.type, 'layer')
    assert.deepEqual(Buffer.from(layer.bytes), Buffer.from(store))
    assert.equal(layer.start, 22)
    assert.equal(layer.end, text.length - 1)
    assert.equal(layer.label, 'keystore.jks')
    assert.deepEqual(others, [])
  }
})

test('magics without a store behind them are nothing', () => {
  for (const text of ['/u3+7QAAAAI=', 'zs7OzgAAAAI= and more', '"AAAAAQAAABQ="']) {
    assert.deepEqual(catchesOf(base64KeystoreDetector, Buffer.from(text)), [])
  }
})
