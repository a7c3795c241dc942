/** A rehearsal from recorded runs: what is said, in every format, and what is exited with. */
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'
import { rehearsalJson } from '../src/formats/rehearsal.ts'
import { rehearsalJunit, xmlText } from '../src/formats/rehearsal-junit.ts'
import { rehearsalMarkdown } from '../src/formats/rehearsal-markdown.ts'
import { rehearsalSarif } from '../src/formats/rehearsal-sarif.ts'
import { answerSentences } from '../src/rehearse/answer.ts'
import { rehearsalExit } from '../src/rehearse/result.ts'
import { rehearsalText } from '../src/text/rehearsal.ts'
import { styleFor } from '../src/text/style.ts'
import { textWidth } from '../src/text/width.ts'
import { recordedSandboxes, rehearsedOf } from './rehearsal-fixture.ts'
import { joostFleet } from './rehearsal-plan.ts'
import { tempFolder } from './run.ts'
import { sarifErrors, schemaErrors } from './schema.ts'

const plain = styleFor(false, {})
const golden = (name: string): URL => new URL(`golden/${name}`, import.meta.url)

/** Equal to the golden file; FORESEEN_WRITE=1 writes it. */
function assertGolden(name: string, text: string): void {
  if (process.env.FORESEEN_WRITE === '1') writeFileSync(golden(name), text)
  assert.equal(text, readFileSync(golden(name), 'utf8'), 'run this test with FORESEEN_WRITE=1')
}

const textOf = (rehearsed: Awaited<ReturnType<typeof rehearsedOf>>): string =>
  [...rehearsalText(rehearsed, plain, 80)].join('')

test('one client: the answer, the matrix, the evidence, what was done', async () => {
  const rehearsed = await rehearsedOf(['bin/joost', 'leaf-key'], {})
  const text = textOf(rehearsed)
  assertGolden('rehearsal-client.txt', text)
  for (const line of text.split('\n')) assert.ok(textWidth(line) <= 80, line)
  assert.equal(rehearsed.parts[0]?.releases[0]?.answer.pin.kind, 'leaf-key')
  assert.equal(rehearsalExit(rehearsed), 0)
})

test('a fleet: releases by scenarios, what is accepted is told and does not count', async () => {
  const rehearsed = await rehearsedOf([], { plan: 'fleet.yaml' }, joostFleet)
  const text = textOf(rehearsed)
  assertGolden('rehearsal-fleet.txt', text)
  for (const line of text.split('\n')) assert.ok(textWidth(line) <= 80, line)
  const accepted = rehearsed.breaches.filter(({ acceptedBecause }) => acceptedBecause !== '')
  assert.deepEqual(
    accepted.map(({ release, scenario }) => [release, scenario]),
    [['joost 0.9.1', 're-keyed']],
  )
  assert.equal(rehearsalExit(rehearsed), 1, 'careless accepts expired-leaf')
})

test('colour says nothing that a word or a mark does not', async () => {
  const rehearsed = await rehearsedOf(['bin/joost', 'careless'], {})
  const coloured = [...rehearsalText(rehearsed, styleFor(true, {}), 80)].join('')
  assert.ok(coloured.includes('\u001b['))
  const bare = coloured.replaceAll(new RegExp(`${String.fromCodePoint(27)}\\[[0-9;]*m`, 'g'), '')
  assert.equal(bare, textOf(rehearsed))
})

test('exit codes: 1 for what is required and refused, 2 for what nobody can say', async () => {
  const exitOf = async (word: string, require: string[]): Promise<number> =>
    rehearsalExit(await rehearsedOf(['bin/joost', word], { require }))
  assert.equal(await exitOf('plain', ['re-keyed', 'expired-leaf']), 0)
  assert.equal(await exitOf('leaf-key', ['re-keyed']), 1)
  assert.equal(await exitOf('careless', ['expired-leaf']), 1)
  assert.equal(await exitOf('careless', []), 0)
  assert.equal(await exitOf('broken', []), 2)
  assert.equal(await exitOf('broken', ['re-keyed']), 2)
})

test('a client that takes anything is a security finding in the answer', async () => {
  const sentences = answerSentences(await rehearsedOf(['bin/joost', 'careless'], {}))
  const security = sentences.find(({ text }) => text.startsWith('Security: joost accepts'))
  assert.ok(security?.isAlarm)
})

test('real and what-if have a sandbox and a list each', async () => {
  const sandboxes = recordedSandboxes()
  const raw = { next: 'n.pem', key: 'n.key', scenario: ['re-keyed'] }
  const rehearsed = await rehearsedOf(['bin/joost', 'leaf-key'], raw, undefined, sandboxes)
  assert.deepEqual(
    rehearsed.parts.map(({ kind, scenarios }) => [kind, scenarios.map(({ id }) => id)]),
    [
      ['real', ['staged']],
      ['what-if', ['baseline', 're-keyed']],
    ],
  )
  assert.deepEqual(
    sandboxes.opened.map(({ materials }) => materials.nextChainPath),
    ['n.pem', ''],
  )
  assert.equal(sandboxes.closed(), 2)
  const real = rehearsed.parts[0]?.releases[0]?.answer.cells ?? []
  assert.deepEqual(
    real.map(({ scenario, trust, verdict }) => [scenario, trust, verdict.kind]),
    [['staged', 'host', 'connects']],
  )
  const standIn = sandboxes.requests.filter(({ scenario }) => scenario === 'baseline')
  assert.ok(standIn.every(({ trust }) => trust === 'old'))
})

