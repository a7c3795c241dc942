/** A runner as a process, against a server on loopback, with a real client in a real sandbox where there is one. */
import assert from 'node:assert/strict'
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chmodSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, type TestContext, test } from 'node:test'
import { probeSandboxes } from '@foreseen/world/sandbox'
import { type Caller, textAt } from '../../server/tests/fixture.ts'
import { openWorkplace } from '../../server/tests/workplace.ts'
import { keepsApart } from '../src/text/doctor.ts'
import { bin, foreseen, tempFolder } from './run.ts'

const place = await openWorkplace()
after(() => place.close())
const { call, clock } = place
const owner = await place.owner()
const url = await place.server.listen({ host: '127.0.0.1', port: 0 })

async function tokenOf(scope: string): Promise<string> {
  const body = { name: scope, scopes: [scope], days: 1 }
  return textAt(await call('POST', '/api/v1/tokens', { body, as: owner }), 'token')
}

/** Skips where clients cannot be kept apart, or there is no curl. */
async function isMissing(t: TestContext): Promise<boolean> {
  const { best } = await probeSandboxes()
  const word = !keepsApart({ best })
    ? 'needs a sandbox: "foreseen doctor" says which'
    : spawnSync('curl', ['--version']).status !== 0
      ? 'needs curl: apt-get install curl'
      : ''
  if (word !== '') t.skip(word)
  return word !== ''
}

const site = 'https://www.joost.test/'

interface Files {
  readonly folder: string
  readonly args: readonly string[]
}

async function filesOf(t: TestContext, name: string, clients: string, scope = 'runner'): Promise<Files> {
  const folder = tempFolder(t)
  const [config, token] = [join(folder, 'runner.yaml'), join(folder, 'token')]
  writeFileSync(config, `name: ${name}\nhosts: [www.joost.test]\nclients:\n${clients}`, { mode: 0o600 })
  writeFileSync(token, `${await tokenOf(scope)}\n`, { mode: 0o600 })
  return { folder, args: ['runner', '--server', url, '--config', config, '--token-file', token] }
}

let plans = 0
async function ask(clients: readonly string[], more: object = {}, as: Caller = owner): Promise<string> {
  const body = {
    name: `plan ${plans++}`,
    hosts: ['www.joost.test'],
    clients: clients.map(name => ({ name })),
    scenarios: ['re-keyed', 'wrong-host'],
    kind: 'what-if',
    ...more,
  }
  const plan = await call('POST', '/api/v1/rehearsal-plans', { body, as })
  assert.equal(plan.status, 201, plan.text)
  return textAt(await call('POST', `/api/v1/rehearsal-plans/${plan.at('id')}/runs`, { as }), 'id')
}

const shown = (run: string) => call('GET', `/api/v1/runs/${run}`, { as: owner })

