import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseInstalls } from '../../src/release/installs.ts'

const head = 'product,version,platform,at,count\n'

test('rows are read with their lines, quotes and line ends of both kinds', () => {
  const file = parseInstalls(
    `\uFEFF${head}joost,0.9.1,,2026-11-01,1200\r\n"a ""b"", c",2," x ",2026-11-01T00:00:00Z,0\n\nd,3,,2026-11-02,5`,
  )
  assert.deepEqual(file.troubles, [])
  assert.deepEqual(
    file.rows.map(({ line, product, platform, count }) => [line, product, platform, count]),
    [
      [2, 'joost', '', 1200],
      [3, 'a "b", c', 'x', 0],
      [5, 'd', '', 5],
    ],
  )
})

test('columns stand in any order, and the platform may be left out', () => {
  const { rows, troubles } = parseInstalls('count,at,version,product\n7,2026-11-01,0.9.1,joost\n')
  assert.deepEqual(
    [rows, troubles],
    [[{ line: 2, product: 'joost', version: '0.9.1', platform: '', at: '2026-11-01', count: 7 }], []],
  )
  assert.match(parseInstalls('a,product,version,at,count\n').troubles[0]?.detail ?? '', /no column "a"/)
  assert.match(parseInstalls('at,product,version,at,count\n').troubles[0]?.detail ?? '', /at twice/)
})

test('every line that cannot be taken is named', () => {
  const text = `${head}joost,0.9.1,,yesterday,1\n,1,,2026-11-01,1\na,,,2026-11-01,1\na,1,,2026-11-01,many\na,1,2026-11-01,3\na,1,,2026-11-01,3\na,1,,2026-11-01T00:00:00Z,4\n`
  assert.deepEqual(
    parseInstalls(text).troubles.map(({ line, detail }) => `${line}: ${detail}`),
    [
      '2: "yesterday" is no day: write 2026-12-01',
      '3: no product',
      '4: no version',
      '5: "many" is no whole number',
      '6: 4 fields where 5 are expected',
      '8: the same release and day as line 7',
    ],
  )
})

test('a file that cannot be read at all says why', () => {
  const first = (text: string): string => parseInstalls(text).troubles[0]?.detail ?? ''
  assert.match(first(''), /empty/)
  assert.match(first('a,b\n1,2'), /lacks the column product: write product,version/)
  assert.match(first(head), /no line follows/)
  assert.match(first(`${head}"a,1,,2026-11-01,1`), /never closes/)
  assert.match(first('x'.repeat(4_000_001)), /4 MB/)
})

test('any text is read without a throw, and every row has a line of the text', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), text => {
      const lines = `${head}${text}`.split('\n').length
      for (const { line } of parseInstalls(`${head}${text}`).rows) assert.ok(line >= 2 && line <= lines)
    }),
  )
})