test('a sandbox is closed when a run fails', async () => {
  const sandboxes = recordedSandboxes()
  const open: typeof sandboxes.open = async options => ({
    ...(await sandboxes.open(options)),
    run: () => Promise.reject(new Error('gone')),
  })
  await assert.rejects(rehearsedOf(['bin/joost', 'plain'], {}, undefined, { ...sandboxes, open }), /gone/)
  assert.equal(sandboxes.closed(), 1)
})

test('what did not change is remembered', async t => {
  const cache = join(tempFolder(t), 'cache.json')
  const raw = { cache, scenario: ['re-keyed', 'six-days'] }
  const first = await rehearsedOf(['/bin/sh', 'leaf-key'], raw)
  const second = recordedSandboxes()
  const again = await rehearsedOf(['/bin/sh', 'leaf-key'], raw, undefined, second)
  assert.ok((first.parts[0]?.runs ?? 0) > 0)
  assert.deepEqual(second.requests, [])
  assert.equal(again.parts[0]?.remembered, first.parts[0]?.runs)
  assert.equal(JSON.stringify(again.parts[0]?.releases), JSON.stringify(first.parts[0]?.releases))
  const third = recordedSandboxes()
  await rehearsedOf(['/bin/sh', 'leaf-key'], { ...raw, env: ['A=1'] }, undefined, third)
  assert.ok(third.requests.length > 0, 'another environment is another case')
  writeFileSync(cache, '{}')
  await assert.rejects(rehearsedOf(['/bin/sh', 'x'], raw), { code: 'rehearse-bad-cache' })
})

test('with --stop-early a client stops at the first required refusal', async () => {
  const sandboxes = recordedSandboxes()
  const raw = { stopEarly: true, require: ['re-keyed'], jobs: '1' }
  const rehearsed = await rehearsedOf(['bin/joost', 'leaf-key'], raw, undefined, sandboxes)
  const cells = rehearsed.parts[0]?.releases[0]?.answer.cells ?? []
  assert.ok(cells.some(({ verdict }) => verdict.reason === 'stopped-early'))
  assert.equal(rehearsalExit(rehearsed), 1)
})

test('JSON is of its schema, and a wrong key is not', async () => {
  const rehearsed = await rehearsedOf([], { plan: 'fleet.yaml' }, joostFleet)
  const document = JSON.parse([...rehearsalJson(rehearsed)].join(''))
  assert.deepEqual(schemaErrors('rehearsal', document), [])
  assert.notDeepEqual(schemaErrors('rehearsal', { ...document, exit: 3 }), [])
  const [client] = document.clients
  assert.deepEqual([client.client, client.kind], ['joost 0.9.1', 'what-if'])
  assert.equal(document.rehearsals[0].clients, undefined, 'clients are told once')
  assert.equal(client.pin, 'leaf-key')
  assert.deepEqual(client.accepts, [])
  assert.equal(client.cells[0].predicted, null)
})

test('plans and scenarios that the documents show are of their schemas', () => {
  const readme = readFileSync(new URL('../../../docs/formats/README.md', import.meta.url), 'utf8')
  const yaml = /```yaml\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
  assert.deepEqual(schemaErrors('fleet', parse(yaml)), [])
  assert.deepEqual(
    schemaErrors('fleet', parse(joostFleet.replace('hosts', 'schema: foreseen.fleet/1\nhosts'))),
    [],
  )
  const page = readFileSync(new URL('../../../docs/scenarios.md', import.meta.url), 'utf8')
  const json = /```json\n([\s\S]*?)```/.exec(page)?.[1] ?? ''
  assert.deepEqual(schemaErrors('scenario', JSON.parse(json)), [])
  assert.notDeepEqual(schemaErrors('scenario', { schema: 'foreseen.scenario/1' }), [])
})

test('SARIF is of its schema, with a rule for each result', async () => {
  const rehearsed = await rehearsedOf([], { plan: 'fleet.yaml' }, joostFleet)
  const log = JSON.parse([...rehearsalSarif(rehearsed)].join(''))
  assert.deepEqual(sarifErrors(log), [])
  const [run] = log.runs
  for (const result of run.results) assert.equal(run.tool.driver.rules[result.ruleIndex].id, result.ruleId)
  const ids = new Set(run.results.map((result: { ruleId: string }) => result.ruleId))
  assert.ok(ids.has('rehearsal-refuses') && ids.has('rehearsal-accepts'))
})

test('JUnit has a suite for each client, and fails what the exit code counts', async () => {
  const rehearsed = await rehearsedOf([], { plan: 'fleet.yaml' }, joostFleet)
  const xml = [...rehearsalJunit(rehearsed)].join('')
  assertGolden('rehearsal-fleet.xml', xml)
  assert.equal(xml.match(/<testsuite /g)?.length, 4)
  assert.equal(xml.match(/<failure /g)?.length, 1)
})

test('text in XML ends nothing and hides nothing', () => {
  assert.equal(xmlText('<a b="c">&]]>'), '&lt;a b=&quot;c&quot;&gt;&amp;]]&gt;')
  assert.ok(!/[\u0000-\u0008\u001b\ud800\uffff]/u.test(xmlText('\u0000\u001b[31m\ud800\uffff')))
})

test('Markdown has every release and no markup of theirs', async () => {
  const fleet = joostFleet.replace('name: careless', 'name: "care|less <img>"')
  const rehearsed = await rehearsedOf([], { plan: 'fleet.yaml' }, fleet)
  const text = [...rehearsalMarkdown(rehearsed)].join('')
  assert.ok(text.includes('care\\|less \\<img\\>'))
  assert.ok(text.includes('joost 0.9.2'))
})
