import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { scenarioCodes } from '../src/codes-scenario.ts'
import { standingCast } from '../src/scenario-cast.ts'
import { castOf, isInOrder, isRootPlan, issuingPath } from '../src/scenario-chain.ts'
import { parseScenario, parseScenarios } from '../src/scenario-parse.ts'

const where = 'moves.json'
const schema = 'foreseen.scenario/1'

/** Codes and places of what is wrong with a scenario, in the order told. */
function faultsOf(raw: unknown, taken: readonly string[] = []): string[] {
  const parsed = parseScenario(raw, where, taken)
  return parsed.ok ? [] : parsed.problems.map(({ code, location }) => `${code} ${location}`)
}

test('an id alone makes a whole scenario: a renewal with the same key', () => {
  const parsed = parseScenarios({ schema, id: 'our-next' }, where)
  assert.ok(parsed.ok)
  assert.deepEqual(parsed.value, [
    {
      id: 'our-next',
      title: 'our next',
      kind: 'renewal',
      about: 'A scenario of your own.',
      teaches: '',
      leaf: {
        key: 'same',
        notBeforeDays: -1,
        notAfterDays: 396,
        names: 'hosts',
        commonName: true,
        clientAuth: true,
      },
      authorities: [],
      issuer: 'intermediate-a',
      sends: ['leaf', 'intermediate-a'],
      trusts: ['old'],
      clockDays: 0,
      changes: ['certificate'],
      event: undefined,
    },
  ])
})

test('authorities of its own stand beside the cast, and what is sent follows from the issuer', () => {
  const authorities = [
    { id: 'g2', issuer: 'old-root', notAfterDays: 900 },
    { id: 'g2-east', subject: 'G2 East', issuer: 'g2' },
  ]
  const parsed = parseScenario({ id: 'our-ca-moves-to-g2', authorities, issuer: 'g2-east' }, where)
  assert.ok(parsed.ok)
  assert.deepEqual(parsed.value.sends, ['leaf', 'g2-east', 'g2'])
  assert.deepEqual(parsed.value.authorities[0], {
    id: 'g2',
    subject: 'Rehearsal g2',
    key: 'g2',
    issuer: 'old-root',
    notBeforeDays: -3650,
    notAfterDays: 900,
  })
  assert.deepEqual(parsed.value.changes, ['certificate', 'intermediate', 'chain'])
})

const base = { id: 'x' }
const many = Array.from({ length: 17 }, (_, index) => ({ id: `a${index}` }))

