/** Which runs are asked for, in which order, and when there is an end to it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AskedRun } from '@foreseen/facts'
import { decideRuns, judgeClient, scenarios, stagedScenario } from '../../src/index.ts'
import { ended, planOf, refusing, rehearse, run } from './scene.ts'

const told = (asked: readonly AskedRun[]): string[] =>
  asked.map(
    ({ scenario, trust, attempt, alone }) => `${scenario}@${trust}#${attempt}${alone ? ' alone' : ''}`,
  )

test('the baseline first and last, all cells between', () => {
  const plan = planOf(['renewed-same-key', 're-keyed', 'cross-sign-dropped'])
  const { asked } = rehearse(plan, refusing([]))
  assert.deepEqual(told(asked), [
    'baseline@old#0',
    'baseline@both#0',
    'renewed-same-key@old#0',
    're-keyed@old#0',
    'cross-sign-dropped@old#0',
    'cross-sign-dropped@both#0',
    'cross-sign-dropped@new#0',
    'baseline@old#2',
    'baseline@both#2',
  ])
})

test('what is red or unsure is run once more', () => {
  const plan = planOf(['renewed-same-key', 're-keyed'])
  const red = rehearse(plan, refusing(['re-keyed']))
  assert.deepEqual(told(red.asked).slice(1, -1), [
    'renewed-same-key@old#0',
    're-keyed@old#0',
    're-keyed@old#1',
  ])
  const unsure = rehearse(plan, ({ scenario }) =>
    scenario === 're-keyed' ? { end: ended(1) } : { course: 'request' },
  )
  assert.ok(told(unsure.asked).includes('re-keyed@old#1'))
})

test('a fault that is refused is as it should be; one that is accepted is run once more', () => {
  const plan = planOf(['expired-leaf', 'wrong-host', 'missing-intermediate'])
  const { asked } = rehearse(plan, refusing(['expired-leaf']))
  assert.deepEqual(
    told(asked).filter(each => each.endsWith('#1')),
    ['wrong-host@old#1'],
  )
})

test('a baseline that refuses twice ends it: nothing else would teach', () => {
  const plan = planOf(['renewed-same-key', 're-keyed'])
  const { asked, records } = rehearse(plan, () => ({ course: 48 }))
  assert.deepEqual(told(asked), ['baseline@old#0', 'baseline@old#1'])
  const { cells, pin } = judgeClient({ client: 'joost', plan, records })
  assert.deepEqual(
    cells.map(({ verdict }) => `${verdict.kind} ${verdict.reason}`),
    ['refuses alert', 'not-run baseline-refuses', 'not-run baseline-refuses'],
  )
  assert.equal(pin.kind, 'unknown')
})

test('in a real rehearsal the staged chain is run although today is refused: it may mend it', () => {
  const plan = { ...planOf([]), kind: 'real' as const, scenarios: [stagedScenario] }
  const { asked, records } = rehearse(plan, ({ scenario }) => ({
    course: scenario === 'staged' ? 'request' : 48,
  }))
  assert.deepEqual(told(asked), ['baseline@host#0', 'baseline@host#1', 'staged@host#0'])
  const { cells } = judgeClient({ client: 'joost', plan, records })
  assert.equal(cells.find(cell => cell.scenario === 'staged')?.verdict.kind, 'connects')
})

test('a command that does not exist is not tried twice', () => {
  const plan = planOf(['re-keyed'])
  const end = { kind: 'not-started', detail: 'no such file' } as const
  assert.deepEqual(told(rehearse(plan, () => ({ end })).asked), ['baseline@old#0'])
})

test('two baselines that differ end it', () => {
  const plan = planOf(['re-keyed'])
  const { asked } = rehearse(plan, ({ attempt }) => ({ course: attempt === 0 ? 48 : 'request' }))
  assert.deepEqual(told(asked), ['baseline@old#0', 'baseline@old#1'])
})

test('a baseline that was unsure once and connects then is a baseline', () => {
  const plan = planOf(['re-keyed'])
  const { asked } = rehearse(plan, ({ scenario, attempt }) =>
    scenario === 'baseline' && attempt === 0 ? { end: { kind: 'timeout' } } : { course: 'request' },
  )
  assert.deepEqual(told(asked), ['baseline@old#0', 'baseline@old#1', 're-keyed@old#0', 'baseline@old#2'])
})

test('what was mixed up with others is run again, alone, once', () => {
  const plan = planOf(['re-keyed'])
  const mixed = rehearse(plan, ({ scenario, alone }) => ({
    course: 'request',
    mixed: scenario === 're-keyed' && !alone ? 'two runs share an address' : '',
  }))
  assert.deepEqual(told(mixed.asked).slice(1, 3), ['re-keyed@old#0', 're-keyed@old#0 alone'])
  const { cells } = judgeClient({ client: 'joost', plan, records: mixed.records })
  assert.equal(cells.at(-1)?.verdict.kind, 'connects')
  const never = rehearse(plan, () => ({ course: 'request', mixed: 'two runs share an address' }))
  assert.deepEqual(told(never.asked), [
    'baseline@old#0',
    'baseline@old#0 alone',
    'baseline@old#1',
    'baseline@old#1 alone',
  ])
})

test('a confirmed refusal of a scenario that matters stops the rest, but for the closing baseline', () => {
  const ids = ['renewed-same-key', 're-keyed', 'new-intermediate', 'other-key-type']
  const plan = planOf(ids, { stopEarly: ['re-keyed'] })
  const { asked, records } = rehearse(plan, refusing(['re-keyed']))
  assert.deepEqual(told(asked), [
    'baseline@old#0',
    'renewed-same-key@old#0',
    're-keyed@old#0',
    're-keyed@old#1',
    'baseline@old#2',
  ])
  const { cells } = judgeClient({ client: 'joost', plan, records })
  assert.equal(cells.at(-1)?.verdict.reason, 'stopped-early')
})

test('trust stores that are asked for replace those of the scenarios; the baseline skips what cannot accept it', () => {
  const plan = planOf(['re-keyed', 'cross-sign-dropped'], { trusts: ['both', 'new'] })
  const first = decideRuns(plan, [])
  assert.deepEqual(told(first), ['baseline@both#0'])
  const then = decideRuns(plan, [run('baseline', { trust: 'both', course: 'request' })])
  assert.deepEqual(told(then), [
    're-keyed@both#0',
    're-keyed@new#0',
    'cross-sign-dropped@both#0',
    'cross-sign-dropped@new#0',
  ])
})

test('all built-in scenarios take a client that survives them one run a cell', () => {
  const plan = { ...planOf([]), scenarios }
  const { asked } = rehearse(plan, ({ scenario }) => ({
    course: scenarios.some(each => each.id === scenario && each.kind === 'fault') ? 48 : 'request',
  }))
  const cells = scenarios.filter(({ kind }) => kind !== 'baseline').flatMap(({ trusts }) => trusts).length
  assert.equal(asked.length, cells + 4)
})

test('the staged chain keeps the trust of the machine, whatever is asked for', () => {
  const plan = { ...planOf([], { trusts: ['both'] }), kind: 'real' as const, scenarios: [stagedScenario] }
  const records = [run('baseline', { trust: 'host', course: 'request' })]
  assert.deepEqual(told(decideRuns(plan, records)), ['staged@host#0'])
})
