import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { buildKernel, embeddedPath } from '../../../../scripts/kernel.ts'
import { compileNeedles } from '../../src/kernel/compiled.ts'
import { parsePattern } from '../../src/kernel/pattern.ts'
import { anchors } from '../../src/kernel/plan.ts'
import { hasStartNeedle } from '../../src/kernel/start.ts'
import { pairsAt } from '../../src/kernel/tables.ts'

test('the embedded kernel is what its source compiles to', () => {
  assert.equal(readFileSync(embeddedPath, 'utf8'), buildKernel(), 'run: npm run kernel')
})

test('every needle has a place in the plan, and the place fits the needle', () => {
  for (const needle of compileNeedles()) {
    const anchor = anchors[needle.name]
    assert.ok(
      anchor !== undefined,
      `${needle.name} has none; run: node --conditions=foreseen-source scripts/kernel-plan.ts /usr`,
    )
    assert.ok(pairsAt(needle, anchor[0]).length > 0, `${needle.name}: no two bytes at ${anchor[0]}`)
  }
})

test('the pattern language', () => {
  const written = (pattern: string) =>
    parsePattern(pattern).map(set => (set === undefined ? '?' : [...set].join('|')))
  assert.deepEqual(written('30 82 ?? [02,30]'), ['48', '130', '?', '2|48'])
  assert.deepEqual(written("'aB' i'a-' [41-43]"), ['97', '66', '65|97', '45', '65|66|67'])
  assert.throws(() => parsePattern('30 8'), /position 2/)
  assert.throws(() => parsePattern("'open"), /position 0/)
})

test('needles of the start are seen at the start alone', () => {
  assert.ok(hasStartNeedle(Uint8Array.of(0, 0, 0, 2, 0, 0, 0, 0x14, 9)))
  assert.ok(!hasStartNeedle(Uint8Array.of(9, 0, 0, 0, 2, 0, 0, 0, 0x14)))
  assert.ok(!hasStartNeedle(Uint8Array.of(0, 0, 0, 2)))
  assert.ok(!hasStartNeedle(new Uint8Array(0)))
})
