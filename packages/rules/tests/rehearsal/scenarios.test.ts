/** What holds for every built-in scenario, and for the page that lists them. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { castOf, changesOf, isInOrder, parseScenario, type Scenario, standsFor } from '@foreseen/facts'
import { scenarioOf, scenarios } from '../../src/rehearsal/scenarios/registry.ts'

const ids = [
  'baseline',
  'renewed-same-key',
  're-keyed',
  'new-intermediate',
  'intermediate-reissued',
  'new-root-cross-signed',
  'cross-sign-dropped',
  'cross-sign-expired',
  'other-key-type',
  'rsa-4096-longer-chain',
  'forty-seven-days',
  'six-days',
  'expired-leaf',
  'expired-intermediate',
  'not-yet-valid',
  'wrong-host',
  'untrusted-root',
  'missing-intermediate',
  'wrong-order',
  'without-common-name',
  'without-client-auth',
]

test('ids are those that reports and fleets name, in the order of columns', () => {
  assert.deepEqual(
    scenarios.map(({ id }) => id),
    ids,
  )
  assert.equal(scenarioOf('re-keyed')?.title, 'renewed, new key')
  assert.equal(scenarioOf('constructor'), undefined)
})

const swapped = new Set(['missing-intermediate', 'wrong-order'])

test('every certificate sent signs the one before it, but where the scenario is about that', () => {
  for (const scenario of scenarios) {
    assert.equal(isInOrder(scenario), !swapped.has(scenario.id), scenario.id)
    assert.equal(scenario.changes.includes('chain') || !swapped.has(scenario.id), true, scenario.id)
  }
})

test('the issuer of the leaf is the certificate sent next to it', () => {
  for (const scenario of scenarios.filter(({ id }) => !swapped.has(id))) {
    const cast = castOf(scenario)
    const [issuer, next] = [cast.get(scenario.issuer), cast.get(scenario.sends[1] ?? '')]
    assert.ok(issuer !== undefined && next !== undefined && standsFor(next, issuer), scenario.id)
  }
})

test('changes say what the data says', () => {
  for (const scenario of scenarios) assert.deepEqual(changesOf(scenario), scenario.changes, scenario.id)
})

test('titles fit a table, sentences are sentences', () => {
  for (const { id, title, about, teaches } of scenarios) {
    assert.ok(title.length <= 34 && /^[A-Z0-9a-z]/.test(title), `${id}: ${title}`)
    for (const text of [about, teaches]) assert.match(text, /^[A-Z].+\.$/, id)
  }
  assert.equal(new Set(scenarios.map(({ title }) => title)).size, scenarios.length)
})

test('a built-in scenario passes the parser for scenarios that users write', () => {
  for (const scenario of scenarios.filter(({ kind }) => kind !== 'baseline')) {
    const raw: unknown = JSON.parse(JSON.stringify(scenario))
    assert.deepEqual(parseScenario(raw, scenario.id), { ok: true, value: scenario })
  }
})

/** The row of `docs/scenarios.md`. */
const rowOf = ({ id, title, kind, changes, trusts, event }: Scenario): string =>
  `| \`${id}\` | ${title} | ${kind} | ${changes.join(', ')} | ${trusts.join(', ')} | ${event ?? ''} |`

test('docs/scenarios.md lists the scenarios as they are', () => {
  const page = readFileSync(new URL('../../../../docs/scenarios.md', import.meta.url), 'utf8')
  const rows = page.split('\n').filter(line => line.startsWith('| `'))
  assert.deepEqual(rows.slice(0, scenarios.length), scenarios.map(rowOf))
  for (const { id, about, teaches } of scenarios)
    assert.ok(page.includes(`**${id}**: ${about} ${teaches}\n`), id)
})
