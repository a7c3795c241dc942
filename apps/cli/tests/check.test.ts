/** `foreseen check` offline, with the fixture certificates as releases and endpoint. */
import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fixturePem } from '../../../tests/fixture-ca/read.ts'
import { foreseen, steady, tempFolder } from './run.ts'
import { sarifErrors, schemaErrors } from './schema.ts'

const base = ['--host', 'www.joost.test', '--served', 'served.pem', '--offline', '--at', '2026-11-22']

function plant(t: TestContext): string {
  const dir = tempFolder(t)
  for (const [release, name] of [
    ['0.9.1', 'leaf'],
    ['0.9.2', 'root-a'],
  ] as const) {
    mkdirSync(join(dir, release))
    writeFileSync(join(dir, release, 'trust.pem'), fixturePem(name))
  }
  writeFileSync(join(dir, 'served.pem'), fixturePem('leaf') + fixturePem('intermediate-1'))
  return dir
}

const flat = (text: string): string => text.replace(/\s+/g, ' ')

test('the answer, the table, the evidence, the measures, and what was looked at', async t => {
  const dir = plant(t)
  const ran = await foreseen(['check', '0.9.1', '0.9.2', ...base], dir)
  assert.equal(ran.code, 1)
  assert.equal(ran.stderr, '')
  const [answer = '', table = '', first = ''] = ran.stdout.split('\n\n')
  assert.match(
    flat(answer),
    /^0\.9\.1 stops connecting to www\.joost\.test by 2026-12-18 \(in 26 days\): .*trust\.pem holds the server's own certificate, and it is due to be renewed with a new key\.$/,
  )
  assert.equal(
    table,
    `   release  endpoint            outcome           day
✗  0.9.1    www.joost.test:443  stops             2026-12-18  in 26 days
✓  0.9.2    www.joost.test:443  keeps connecting`,
  )
  assert.match(first, /^✗ 0\.9\.1 at www\.joost\.test:443\n {2}Day: /)
  assert.match(
    first,
    / {4}CN=www\.joost\.test, the server's certificate\n {6}0\.9\.1\/trust\.pem @0 line 1\n/,
  )
  assert.match(first, /✗ it is renewed with a new key: expected on 2026-12-18/)
  assert.match(first, /\n {2}Next: /)
  assert.match(first, /\n {2}Measures, cheapest first\n {4}1 /)
  assert.match(
    flat(ran.stdout),
    /The file given with --served stands in for what it serves now, because nothing was connected to \(--offline\)\./,
  )
  assert.match(
    flat(steady(ran.stdout)),
    /Looked at 2 files, [0-9.]+ kB in N ms; no container opened; nothing was left unseen\. $/,
  )
  for (const line of ran.stdout.split('\n')) assert.ok(line.length <= 80, line)
})

test('--at is the clock of everything', async t => {
  const dir = plant(t)
  const ran = await foreseen(['check', '0.9.1', ...base.slice(0, -1), '2026-12-17'], dir)
  assert.match(flat(ran.stdout), /by 2026-12-18 \(tomorrow|by 2026-12-18 \(in 1 day/)
})

test('JSON is of its schema', async t => {
  const dir = plant(t)
  const ran = await foreseen(['check', '0.9.1', '--release', 'next=0.9.2', '--json', ...base], dir)
  const document = JSON.parse(ran.stdout)
  assert.deepEqual(schemaErrors('forecast', document), [])
  assert.deepEqual(
    document.breakages.map((one: { release: { name: string }; outcome: string }) => [
      one.release.name,
      one.outcome,
    ]),
    [
      ['0.9.1', 'breaks'],
      ['next', 'survives'],
    ],
  )
  assert.equal(document.breakages[0].evidence[0].path, '0.9.1/trust.pem')
  assert.equal(document.endpoints[0].servedFile, 'stand-in')
})

test('SARIF is of its schema, with a result for what breaks only', async t => {
  const dir = plant(t)
  const log = JSON.parse(
    (await foreseen(['check', '0.9.1', '0.9.2', '--format', 'sarif', ...base], dir)).stdout,
  )
  assert.deepEqual(sarifErrors(log), [])
  assert.equal(log.runs[0].results.length, 1)
  assert.equal(log.runs[0].results[0].locations[0].physicalLocation.artifactLocation.uri, '0.9.1/trust.pem')
})

test('Markdown holds answer, table and evidence', async t => {
  const dir = plant(t)
  const { stdout } = await foreseen(['check', '0.9.1', '0.9.2', '--format', 'markdown', ...base], dir)
  assert.match(stdout, /^\*\*0\.9\.1 stops connecting/)
  assert.match(stdout, /\n\| ✗ stops \| 0\.9\.1 \| `www\.joost\.test:443` \| 2026-12-18 \(in 26 days\) \|\n/)
  assert.match(stdout, /- `0\.9\.1\/trust\.pem @0 line 1`: /)
})

test('0 when nothing breaks, 2 when a path is missing or the endpoint is unknown', async t => {
  const dir = plant(t)
  assert.equal((await foreseen(['check', '0.9.2', ...base], dir)).code, 0)
  assert.equal((await foreseen(['check', '0.9.2', 'missing', ...base], dir)).code, 2)
  const unseen = await foreseen(['check', '0.9.2', '--host', 'www.joost.invalid', '--at', '2026-11-22'], dir)
  assert.equal(unseen.code, 2)
  const copy = await foreseen(
    ['check', '0.9.1', '--host', 'www.joost.invalid', '--at', '2026-11-22', '--json'],
    dir,
  )
  assert.equal(copy.code, 2, 'unknown is not "may break"')
  assert.deepEqual(schemaErrors('forecast', JSON.parse(copy.stdout)), [])
  assert.match(flat(unseen.stdout), /^Whether 0\.9\.2 keeps connecting to www\.joost\.invalid is unknown/)
})

test('a name without an address and a file: the file stands in, and it is said', async t => {
  const dir = plant(t)
  const ran = await foreseen(
    ['check', '0.9.2', '--host', 'www.joost.invalid', '--served', 'served.pem', '--at', '2026-11-22'],
    dir,
  )
  assert.match(flat(ran.stdout), /stands in for what it serves now, because it did not answer: /)
})
