import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fixtureDer } from '../../../../tests/fixture-ca/read.ts'
import type { Detector } from '../../src/detectors/contract.ts'
import { catchesOf } from '../detecting.ts'
import type { Shape } from './shapes.ts'

/** Each shape of `list` that belongs to `detector`: found once, the exact DER, at the exact place. */
export function testShapes(detector: Detector, list: readonly Shape[], names: readonly string[]): void {
  const mine = list.filter(shape => shape.detector === detector.id)
  assert.ok(mine.length > 0, `no shape for ${detector.id}`)
  for (const shape of mine) {
    test(`${detector.id} finds ${shape.id}`, () => {
      for (const name of names) findShape(detector, shape, fixtureDer(name), name)
    })
  }
}

function findShape(detector: Detector, shape: Shape, der: Uint8Array, name: string): void {
  const { text, start } = shape.render(der)
  const [caught, ...others] = catchesOf(detector, text)
  assert.equal(caught?.type, 'certificate', name)
  assert.deepEqual(Buffer.from(caught.der), Buffer.from(der), name)
  assert.equal(caught.start, start, name)
  assert.ok(caught.end <= text.length && caught.end > caught.start)
  assert.equal(caught.encoding, shape.encoding)
  assert.deepEqual(others, [])
}
