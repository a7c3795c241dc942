import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type Folding, type Row, rowsOf } from '../../src/forecast/rows.ts'
import { anyLine, breaking, inDays, lineOf } from './lines.ts'

const none: Folding = { opened: new Set(), apart: new Set() }
const linesIn = (rows: readonly Row[]) =>
  rows.flatMap(row =>
    row.kind === 'line' ? [row.line] : row.kind === 'survivors' && !row.isOpen ? row.lines : [],
  )

test('every line stands in exactly one row, folded or not', () => {
  fc.assert(
    fc.property(fc.uniqueArray(anyLine, { selector: line => line.ordinal, maxLength: 60 }), lines => {
      const opened = new Set(lines.map(line => line.release.id))
      for (const rows of [rowsOf(lines, none), rowsOf(lines, { opened, apart: new Set() })]) {
        assert.deepEqual(
          linesIn(rows)
            .map(line => line.ordinal)
            .sort(),
          lines.map(line => line.ordinal).sort(),
        )
        assert.equal(new Set(rows.map(row => row.id)).size, rows.length)
        const firsts = rows.flatMap(row => (row.kind !== 'product' && row.isFirst ? [row.release.id] : []))
        assert.equal(firsts.length, new Set(lines.map(line => line.release.id)).size)
      }
    }),
  )
})

const release = (id: string, count: number | null, product = 'joost') => ({
  ...lineOf(0).release,
  id,
  name: `${product} ${id}`,
  product,
  installs: count === null ? null : { at: inDays(-1), count },
})

test('most installs first, products by their sum, the urgent line of a release before its calm ones', () => {
  const rows = rowsOf(
    [
      lineOf(0, { release: release('1.0', 10) }),
      lineOf(1, { release: release('1.1', 90) }),
      lineOf(2, { release: release('1.1', 90), endpoint: { id: 'end_2', name: 'b' }, ...breaking(1, 9, 35) }),
      lineOf(3, { release: release('1.1', 90), endpoint: { id: 'end_3', name: 'c' } }),
      lineOf(4, { release: release('7', 500, 'kassa') }),
      lineOf(5, { release: release('0.9', null) }),
    ],
    none,
  )
  assert.deepEqual(
    rows.map(row =>
      row.kind === 'product' ? `# ${row.name} ${row.installs}` : `${row.kind} ${row.id} ${row.isFirst}`,
    ),
    [
      '# kassa 500',
      'line 7 end_1 true',
      '# joost 100',
      'line 1.1 end_2 true',
      'survivors 1.1 survivors false',
      'line 1.0 end_1 true',
      'line 0.9 end_1 true',
    ],
  )
})

test('a line about which something is to be seen is not folded', () => {
  const lines = ['a', 'b', 'c'].map((id, ordinal) => lineOf(ordinal, { endpoint: { id, name: id } }))
  const rows = rowsOf(lines, { opened: new Set(), apart: new Set([1]) })
  assert.deepEqual(
    rows.map(row => [row.kind, row.kind === 'survivors' ? row.lines.length : 1]),
    [
      ['line', 1],
      ['survivors', 2],
    ],
  )
})

test('one surviving endpoint is no reason to fold; one that rests on nothing found greys the fold', () => {
  const calm = (id: string, level: 'derived' | 'watch') =>
    lineOf(0, { level, endpoint: { id, name: id }, ordinal: id.length })
  assert.deepEqual(
    rowsOf([calm('a', 'derived')], none).map(row => row.kind),
    ['line'],
  )
  const [row] = rowsOf([calm('a', 'derived'), calm('bb', 'watch')], none)
  assert.equal(row?.kind === 'survivors' && row.state, 'watched')
})
