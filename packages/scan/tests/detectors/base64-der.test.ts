import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fixtureDer } from '../../../../tests/fixture-ca/read.ts'
import { base64DerDetector } from '../../src/detectors/base64-der.ts'
import { catchesOf } from '../detecting.ts'
import { base64Of } from './shapes.ts'

test('finds a certificate in one line of base64', () => {
  for (const name of ['leaf', 'leaf-ed25519', 'self-rsa-4096', 'odd-v1', 'self-p-256']) {
    const der = fixtureDer(name)
    const [caught, ...others] = catchesOf(base64DerDetector, Buffer.from(`const ca = '${base64Of(der)}'`))
    assert.equal(caught?.type, 'certificate', name)
    assert.deepEqual(Buffer.from(caught.der), Buffer.from(der))
    assert.equal(caught.start, 12)
    assert.equal(others.length, 0)
  }
})
