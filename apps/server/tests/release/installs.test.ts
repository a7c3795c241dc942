import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { type CsvRow, csvRows } from '../../src/release/csv.ts'
import { parseInstalls } from '../../src/release/installs.ts'
import { openWorkplace } from '../workplace.ts'

const place = await openWorkplace()
after(() => place.close())
const { call } = place
const owner = await place.owner()
const csv = (body: string, type = 'text/csv') =>
  call('POST', '/api/v1/installs', { body, headers: { 'content-type': type }, as: owner })

test('fields in quotes hold commas, quotes and lines; a mark and empty lines are passed over', () => {
  const rows = [...csvRows('\ufeffa,b\r\n"x, ""y""\r\nz",2\r\n\r\n3,\n,')]
  assert.deepEqual(rows, [
    { line: 1, fields: ['a', 'b'] },
    { line: 2, fields: ['x, "y"\r\nz', '2'] },
    { line: 5, fields: ['3', ''] },
    { line: 6, fields: ['', ''] },
  ] satisfies CsvRow[])
  for (const [text, line] of [
    ['a\n"b', 2],
    ['a\n"b"c', 2],
    ['a"b', 1],
  ] as const)
    assert.throws(
      () => [...csvRows(text)],
      (error: { parts?: readonly { at: string }[] }) => error.parts?.[0]?.at === `body/${line}`,
    )
})

test('whatever is written by RFC 4180 is read again', () => {
  const field = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r\n', ' ', 'é'), maxLength: 8 })
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
  fc.assert(
    fc.property(fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { maxLength: 6 }), rows => {
      const text = rows.map(row => `${row.map(quoted).join(',')}\r\n`).join('')
      assert.deepEqual(
        [...csvRows(text)].map(({ fields }) => fields),
        rows,
      )
    }),
  )
})

test('any text is read or refused, and never hangs', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', '\0', '1', '-') }), text => {
      try {
        parseInstalls(`product,version,at,count\n${text}`)
      } catch (error) {
        assert.match(String(error), /Lines are no installs|The CSV cannot be read/)
      }
    }),
  )
})

test('a file is taken in whole, or not at all', async () => {
  for (const version of ['1', '2']) {
    place.clock.ms++
    await call('POST', '/api/v1/releases', { body: { product: 'joost, "x"', version }, as: owner })
  }
  const name = '"joost, ""x"""'
  const good = `\ufeffproduct,version,platform,at,count\r\n${name},1,,2026-11-01,5\r\n${name},2,,2026-11-01,7\r\n`
  const first = await csv(good)
  assert.deepEqual([first.at('rows'), first.at('changed')], [2, 2], first.text)
  assert.equal((await csv(good)).at('changed'), 0)
  const mixed = await csv(
    `version,product,count,at\n1,${name},9,2026-11-02\n3,${name},9,2026-11-02\n2,${name},x,2026-11-02\n`,
  )
  assert.equal(mixed.at('errors', 0, 'at'), 'body/4', mixed.text)
  const unknown = await csv(`version,product,count,at\n1,${name},9,2026-11-02\n3,${name},9,2026-11-02\n`)
  assert.equal(unknown.at('errors', 0, 'at'), 'body/3', unknown.text)
  const releases = await call('GET', '/api/v1/releases', { as: owner })
  assert.equal(releases.at('items', 0, 'installs', 'count'), 5)
})

test('what is no such file is refused with the line', async () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['', /lacks the column product/],
    ['product,version,at\n', /lacks the column count/],
    ['product,version,at,cuont\n', /did you mean count/],
    ['product,version,at,count,count\n', /named twice/],
    ['product,version,at,count\na,1,2026-02-30,1\n', /body\/2.*at is no day/],
    ['product,version,at,count\na,1,2026-02-20\n', /body\/2.*number of fields/],
    ['product,version,at,count\n\n,1,2026-02-20,1\n', /body\/3.*product is empty/],
  ]
  for (const [body, told] of cases) assert.match((await csv(body)).text, told)
  assert.equal((await csv('x', 'application/json')).status, 415)
  assert.equal((await csv('x'.repeat(5_000_000))).status, 413)
  const many = Array.from({ length: 20_002 }, () => 'a,1,2026-02-20,1\n').join('')
  assert.equal((await csv(`product,version,at,count\n${many}`)).status, 413)
})
