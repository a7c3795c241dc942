import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fixtureDer } from '../../../../tests/fixture-ca/read.ts'
import { pemDetector } from '../../src/detectors/pem.ts'
import { catchesOf } from '../detecting.ts'
import { pemShapes } from './shapes.ts'

const der = fixtureDer('leaf')

for (const shape of pemShapes) {
  test(`finds ${shape.id}`, () => {
    const { text, start } = shape.render(der)
    const [caught, ...others] = catchesOf(pemDetector, text)
    assert.equal(caught?.type, 'certificate')
    assert.deepEqual(Buffer.from(caught.der), Buffer.from(der))
    assert.equal(caught.start, start)
    assert.equal(caught.encoding, shape.encoding)
    assert.equal(others.length, 0)
  })
}