/** Waits for what comes by itself; the test runner's own limit ends it otherwise. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise(resolve => setTimeout(resolve, 20))
}

interface Started {
  readonly child: ChildProcess
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>
  said: string
}

function start(args: readonly string[]): Started {
  const child = spawn(process.execPath, [bin, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  const started: Started = {
    child,
    ended: new Promise(resolve => child.once('close', (code, signal) => resolve({ code, signal }))),
    said: '',
  }
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8')
    stream.on('data', (text: string) => {
      started.said += text
    })
  }
  return started
}

const curls = `  - { name: pinned, command: [curl, -sS, --pinnedpubkey, "sha256//{{leaf-spki}}", "${site}"] }
  - { name: plain, command: [curl, -sS, "${site}"] }
`

test('curl is rehearsed for real, and the matrix stands on the server', async t => {
  if (await isMissing(t)) return
  const run = await ask(['pinned', 'plain'])
  const { args } = await filesOf(t, 'build-3', curls)
  const ran = await foreseen([...args, '--once'])
  assert.equal(ran.code, 0, ran.stdout + ran.stderr)
  assert.match(ran.stdout, /takes plan 0 \(2 clients\), attempt 1/)
  assert.match(ran.stdout, /done: plan 0/)
  const whole = await shown(run)
  assert.deepEqual([whole.at('state'), whole.at('runner')], ['done', 'build-3'])
  const verdicts = (client: number) =>
    [0, 1, 2, 3, 4, 5].map(cell => {
      const at = ['clients', client, 'rehearsed', 'cells', cell]
      return [whole.at(...at, 'scenario'), whole.at(...at, 'verdict', 'kind')].join(' ')
    })
  assert.equal(whole.at('clients', 0, 'rehearsed', 'client'), 'pinned')
  assert.ok(verdicts(0).includes('re-keyed refuses'), verdicts(0).join())
  assert.ok(verdicts(1).includes('re-keyed connects'), verdicts(1).join())
  assert.ok(verdicts(1).includes('wrong-host refuses'), verdicts(1).join())
  assert.ok(Array.isArray(whole.at('sentences')) && textAt(whole, 'sentences', 0) !== '')
  assert.equal(whole.at('sandbox', 'noPacketLeaves'), true)
  const again = await foreseen([...args, '--once'])
  assert.equal(again.code, 0)
  assert.match(again.stdout, /nothing waits for this runner/)
})

const slow = '  - { name: slow, command: [sh, -c, "sleep 60"], timeout: 60s }\n'

const begun = async (run: string): Promise<void> =>
  until(async () => (await shown(run)).at('state') === 'running')

test('a runner that is killed loses its run to another one; what came is there once', async t => {
  if (await isMissing(t)) return
  const run = await ask(['one'])
  const killed = await filesOf(t, 'killed', slow.replace('slow', 'one'))
  const { child, ended } = start(killed.args)
  await begun(run)
  child.kill('SIGKILL')
  assert.equal((await ended).signal, 'SIGKILL')
  const other = await filesOf(t, 'other', `  - { name: one, command: [curl, -sS, "${site}"] }\n`)
  const early = await foreseen([...other.args, '--once'])
  assert.match(early.stdout, /nothing waits for this runner/)
  clock.ms += 60_000
  const late = await foreseen([...other.args, '--once'])
  assert.equal(late.code, 0, late.stdout + late.stderr)
  assert.match(late.stdout, /attempt 2/)
  const whole = await shown(run)
  assert.deepEqual([whole.at('state'), whole.at('runner')], ['done', 'other'])
  assert.equal(whole.at('clients', 1), undefined)
})

test('Ctrl-C gives the run back and leaves nothing behind', async t => {
  if (await isMissing(t)) return
  const run = await ask(['slow'])
  const { args } = await filesOf(t, 'leaving', slow)
  const started = start(args)
  await begun(run)
  started.child.kill('SIGINT')
  assert.equal((await started.ended).code, 130, started.said)
  assert.match(started.said, /gave the run back/)
  assert.equal((await shown(run)).at('state'), 'waiting')
  assert.deepEqual(
    readdirSync(tmpdir()).filter(name => name.startsWith('foreseen-runner-')),
    [],
  )
  await call('POST', `/api/v1/runs/${run}/cancel`, { as: owner })
})

test('what the file does not have is refused and said, and never run', async t => {
  const { args } = await filesOf(t, 'strict', '  - { name: plain, command: [/bin/false] }\n')
  const refused = async (more: object, reason: RegExp) => {
    const run = await ask(['plain'], more)
    const ran = await foreseen([...args, '--once'])
    assert.equal(ran.code, 1, ran.stdout + ran.stderr)
    const whole = await shown(run)
    assert.equal(whole.at('state'), 'failed')
    assert.match(textAt(whole, 'text'), reason)
  }
  await refused(
    { hosts: ['www.joust.test'] },
    /no host "www.joust.test:443" .*Did you mean.*runner-unknown-name/,
  )
  await refused({ scenarios: ['re-keyde'] }, /no scenario "re-keyde".*runner-unknown-name/)
  await refused({ kind: 'real', scenarios: [] }, /no chain that is to go live.*runner-without-chain/)
})

test('what cannot begin is told before anything is asked of the server', async t => {
  const { args, folder } = await filesOf(t, 'refused', '  - { name: plain, command: [/bin/false] }\n')
  const config = join(folder, 'runner.yaml')
  const refused = async (words: readonly string[], code: string) => {
    const ran = await foreseen([...words, '--once'])
    assert.equal(ran.code, 2, ran.stdout)
    assert.ok(ran.stderr.includes(`[${code}]`), ran.stderr)
    assert.ok(!ran.stderr.includes('    at '), ran.stderr)
  }
  await refused(['runner'], 'runner-missing-option')
  await refused(
    args.map(word => (word === url ? `${url}/path` : word)),
    'runner-bad-server',
  )
  const wrong = await filesOf(t, 'wrong', '  - { name: plain, command: [/bin/false] }\n', 'read')
  await refused(wrong.args, 'runner-refused')
  if (process.platform !== 'win32') {
    chmodSync(config, 0o666)
    await refused(args, 'runner-writable-config')
    chmodSync(config, 0o600)
    chmodSync(folder, 0o777)
    await refused(args, 'runner-writable-config')
    chmodSync(folder, 0o700)
  }
  writeFileSync(config, 'hosts: [a.test]\nclients: []\nclient: 1\n')
  await refused(args, 'rehearse-unknown-key')
  writeFileSync(config, 'clients:\n  - { name: a, command: [b], weight: 3 }\n')
  await refused(args, 'rehearse-unknown-key')
})
