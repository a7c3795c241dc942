/** Every row of the event table against every column, as the notes have it (`docs/forecast.md`). */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Outcome, RenewalEvent } from '@foreseen/facts'
import { type Alternative, outcomeOf } from '../../src/forecast/notes.ts'
import { profiles, profilesOf } from '../../src/forecast/profiles.ts'
import { rowOf } from '../../src/forecast/table.ts'
import { type Column, eventTable } from '../../src/index.ts'

const columns: readonly Column[] = ['L', 'K', 'I', 'IF', 'IK', 'R', 'RK', 'B']
const dayMs = 86_400_000

const alternative = (column: Column, more: Partial<Alternative> = {}): Alternative => ({
  column,
  role: 'root',
  notAfterMs: 100 * dayMs,
  selfSigned: false,
  compared: true,
  proven: false,
  ...more,
})

const context = { profiles, keepsKey: false, atMs: 100 * dayMs }

/** One letter per column: S survives, X breaks, ? may break; unknown verifier, key not kept, anchors at their end. */
const expected: Readonly<Record<RenewalEvent, string>> = {
  E1: 'XSSSSSSS',
  E2: 'XXSSSSSS',
  E3: 'XXXXXSSS',
  E4: 'SSSXSSSS',
  E5: 'XXXXXSSS',
  E6: 'SS???S?S',
  E10: 'XXXXXXX?',
  E14: 'XXSSSSSS',
  E24: '??XXXXXX',
  E25: 'SS?SS?S?',
}

const letters: Readonly<Record<Outcome, string>> = { survives: 'S', breaks: 'X', 'may-break': '?' }

for (const { event } of eventTable) {
  test(`row ${event}`, () => {
    const row = rowOf(event)
    const outcomes = columns.map(column => letters[outcomeOf(row, alternative(column), context)]).join('')
    assert.equal(outcomes, expected[event])
  })
}

test('the table has each event once', () => {
  assert.deepEqual(eventTable.map(row => row.event).sort(), Object.keys(expected).sort())
})

test('c5: a kept key survives a change of issuer', () => {
  for (const event of ['E3', 'E5', 'E10'] as const) {
    assert.equal(outcomeOf(rowOf(event), alternative('K'), { ...context, keepsKey: true }), 'survives')
  }
})

test('c7: the old intermediate carries until its end, then only where anchors have no end', () => {
  const row = rowOf('E4')
  assert.equal(outcomeOf(row, alternative('I'), { ...context, atMs: 99 * dayMs }), 'survives')
  assert.equal(outcomeOf(row, alternative('I'), { ...context, atMs: 101 * dayMs }), 'may-break')
  assert.equal(
    outcomeOf(row, alternative('I'), { ...context, atMs: 101 * dayMs, profiles: profilesOf(['java']) }),
    'survives',
  )
})

test('c13: an ended anchor breaks on all measured verifiers but Java', () => {
  const row = rowOf('E25')
  for (const profile of profiles) {
    const outcome = outcomeOf(row, alternative('R'), { ...context, profiles: [profile] })
    assert.equal(outcome, profile.id === 'java' ? 'survives' : 'breaks', profile.id)
  }
  assert.equal(outcomeOf(row, alternative('R'), { ...context, atMs: 99 * dayMs }), 'survives')
})

test('c20: a leaf that stands in a store ends with its date, one that is compared may not', () => {
  const row = rowOf('E24')
  assert.equal(outcomeOf(row, alternative('L', { compared: true }), context), 'may-break')
  assert.equal(
    outcomeOf(row, alternative('L', { compared: false }), { ...context, profiles: profilesOf(['go']) }),
    'breaks',
  )
})

test('a self-signed certificate renewed with its key lives on with GnuTLS only', () => {
  const held = alternative('L', { selfSigned: true, compared: false })
  for (const profile of profiles) {
    const outcome = outcomeOf(rowOf('E1'), held, { ...context, profiles: [profile] })
    assert.equal(outcome, profile.id === 'gnutls' ? 'survives' : 'breaks', profile.id)
  }
})

test('a proven backup carries over what replaces the leaf', () => {
  for (const { event, replacesLeaf } of eventTable) {
    const outcome = outcomeOf(rowOf(event), { ...alternative('K'), column: undefined, proven: true }, context)
    assert.equal(outcome, replacesLeaf ? 'survives' : 'breaks', event)
  }
})

test('docs/forecast.md prints the table as it is', () => {
  const document = readFileSync(new URL('../../../../docs/forecast.md', import.meta.url), 'utf8')
  for (const { event, clause, cells } of eventTable) {
    const row = `| ${event} ${clause} | ${columns.map(column => cells[column]).join(' | ')} |`
    assert.ok(document.includes(row), `docs/forecast.md lacks: ${row}`)
  }
})
