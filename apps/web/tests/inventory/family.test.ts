import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ShownFamily, ShownRelation } from '@foreseen/facts'
import fc from 'fast-check'
import { layersOf } from '../../src/inventory/family/layers.ts'
import { type Layout, layoutOf, size, spread } from '../../src/inventory/family/layout.ts'
import { type Step, stepFrom } from '../../src/inventory/family/walk.ts'
import { clausesOf, lifeText } from '../../src/inventory/family/words.ts'

type Line = readonly [number, ShownRelation, number]

function family(count: number, lines: readonly Line[]): ShownFamily {
  return {
    relatives: Array.from({ length: count }, (_, index) => ({
      object: index + 1,
      type: 'certificate',
      name: `cn ${index + 1}`,
      notBefore: `20${String(10 + (index % 80)).padStart(2, '0')}-01-01T00:00:00Z`,
      notAfter: null,
      found: index % 2 === 0,
      served: index % 3 === 0,
    })),
    relations: lines.map(([from, relation, to]) => ({ from, to, relation })),
    omitted: 0,
  }
}

const crossSigned = family(6, [
  [1, 'issued', 3],
  [2, 'issued', 4],
  [2, 'cross-signed', 3],
  [3, 'issued', 4],
  [4, 'issued', 5],
  [5, 'pinned-by', 6],
])

test('issuers stand left of what they issued, cross-signed authorities in one column', () => {
  const layers = layersOf(crossSigned)
  assert.deepEqual([...layers.values()], [0, 1, 1, 2, 3, 4])
})

test('two authorities that sign each other still get columns', () => {
  const layers = layersOf(
    family(3, [
      [1, 'issued', 2],
      [2, 'issued', 1],
      [2, 'issued', 3],
    ]),
  )
  assert.deepEqual([...layers.values()], [0, 1, 2])
})

test('places keep order and distance and stay near what was wished', () => {
  assert.deepEqual(spread([0, 0, 0], [10, 10]), [-10, 0, 10])
  assert.deepEqual(spread([0, 50, 100], [10, 10]), [0, 50, 100])
  assert.deepEqual(spread([], []), [])
})

const relation = fc.constantFrom<ShownRelation>(
  'issued',
  'renewed-by',
  'cross-signed',
  'same-key',
  'pinned-by',
)
const families = fc.integer({ min: 1, max: 60 }).chain(count => {
  const object = fc.integer({ min: 1, max: count + 1 })
  return fc.array(fc.tuple(object, relation, object), { maxLength: 90 }).map(lines => family(count, lines))
})

/** Whether a rectangle, drawn in by half a pixel, holds a point. */
const holds = (layout: Layout, x: number, y: number): boolean =>
  layout.relatives.some(
    at => x > at.x + 0.5 && x < at.x + size.width - 0.5 && y > at.y + 0.5 && y < at.y + size.height - 0.5,
  )

test('no two relatives overlap, nothing leaves the picture, and the same family gives the same picture', () => {
  fc.assert(
    fc.property(families, each => {
      const layout = layoutOf(each)
      assert.equal(layout.relatives.length, each.relatives.length)
      for (const [index, a] of layout.relatives.entries()) {
        assert.ok(a.x >= 0 && a.y >= 0)
        assert.ok(a.x + size.width <= layout.width && a.y + size.height <= layout.height)
        for (const b of layout.relatives.slice(index + 1)) {
          const apart = Math.abs(a.x - b.x) >= size.width || Math.abs(a.y - b.y) >= size.height
          assert.ok(apart, `${a.relative.object} and ${b.relative.object}`)
        }
      }
      assert.deepEqual(layoutOf(each), layout)
    }),
    { numRuns: 60 },
  )
})

test('no line runs through a relative', () => {
  fc.assert(
    fc.property(families, each => {
      const layout = layoutOf(each)
      for (const { points, from, to } of layout.relations) {
        for (const [index, [x2, y2]] of points.entries()) {
          const [x1, y1] = points[index - 1] ?? [x2, y2]
          for (let step = 0; step <= 20; step++) {
            const [x, y] = [x1 + ((x2 - x1) * step) / 20, y1 + ((y2 - y1) * step) / 20]
            assert.ok(!holds(layout, x, y), `${from} to ${to} at ${x},${y}`)
            assert.ok(x >= 0 && x <= layout.width && y >= 0 && y <= layout.height)
          }
        }
      }
    }),
    { numRuns: 40 },
  )
})

test('the keyboard reaches every relative and never leaves the family', () => {
  const steps: readonly Step[] = ['left', 'right', 'up', 'down', 'first', 'last']
  fc.assert(
    fc.property(families, each => {
      const layout = layoutOf(each)
      const start = stepFrom(layout, 1, 'first')
      const reached = new Set([start])
      for (const object of reached) for (const step of steps) reached.add(stepFrom(layout, object, step))
      assert.equal(reached.size, each.relatives.length)
    }),
    { numRuns: 40 },
  )
})

test('left follows a line to an issuer, right to what was issued', () => {
  const layout = layoutOf(crossSigned)
  assert.equal(stepFrom(layout, 5, 'right'), 6)
  assert.equal(stepFrom(layout, 5, 'left'), 4)
  assert.equal(stepFrom(layout, 1, 'left'), 1)
})

test('the list says each relation from where one stands', () => {
  assert.deepEqual(
    clausesOf(crossSigned, 5).map(({ verb, other }) => `${verb} ${other.name}`),
    ['was issued by cn 4', 'is pinned by cn 6'],
  )
  assert.deepEqual(
    clausesOf(crossSigned, 6).map(({ verb }) => verb),
    ['pins'],
  )
  assert.equal(lifeText({ notBefore: null, notAfter: '2027-03-01T00:00:00Z' }), 'until 2027-03-01')
})
