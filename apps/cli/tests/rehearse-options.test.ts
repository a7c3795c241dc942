/** What is said of plans and options of a rehearsal that are wrong. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isHeavy } from '../src/options/heavy.ts'
import type { RawValues } from '../src/options/read.ts'
import { parseRehearse } from '../src/options/rehearse.ts'
import { idProblems, scenarioSet } from '../src/rehearse/scenario-set.ts'
import { joostFleet, parsedFleet, readPlan } from './rehearsal-plan.ts'

const setting = { nowMs: 0, cwd: '/here' }
const read = (words: readonly string[], raw: RawValues) => parseRehearse(words, raw, setting)
const host = { host: ['a.test'] }

const wrong: readonly (readonly [words: string[], raw: RawValues, code: string, says: RegExp])[] = [
  [[], host, 'rehearse-missing-command', /no command/],
  [['x'], {}, 'cli-missing-host', /no host/],
  [['x'], { ...host, plan: 'f.yaml' }, 'rehearse-two-subjects', /both/],
  [['x'], { ...host, next: 'n.pem' }, 'rehearse-key-without-chain', /without its key/],
  [['x'], { ...host, key: 'a', currentKey: 'b' }, 'rehearse-key-without-chain', /both name/],
  [['x'], { ...host, clock: ['soon'] }, 'rehearse-bad-clock', /"soon"/],
  [['x'], { ...host, clock: ['+99999d'] }, 'rehearse-bad-clock', /3000/],
  [['x'], { ...host, env: ['=1'] }, 'rehearse-bad-variable', /NAME=VALUE/],
  [['x'], { ...host, successOutput: '(' }, 'rehearse-bad-pattern', /no regular expression/],
  [['x'], { ...host, successExit: '256' }, 'cli-bad-number', /255/],
  [['x'], { ...host, trust: ['olt'] }, 'cli-bad-choice', /Did you mean old/],
  [['x'], { ...host, sandbox: 'root!' }, 'cli-bad-choice', /--sandbox/],
  [['x'], { ...host, name: '' }, 'cli-empty-value', /--name/],
  [[''], host, 'cli-empty-value', /empty/],
]

for (const [words, raw, code, says] of wrong) {
  test(`rehearse refuses ${JSON.stringify(raw)} with ${code}`, () => {
    const result = read(words, raw)
    assert.equal(result.ok, false)
    if (result.ok) return
    const problem = result.problems.find(item => item.code === code)
    assert.ok(problem, JSON.stringify(result.problems))
    assert.match(`${problem.detail} ${problem.remedy}`, says)
  })
}

test('a key alone is the key of today, beside --next it is the next one', () => {
  const alone = read(['x'], { ...host, key: 'k.pem' })
  assert.ok(alone.ok && alone.value.materials.currentKeyPath === 'k.pem')
  const real = read(['x'], { ...host, key: 'k.pem', next: 'n.pem' })
  assert.ok(
    real.ok && real.value.materials.nextKeyPath === 'k.pem' && real.value.materials.currentKeyPath === '',
  )
})

test('the command is taken as it stands', () => {
  const words = ['./curl', '--help', '-V', '--', '--host', 'x y']
  const result = read(words, host)
  assert.ok(result.ok)
  assert.deepEqual(result.value.release?.argv, words)
  assert.equal(result.value.release?.name, 'curl')
})

test('a plan is complete once it is read', () => {
  const [first, , , last] = parsedFleet(joostFleet).releases
  assert.deepEqual(first, {
    name: 'joost 0.9.1',
    argv: ['bin/joost', 'leaf-key'],
    cwd: '/plans',
    env: {},
    weight: 120,
    supported: true,
    accepted: [{ scenario: 're-keyed', reason: 'leaves support on 2027-01-01' }],
    path: '',
    homeTemplate: '',
    firstVisit: '',
    predicate: undefined,
    heavy: false,
    timeoutMs: 0,
  })
  assert.equal(last?.supported, false)
})

const release = (lines: string): string => `hosts: [a]\nreleases:\n  - name: a\n    command: [x]\n${lines}`
const badPlans: readonly (readonly [text: string, code: string, says: RegExp])[] = [
  ['hosts: [', 'rehearse-bad-yaml', /fleet\.yaml, line 1/],
  ['hosts: [a]\nhosts: [b]\n', 'rehearse-bad-yaml', /line 2/],
  ['just text', 'rehearse-bad-value', /no mapping/],
  ['hosts: [a]\nrelaeses: []\n', 'rehearse-unknown-key', /line 2: .*"relaeses".*Did you mean releases/s],
  [release('    wieght: 3\n'), 'rehearse-unknown-key', /line 5.*Did you mean weight/s],
  [release('    weight: many\n'), 'rehearse-bad-value', /line 5: releases 1 weight/],
  [release('    timeout: soon\n'), 'rehearse-bad-value', /line 5.*length of time/s],
  [release('    heavy: maybe\n'), 'rehearse-bad-value', /true or false/],
  [release('    success: {output: "("}\n'), 'rehearse-bad-value', /no regular expression/],
  [
    release('    accepted: [{scenario: re-keyde, reason: x}]\n'),
    'rehearse-bad-value',
    /Did you mean re-keyed/,
  ],
  [release('    accepted: [{scenario: re-keyed}]\n'), 'rehearse-bad-value', /reason is missing/],
  [release('  - name: a\n    command: [y]\n'), 'rehearse-bad-value', /line 5: two releases/],
  ['hosts: [a]\nreleases: [{name: a, command: "curl -s"}]\n', 'rehearse-bad-value', /no list/],
  ['hosts: [a]\nreleases: [{name: a}]\n', 'rehearse-bad-value', /command is missing/],
  ['hosts: [a]\n', 'rehearse-bad-value', /releases is missing/],
  [`requires: [nothing]\n${release('')}`, 'rehearse-bad-value', /no scenario/],
  ['schema: foreseen.fleet/2\n', 'rehearse-bad-value', /foreseen\.fleet\/1/],
  [`${'#'.repeat(1 << 20)}\n`, 'rehearse-bad-yaml', /1 MiB/],
  [
    `a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [${'*a,'.repeat(9)}]\nc: &c [${'*b,'.repeat(9)}]\nd: [${'*c,'.repeat(9)}]\n`,
    'rehearse-bad-yaml',
    /alias/,
  ],
  ['['.repeat(50_000), 'rehearse-bad-yaml', /not readable/],
]

for (const [text, code, says] of badPlans) {
  test(`a plan is refused with ${code}: ${text.slice(0, 60).replaceAll('\n', ' ')}`, () => {
    const result = readPlan(text)
    assert.equal(result.ok, false)
    if (result.ok) return
    const said = result.problems.map(problem => `${problem.code} ${problem.detail} ${problem.remedy}`)
    assert.ok(
      said.some(line => line.startsWith(code) && says.test(line)),
      said.slice(0, 3).join('\n'),
    )
  })
}

test('no text of a plan throws', () => {
  const words = fc.constantFrom(
    'hosts:',
    'releases:',
    '- ',
    '  ',
    '\n',
    '[',
    '{',
    '&a',
    '*a',
    '!!js',
    ': ',
    'x',
    '"',
  )
  fc.assert(
    fc.property(
      fc.array(words, { maxLength: 30 }),
      parts => typeof readPlan(parts.join('')).ok === 'boolean',
    ),
  )
})

test('programs that take a core are known by their name, behind env too', () => {
  for (const argv of [['java', '-jar', 'x'], ['/usr/bin/chromium'], ['env', 'A=1', 'node']])
    assert.equal(isHeavy(argv), true, argv.join(' '))
  for (const argv of [['curl'], ['./joost'], ['sh', '-c', 'javac']]) assert.equal(isHeavy(argv), false)
})

const ask = { scenarioIds: [], requires: [], clockDays: [], isReal: false, hasCurrent: false }

test('what is required is rehearsed, whatever was chosen', () => {
  const set = scenarioSet({ ...ask, scenarioIds: ['re-keyed'], requires: ['wrong-host', 'clock-plus-9'] }, [])
  assert.deepEqual(
    set.whatIf.map(({ id }) => id),
    ['baseline', 're-keyed', 'wrong-host', 'clock-plus-9'],
  )
})

test('a real rehearsal has its own list, with a stand-in to compare with where today is not at hand', () => {
  const real = scenarioSet({ ...ask, isReal: true }, [])
  assert.deepEqual([real.whatIf, real.real.map(({ id }) => id)], [[], ['staged']])
  assert.equal(real.standInBaseline.length, 1)
  const both = scenarioSet({ ...ask, isReal: true, hasCurrent: true, scenarioIds: ['re-keyed'] }, [])
  assert.deepEqual(
    [both.whatIf, both.real].map(list => list.map(({ id }) => id)),
    [
      ['baseline', 're-keyed'],
      ['baseline', 'staged'],
    ],
  )
})

test('an unknown scenario is refused with the nearest one', () => {
  const [problem] = idProblems(['re-keyde'], [])
  assert.equal(problem?.code, 'rehearse-unknown-scenario')
  assert.match(problem?.remedy ?? '', /re-keyed/)
  assert.deepEqual(idProblems(['staged', 'clock-minus-3', 'six-days'], []), [])
})

test('numbers that are names stay as they are written', () => {
  const text =
    'hosts: [a.test]\nreleases: [{ name: 0.10, command: [x, 1e3, 0x10, 1.0], env: { V: 2.10 } }, { name: 0.1, command: [x] }]\n'
  const { releases } = parsedFleet(text)
  assert.deepEqual(
    releases.map(({ name, argv, env }) => [name, argv, env]),
    [
      ['0.10', ['x', '1e3', '0x10', '1.0'], { V: '2.10' }],
      ['0.1', ['x'], {}],
    ],
  )
})

const odd: readonly (readonly [text: string, says: RegExp])[] = [
  ['hosts: []\nreleases: [{ name: a, command: [x], env: [y] }]', /env is no mapping\. Write NAME: value/],
  [
    'hosts: []\nreleases: [{ name: a, command: [x], env: { "A=B": y } }]',
    /"A=B", which is no name of a variable/,
  ],
  ['hosts: []\nreleases: [{ name: a, command: [x], env: { "": y } }]', /"", which is no name of a variable/],
  ['hosts: []\n---\nreleases: []', /line [23]: this is not readable: a second document begins here/],
  [`hosts: []\nreleases: [${'{},'.repeat(10_001)}]`, /releases has more than 10000 entries\. Split/],
]

for (const [text, says] of odd) {
  test(`a plan is told plainly what is odd: ${text.slice(10, 70)}`, () => {
    const result = readPlan(text)
    assert.ok(!result.ok)
    const said = result.problems.map(({ detail, remedy }) => `${detail} ${remedy}`)
    assert.match(said.join('\n'), says)
    assert.ok(!said.some(line => line.includes('missing or empty')) || !says.source.includes('10000'))
  })
}