const bad: readonly [string, unknown, readonly string[]][] = [
  ['no object', [], ['scenario-not-object moves.json', 'scenario-bad-id moves.json: id']],
  ['no id', {}, ['scenario-bad-id moves.json: id']],
  ['id', { id: 'Our_next' }, ['scenario-bad-id moves.json: id']],
  ['id of the operator', { id: 'staged' }, ['scenario-id-taken moves.json: id']],
  ['id that is made', { id: 'clock-plus-9' }, ['scenario-id-taken moves.json: id']],
  ['schema', { ...base, schema: 'foreseen.scenario/2' }, ['scenario-schema moves.json: schema']],
  ['field', { ...base, sendz: [] }, ['scenario-unknown-key moves.json']],
  ['field of the leaf', { ...base, leaf: { notAfter: 3 } }, ['scenario-unknown-key moves.json: leaf']],
  ['leaf', { ...base, leaf: 3 }, ['scenario-not-object moves.json: leaf']],
  ['kind', { ...base, kind: 'baseline' }, ['scenario-bad-value moves.json: kind']],
  ['key', { ...base, leaf: { key: 'old' } }, ['scenario-bad-value moves.json: leaf.key']],
  ['flag', { ...base, leaf: { commonName: 1 } }, ['scenario-bad-value moves.json: leaf.commonName']],
  ['title', { ...base, title: 'two\nlines' }, ['scenario-bad-value moves.json: title']],
  ['trusts', { ...base, trusts: [] }, ['scenario-bad-value moves.json: trusts']],
  [
    'trust',
    { ...base, trusts: ['older'] },
    ['scenario-bad-value moves.json: trusts[0]', 'scenario-bad-value moves.json: trusts'],
  ],
  ['event', { ...base, event: 'E9' }, ['scenario-bad-value moves.json: event']],
  ['clock', { ...base, clockDays: 0.5 }, ['scenario-bad-value moves.json: clockDays']],
  ['days', { ...base, leaf: { notAfterDays: -2 } }, ['scenario-bad-days moves.json: leaf.notAfterDays']],
  ['far days', { ...base, leaf: { notAfterDays: 9e9 } }, ['scenario-bad-days moves.json: leaf.notAfterDays']],
  [
    'issuer',
    { ...base, issuer: 'intermediate-d', sends: ['leaf'], changes: ['chain'] },
    ['scenario-unknown-authority moves.json: issuer'],
  ],
  [
    'link',
    { ...base, sends: ['leaf', 'cros'], changes: ['chain'] },
    ['scenario-unknown-authority moves.json: sends[1]'],
  ],
  ['no leaf', { ...base, sends: ['intermediate-a'] }, ['scenario-bad-chain moves.json: sends']],
  [
    'leaf second',
    { ...base, sends: ['intermediate-a', 'leaf'], changes: ['chain'] },
    ['scenario-bad-chain moves.json: sends'],
  ],
  ['disorder', { ...base, sends: ['leaf', 'intermediate-b'] }, ['scenario-broken-chain moves.json: sends']],
  ['nothing but the leaf', { ...base, sends: ['leaf'] }, ['scenario-broken-chain moves.json: sends']],
  [
    'long chain',
    { ...base, sends: ['leaf', ...Array(12).fill('cross')], changes: ['chain'] },
    ['scenario-too-many moves.json: sends'],
  ],
  ['many authorities', { ...base, authorities: many }, ['scenario-too-many moves.json: authorities']],
  [
    'taken authority',
    { ...base, authorities: [{ id: 'cross' }] },
    ['scenario-id-taken moves.json: authorities[0].id'],
  ],
  [
    'same authority twice',
    { ...base, authorities: [{ id: 'g' }, { id: 'g' }] },
    ['scenario-id-taken moves.json: authorities[1].id'],
  ],
  [
    'key of another',
    { ...base, authorities: [{ id: 'g', key: 'new-root' }] },
    ['scenario-key-conflict moves.json: authorities[0].key'],
  ],
]

for (const [name, raw, expected] of bad)
  test(`refused: ${name}`, () => assert.deepEqual(faultsOf(raw), expected))

test('disorder is taken when it is said to be the point', () => {
  assert.deepEqual(faultsOf({ ...base, sends: ['leaf'], changes: ['chain'] }), [])
})

test('a circle of issuers is refused', () => {
  const authorities = [
    { id: 'a', issuer: 'b' },
    { id: 'b', issuer: 'a' },
  ]
  const said = faultsOf({ ...base, authorities })
  assert.deepEqual(said, [
    'scenario-authority-circle moves.json: authorities[0].issuer',
    'scenario-authority-circle moves.json: authorities[1].issuer',
  ])
})

test('what was nearly right is suggested', () => {
  const parsed = parseScenario({ id: 'x', isuer: 'intermediate-b', sends: ['leaf', 'intermediat-a'] }, where)
  assert.ok(!parsed.ok)
  const said = parsed.problems.map(({ detail }) => detail).join('\n')
  assert.match(said, /did you mean issuer\?/)
  assert.match(said, /did you mean intermediate-a\?/)
})

