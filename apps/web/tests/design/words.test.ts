import assert from 'node:assert/strict'
import { test } from 'node:test'
import { agentWords } from '../../src/account/agent.ts'
import { safeBack } from '../../src/account/safe-back.ts'
import { dayText, relativeText, spanText, wholeText } from '../../src/design/day-words.ts'
import { sorted } from '../../src/design/table-order.ts'
import { isOfRoom } from '../../src/http/rooms.ts'
import { pageOfLink } from '../../src/shell/link.ts'
import { parseSearch, stringifySearch } from '../../src/shell/search.ts'

const now = Date.UTC(2026, 10, 22, 10)
const minute = 60_000
const day = 86_400_000

test('days: absolute and relative, at most two significant digits', () => {
  const table = [
    ['2026-12-01', 'in 9 days'],
    ['2026-11-22', 'today'],
    ['2026-11-21', '1 day ago'],
    ['2026-11-22T09:59:40.000Z', 'just now'],
    ['2026-11-22T10:00:40.000Z', 'within a minute'],
    ['2026-11-22T09:00:10.000Z', '1 hour ago'],
    ['2026-11-22T11:30:00.000Z', 'in 2 hours'],
    ['2027-01-22', 'in 9 weeks'],
    ['2027-11-22', 'in 12 months'],
    ['2036-11-22', 'in 10 years'],
    ['nonsense', ''],
  ] as const
  for (const [iso, words] of table) assert.equal(relativeText(iso, now), words, iso)
  assert.deepEqual(
    [
      30 * minute,
      59.6 * minute,
      23.4 * 60 * minute,
      23.6 * 60 * minute,
      28 * day,
      30 * day,
      98 * day,
      100 * day,
    ].map(spanText),
    ['30 minutes', '1 hour', '23 hours', '1 day', '28 days', '4 weeks', '14 weeks', '3 months'],
  )
  assert.equal(dayText('2026-12-01T23:59:59.999Z'), '2026-12-01')
  assert.match(wholeText('2026-12-01T00:00:00.000Z'), /UTC[+-]\d\d:\d\d$/)
  assert.equal(wholeText('2026-12-01'), '2026-12-01 (UTC+00:00)')
})

test('browsers by the names that people use', () => {
  const chrome = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36'
  assert.equal(agentWords(chrome), 'Chrome on Windows')
  assert.equal(agentWords(`${chrome} Edg/140.0`), 'Edge on Windows')
  assert.equal(agentWords('curl/8.5.0'), 'curl')
  assert.equal(agentWords(''), 'unnamed program')
  assert.equal(agentWords('x'.repeat(200)).length, 40)
})

test('only paths of these pages are gone back to', () => {
  for (const back of [
    '//elsewhere.test',
    '/\\elsewhere.test',
    'https://elsewhere.test',
    'javascript:0',
    '',
    '/sign-in?back=/',
  ])
    assert.equal(safeBack(back), '/', back)
  assert.equal(safeBack(undefined), '/')
  assert.equal(safeBack('/jobs?state=dead'), '/jobs?state=dead')
})

test('one-time links become pages whose secret stays behind the #', () => {
  const secret = 'aZ09_-'.padEnd(43, 'x')
  assert.equal(pageOfLink(`#/setup/${secret}`), `/setup#${secret}`)
  assert.equal(pageOfLink(`#/invitation/${secret}`), `/invitation#${secret}`)
  for (const hash of [
    '',
    '#main',
    `#/setup/${secret}x`,
    `#/elsewhere/${secret}`,
    `#/setup/${secret.slice(1)}`,
  ])
    assert.equal(pageOfLink(hash), undefined, hash)
})

test('what stands in an address is text, numbers and JSON too', () => {
  assert.deepEqual(parseSearch('?query=123&x=%5B1%5D&y=true&z='), {
    query: '123',
    x: '[1]',
    y: 'true',
    z: '',
  })
  assert.equal(stringifySearch({ query: '12 3', empty: '', none: undefined, number: 5 }), '?query=12+3')
  assert.equal(stringifySearch({}), '')
  assert.equal(
    Object.keys(
      parseSearch(`?${'a=1&'.repeat(3)}${Array.from({ length: 200 }, (_, at) => `k${at}=1`).join('&')}`),
    ).length <= 50,
    true,
  )
})

test('a change of a room asks for what holds something of it, and nothing else', () => {
  assert.ok(isOfRoom('/releases/rel_1?x', 'releases'))
  assert.ok(isOfRoom('/agenda?days=90', 'forecasts'))
  assert.ok(!isOfRoom('/releases-of-others', 'releases'))
  assert.ok(!isOfRoom('/jobs', 'releases'))
})

test('rows sort by what a column says, what says nothing stands last', () => {
  const columns = [
    { id: 'name', title: 'Name', cell: () => null, sort: ({ name }: { name: string | null }) => name },
    { id: 'plain', title: 'Plain', cell: () => null },
  ]
  const rows = ['0.9.10', null, '0.9.2', '0.10.1', '0.9.2'].map((name, at) => ({ name, at }))
  const order = (direction: 'ascending' | 'descending') =>
    sorted(rows, columns, { column: 'name', direction }).map(({ name, at }) => `${name} ${at}`)
  assert.deepEqual(order('ascending'), ['0.9.2 2', '0.9.2 4', '0.9.10 0', '0.10.1 3', 'null 1'])
  assert.deepEqual(order('descending'), ['0.10.1 3', '0.9.10 0', '0.9.2 2', '0.9.2 4', 'null 1'])
  assert.equal(sorted(rows, columns, { column: 'plain', direction: 'ascending' }), rows)
  assert.equal(sorted(rows, columns, undefined), rows)
})
