import assert from 'node:assert/strict'
import { test } from 'node:test'
import { matrixOf, nextPlace, qualityOf, squareText } from '../../src/rehearsal/model.ts'
import { bodyOf, draftProblems, emptyDraft, wordsOf } from '../../src/rehearsal/new-plan.ts'
import { eventText } from '../../src/rehearsal/words.ts'
import { whole } from './given.ts'

const scenario = (id: string) => {
  const found = whole.scenarios.find(each => each.id === id)
  assert.ok(found !== undefined)
  return found
}

test('a renewal must connect, a fault must be refused; a missing intermediate does no harm', () => {
  assert.equal(qualityOf(scenario('re-keyed'), 'connects'), 'good')
  assert.equal(qualityOf(scenario('re-keyed'), 'refuses'), 'bad')
  assert.equal(qualityOf(scenario('expired-leaf'), 'connects'), 'bad')
  assert.equal(qualityOf(scenario('expired-leaf'), 'refuses'), 'good')
  assert.equal(qualityOf(scenario('missing-intermediate'), 'connects'), 'good')
  assert.equal(qualityOf(scenario('re-keyed'), 'unsure'), 'open')
  assert.equal(qualityOf(scenario('expired-leaf'), 'not-run'), 'open')
})

test('a square has each verdict once, the worst first, and says all of it', () => {
  const { rows, scenarios } = matrixOf(whole)
  assert.equal(scenarios.length, whole.scenarios.length)
  const square = rows[2]?.squares.find(each => each.scenario.id === 'cross-sign-dropped')
  assert.ok(square !== undefined)
  assert.deepEqual(square.verdicts, [
    { kind: 'refuses', quality: 'bad' },
    { kind: 'connects', quality: 'good' },
  ])
  assert.match(squareText(square), /refuses where only the old root is trusted, connects where both/)
  const against = rows[2]?.squares.find(each => each.scenario.id === 're-keyed')
  assert.ok(against !== undefined)
  assert.equal(squareText(against), 'renewed, new key: connects; forecast: refuses; false-pin')
})

test('a cell whose scenario the run does not list has a column all the same', () => {
  const { scenarios, rows } = matrixOf({ ...whole, scenarios: [] })
  assert.equal(scenarios.length, whole.scenarios.length)
  assert.equal(rows[0]?.squares[0]?.scenario.title, 'baseline')
})

test('arrows stop at the edges', () => {
  const size = { rows: 2, columns: 3 }
  const from = (key: string, isControl = false) => nextPlace({ row: 1, column: 2 }, key, isControl, size)
  assert.deepEqual(from('ArrowRight'), { row: 1, column: 2 })
  assert.deepEqual(from('ArrowDown'), { row: 1, column: 2 })
  assert.deepEqual(from('ArrowLeft'), { row: 1, column: 1 })
  assert.deepEqual(from('Home'), { row: 1, column: 0 })
  assert.deepEqual(from('Home', true), { row: 0, column: 0 })
  assert.equal(from('a'), undefined)
})

test('what is typed becomes a plan, or is told what is missing', () => {
  assert.deepEqual(wordsOf(' a.test, b.test\n\na.test'), ['a.test', 'b.test'])
  assert.deepEqual(Object.keys(draftProblems(emptyDraft)), ['name', 'hosts', 'clients'])
  const draft = { ...emptyDraft, name: ' p ', hosts: 'a.test', others: 'c', isAll: false, endpoint: 'end_1' }
  assert.deepEqual(Object.keys(draftProblems(draft)), ['scenarios'])
  assert.match(draftProblems({ ...draft, hosts: 'a b' }).hosts ?? '', /no host/)
  assert.deepEqual(bodyOf({ ...draft, kind: 'real', releases: { c: 'rel_1' } }, []), {
    name: 'p',
    hosts: ['a.test'],
    clients: [{ name: 'c', release: 'rel_1' }],
    kind: 'real',
    endpoint: 'end_1',
  })
})

test('every event of the wire is told in words', () => {
  const seen = { connection: 1, atMs: 1 }
  assert.equal(
    eventText({ ...seen, kind: 'refused', alert: undefined, detail: 'closed' }),
    'refuses without an alert: closed',
  )
  assert.equal(
    eventText({ ...seen, kind: 'broke', alert: 42, detail: '' }),
    'breaks off after the handshake with alert 42 (bad_certificate)',
  )
})