test('a file holds several, with ids of their own', () => {
  const scenarios = [{ id: 'one' }, { id: 'one' }, { id: 're-keyed' }]
  const parsed = parseScenarios({ schema, scenarios }, where, ['re-keyed'])
  assert.ok(!parsed.ok)
  assert.deepEqual(
    parsed.problems.map(({ code, location }) => `${code} ${location}`),
    ['scenario-id-taken moves.json: scenarios[1]: id', 'scenario-id-taken moves.json: scenarios[2]: id'],
  )
  assert.deepEqual(
    [parseScenarios({ id: 'x' }, where), parseScenarios(3, where)].map(each => each.ok),
    [false, false],
  )
  const one = parseScenarios('x', where)
  assert.ok(!one.ok)
  assert.deepEqual(
    one.problems.map(({ code }) => code),
    ['scenario-not-object', 'scenario-schema', 'scenario-bad-id'],
  )
})

test('the example of docs/scenarios.md is taken, and the page lists the cast', () => {
  const page = readFileSync(new URL('../../../docs/scenarios.md', import.meta.url), 'utf8')
  const example = /```json\n(.*?)```/s.exec(page)?.[1] ?? ''
  const parsed = parseScenarios(JSON.parse(example), where)
  assert.ok(parsed.ok)
  assert.deepEqual(
    parsed.value.map(({ id }) => id),
    ['our-ca-moves-to-g2'],
  )
  for (const { id, issuer } of standingCast) {
    const row = page.split('\n').findLast(line => line.startsWith(`| \`${id}\` |`)) ?? ''
    assert.ok(row.endsWith(issuer === id ? '| itself |' : `| \`${issuer}\` |`), id)
  }
})

test('the standing cast holds together: every path leads to a root, one key has one name', () => {
  const cast = castOf({ authorities: [] })
  for (const plan of standingCast) {
    const top = issuingPath(cast, plan.id).at(-1)
    assert.ok(top !== undefined && isRootPlan(top), plan.id)
    assert.ok(plan.notBeforeDays < plan.notAfterDays)
    const twins = standingCast.filter(other => other.key === plan.key)
    assert.ok(
      twins.every(other => other.subject === plan.subject),
      plan.key,
    )
  }
  assert.equal(cast.size, standingCast.length)
})

const known = new Set(scenarioCodes.map(({ code }) => code))
const words = ['leaf', 'cross', 'intermediate-a', 'g', 'same', 'chain', 'old', '__proto__', '']
const field = fc.oneof(fc.constantFrom(...words), fc.jsonValue(), fc.array(fc.constantFrom(...words)))
const likely = fc.record(
  {
    schema: field,
    id: fc.constantFrom('x', 'y', ''),
    leaf: fc.oneof(field, fc.dictionary(fc.constantFrom('key', 'notBeforeDays', 'notAfterDays'), field)),
    authorities: fc.oneof(
      field,
      fc.array(fc.dictionary(fc.constantFrom('id', 'key', 'issuer', 'subject'), fc.constantFrom(...words))),
    ),
    issuer: field,
    sends: field,
    trusts: field,
    changes: field,
    clockDays: field,
    event: field,
  },
  { requiredKeys: [] },
)

test('property: whatever is read, nothing is thrown, codes are known, and what is taken holds together', () => {
  fc.assert(
    fc.property(fc.oneof(likely, fc.jsonValue(), fc.anything()), raw => {
      const parsed = parseScenarios(raw, where)
      parseScenario(raw, where)
      if (!parsed.ok) {
        assert.ok(parsed.problems.length > 0)
        for (const { code, detail } of parsed.problems) {
          assert.ok(known.has(code), code)
          assert.doesNotMatch(detail, /\p{Cc}/u)
        }
        return
      }
      for (const scenario of parsed.value) {
        const cast = castOf(scenario)
        assert.ok(scenario.sends[0] === 'leaf' && scenario.sends.slice(1).every(id => cast.has(id)))
        assert.ok(isInOrder(scenario) || scenario.changes.includes('chain'))
        const again = parseScenario(JSON.parse(JSON.stringify(scenario)), where)
        assert.deepEqual(again, { ok: true, value: scenario })
      }
    }),
    { numRuns: 2000 },
  )
})
