import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fixtureDer } from '../../../../tests/fixture-ca/read.ts'
import type { Detector } from '../../src/detectors/contract.ts'
import { catchesOf } from '../detecting.ts'
import { search } from './searching.ts'
import { layerShapes } from './shapes.ts'

/** Each layer that belongs to `detector` starts where it must, and its bytes give the certificate. */
export function testLayers(detector: Detector): void {
  for (const shape of layerShapes.filter(shape => shape.detector === detector.id)) {
    test(`${detector.id} opens ${shape.id}`, () => {
      const der = fixtureDer('leaf')
      const { text, start } = shape.render(der)
      const [layer, ...others] = catchesOf(detector, text)
      assert.equal(layer?.type, 'layer')
      assert.equal(layer.start, start)
      assert.deepEqual(others, [])
      const [found, ...rest] = search(text)
      assert.equal(found?.type, 'certificate')
      assert.deepEqual(Buffer.from(found.der), Buffer.from(der))
      assert.equal(found.chain, shape.encoding)
      assert.deepEqual(rest, [])
    })
  }
}
