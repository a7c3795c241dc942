/** `foreseen check --rehearsed`: what was measured of a release takes the place of what is concluded. */
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fixturePem } from '../../../tests/fixture-ca/read.ts'
import { rehearsalJson } from '../src/formats/rehearsal.ts'
import { rehearsedOf } from './rehearsal-fixture.ts'
import { foreseen, tempFolder } from './run.ts'
import { sarifErrors, schemaErrors } from './schema.ts'

const base = ['--host', 'www.joost.test:8443', '--served', 'served.pem', '--offline', '--at', '2026-11-23']
const releases = ['--release', '0.9.1=0.9.1', '--release', '0.9.2=0.9.2']
const flat = (text: string): string => text.replace(/\s+/g, ' ')

/** Search finds the leaf in 0.9.1 and the root in 0.9.2; run, the first is ordinary and the second pins a key. */
async function plant(t: TestContext): Promise<string> {
  const dir = tempFolder(t)
  for (const [release, name] of [
    ['0.9.1', 'leaf'],
    ['0.9.2', 'root-a'],
  ] as const) {
    mkdirSync(join(dir, release))
    writeFileSync(join(dir, release, 'trust.pem'), fixturePem(name))
  }
  writeFileSync(join(dir, 'served.pem'), fixturePem('leaf') + fixturePem('intermediate-1'))
  const plan = `releases:
  - { name: 0.9.1, command: [bin/joost, careless] }
  - { name: 0.9.2, command: [bin/joost, leaf-key] }
  - { name: 0.8, command: [bin/joost, plain] }
`
  const rehearsed = await rehearsedOf([], { plan: 'fleet.yaml' }, plan)
  writeFileSync(join(dir, 'report.json'), [...rehearsalJson(rehearsed)].join(''))
  return dir
}

test('measured beats inferred, in both directions', async t => {
  const dir = await plant(t)
  const words = ['check', ...releases, ...base, '--rehearsed', 'report.json']
  const ran = await foreseen([...words, '--json'], dir)
  const document = JSON.parse(ran.stdout)
  assert.deepEqual(schemaErrors('forecast', document), [])
  assert.deepEqual(
    document.breakages.map((one: { release: { name: string }; outcome: string; level: string }) => [
      one.release.name,
      one.outcome,
      one.level,
    ]),
    [
      ['0.9.2', 'breaks', 'proven'],
      ['0.9.1', 'survives', 'cleared'],
    ],
  )
  assert.equal(ran.code, 1)
  assert.deepEqual(document.rehearsed.reports[0].unknownClients, ['0.8'])
  assert.deepEqual(document.rehearsed.findings, [{ release: '0.9.1', kind: 'accepts-invalid' }])
})

test('the text says what was rehearsed, what it changed, and what of it nobody asked about', async t => {
  const dir = await plant(t)
  const ran = await foreseen(['check', ...releases, ...base, '--rehearsed', 'report.json'], dir)
  for (const line of ran.stdout.split('\n')) assert.ok(line.length <= 80, line)
  const text = flat(ran.stdout)
  assert.match(
    text,
    /^0\.9\.2 stops connecting to www\.joost\.test:8443 .* it was rehearsed and refuses "renewed, new key"/,
  )
  assert.match(text, /Note: The search alone says: /)
  assert.match(text, /Finding: accepts-invalid, seen in the rehearsal: Accepts a certificate/)
  assert.match(
    text,
    /Rehearsed on 2026-11-23 .*, by report\.json: 0\.9\.1 at www\.joost\.test:8443 and 0\.9\.2 at/,
  )
  assert.match(text, /Not used: 0\.8, which is no release given here/)
})

test('SARIF and Markdown show what only running a release shows', async t => {
  const dir = await plant(t)
  const words = ['check', ...releases, ...base, '--rehearsed', 'report.json', '--format']
  const log = JSON.parse((await foreseen([...words, 'sarif'], dir)).stdout)
  assert.deepEqual(sarifErrors(log), [])
  const results: readonly { ruleId: string; level: string }[] = log.runs[0].results
  assert.deepEqual(
    results.map(({ ruleId, level }) => [ruleId, level]),
    [
      ['release-stops', 'error'],
      ['accepts-invalid', 'error'],
    ],
  )
  const page = (await foreseen([...words, 'markdown'], dir)).stdout
  assert.match(page, /it was rehearsed and refuses/)
  assert.match(page, /accepts-invalid, seen in the rehearsal/)
  assert.match(page, /Not used: 0\.8/)
})

test('a report of another host changes nothing and says so; of two the newer counts', async t => {
  const dir = await plant(t)
  const other = base.with(1, 'other.joost.test')
  const ran = await foreseen(['check', ...releases, ...other, '--rehearsed', 'report.json'], dir)
  assert.match(
    flat(ran.stdout),
    /nothing of it concerns what was asked.*1 host of it was not asked about: www\.joost\.test:443/,
  )
  const plain = await rehearsedOf(
    [],
    { plan: 'fleet.yaml' },
    'releases: [{ name: 0.9.2, command: [bin/joost, plain] }]\n',
  )
  const newer = { ...plain, atMs: plain.atMs + 1000 }
  writeFileSync(join(dir, 'newer.json'), [...rehearsalJson(newer)].join(''))
  for (const order of [
    ['report.json', 'newer.json'],
    ['newer.json', 'report.json'],
  ]) {
    const reports = order.flatMap(file => ['--rehearsed', file])
    const both = await foreseen(['check', ...releases, ...base, ...reports, '--json'], dir)
    const { breakages } = JSON.parse(both.stdout)
    assert.deepEqual(
      breakages.map((one: { outcome: string }) => one.outcome),
      ['survives', 'survives'],
    )
  }
})

test('what is no report is refused: what, where, what to do', async t => {
  const dir = await plant(t)
  const write = (name: string, value: unknown): void =>
    writeFileSync(join(dir, name), typeof value === 'string' ? value : JSON.stringify(value))
  const right = { schema: 'foreseen.rehearsal/1', at: '2026-11-23T00:00:00Z', hosts: [], clients: [] }
  const client = { client: 'a', kind: 'what-if', pin: 'none', sentence: '', accepts: [], cells: [{}] }
  const cases: readonly (readonly [string, unknown, RegExp])[] = [
    ['cut.json', '{"schema":', /it is no JSON/],
    ['list.json', [], /the document is no object/],
    [
      'scan.json',
      { schema: 'foreseen.scan/1' },
      /schema is "foreseen\.scan\/1", and foreseen\.rehearsal\/1 is read/,
    ],
    ['old.json', { ...right, clients: undefined }, /clients is no list/],
    ['time.json', { ...right, at: 'soon' }, /at is no time/],
    ['cell.json', { ...right, clients: [client] }, /clients\[0\]\.cells\[0\]\.scenario is no text/],
    [
      'kind.json',
      { ...right, clients: [{ ...client, kind: 'maybe' }] },
      /clients\[0\]\.kind is none of real, what-if/,
    ],
  ]
  for (const [name, value, said] of cases) {
    write(name, value)
    const ran = await foreseen(['check', ...releases, ...base, '--rehearsed', name], dir)
    assert.equal(ran.code, 2, name)
    assert.equal(ran.stdout, '')
    assert.match(ran.stderr, said)
    assert.match(ran.stderr, /\[rehearse-bad-report\]\n {2}Give the output of/)
  }
  const none = await foreseen(['check', ...releases, ...base, '--rehearsed', '/no/such.json'], dir)
  assert.match(none.stderr, /cannot read --rehearsed \/no\/such\.json.*\[cli-cannot-read\]/)
})
