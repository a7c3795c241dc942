import assert from 'node:assert/strict'
import { existsSync, rmSync } from 'node:fs'
import { after, before, test } from 'node:test'
import type { RunRecord } from '@foreseen/facts'
import { type Client, openSandbox, probeSandboxes, type Sandbox } from '@foreseen/world/sandbox'
import { machineState, processesWith } from './machine.ts'
import { clientOf, optionsFor, requestOf, url } from './rehearsing.ts'

const report = await probeSandboxes()
const hasNamespaces = report.best === 'root' || report.best === 'user'
const hasCurl = existsSync('/usr/bin/curl')
const skip = !hasNamespaces
  ? 'needs namespaces: run as root or allow user namespaces'
  : hasCurl
    ? false
    : 'needs curl: apt-get install curl'
const hasFaketime = report.facilities.some(({ name, path }) => name === 'faketime' && path !== '')

let sandbox: Sandbox | undefined
let stateBefore = ''

before(async () => {
  if (skip !== false) return
  stateBefore = machineState()
  sandbox = await openSandbox(optionsFor(report.best))
})
after(() => sandbox?.close())

function run(argv: readonly string[], more: Partial<Client> = {}, scenario?: string): Promise<RunRecord> {
  assert.ok(sandbox !== undefined)
  return sandbox.run(requestOf(clientOf(argv, more), scenario))
}

const curl = ['curl', '-sS', url]
const kinds = ({ events }: RunRecord): readonly string[] => events.map(({ kind }) => kind)
const shell = (text: string): readonly string[] => ['sh', '-c', text]

test('a client reaches the stage on its own host name and trusts it', { skip }, async () => {
  const record = await run(curl)
  assert.deepEqual(record.end, { kind: 'code', code: 0 })
  assert.ok(kinds(record).includes('request'), kinds(record).join())
})

test('a client without knowledge of hosts reaches it by a fixed address', { skip }, async () => {
  const record = await run(['curl', '-sSk', 'https://198.51.100.23/'])
  assert.deepEqual(record.events[0]?.kind, 'opened')
  assert.ok(record.events.some(event => event.kind === 'opened' && event.address === '198.51.100.23'))
})

test('what must be refused is refused', { skip }, async () => {
  const record = await run(curl, {}, 'expired')
  assert.deepEqual(record.end, { kind: 'code', code: 60 })
  assert.ok(kinds(record).includes('refused'))
})

test('a placeholder in the arguments takes the stand-in', { skip }, async () => {
  const pinned = ['curl', '-sS', '--pinnedpubkey', 'sha256//{{leaf-spki}}', url]
  assert.deepEqual((await run(pinned)).end, { kind: 'code', code: 0 })
  assert.deepEqual((await run(pinned, {}, 'rekeyed')).end, { kind: 'code', code: 90 })
})

test('runs side by side are told apart', { skip }, async () => {
  const records = await Promise.all(
    ['baseline', 'expired', 'baseline', 'expired'].map(scenario => run(curl, {}, scenario)),
  )
  assert.deepEqual(
    records.map(({ end }) => (end.kind === 'code' ? end.code : -1)),
    [0, 60, 0, 60],
  )
  assert.ok(records.every(({ mixed }) => mixed === ''))
})

test('writes vanish, and each run has its own home', { skip }, async () => {
  const name = `foreseen-test-${process.pid}`
  const places = [name, `/tmp/${name}`, `/var/tmp/${name}`]
  const record = await run(shell(`touch ${places.join(' ')} ~/${name} && ls ~ && echo "$HOME"`))
  assert.deepEqual(record.end, { kind: 'code', code: 0 }, record.output)
  const again = await run(shell('ls ~; echo "$HOME"'))
  assert.notEqual(again.output.trim(), record.output.trim())
  assert.ok(!again.output.includes(name))
  assert.deepEqual(places.filter(existsSync), [])
  places.forEach(place => {
    rmSync(place, { force: true })
  })
})

test('a first visit fills the home of every run', { skip }, async () => {
  const firstVisit = `curl -sS ${url} > "$HOME/seen"`
  const record = await run(shell('cat "$HOME/seen"; echo more >> "$HOME/seen"'), {
    firstVisit,
    id: 'visitor',
  })
  const again = await run(shell('cat "$HOME/seen"'), { firstVisit, id: 'visitor' })
  assert.equal(record.output, '{}')
  assert.equal(again.output, '{}')
})

test('a predicate is asked about output, code, file and path', { skip }, async () => {
  assert.ok(sandbox !== undefined)
  const request = requestOf(
    clientOf(shell(`curl -sS ${url}status > "$HOME/answer"; echo done; touch /tmp/mark`)),
  )
  const plain = { output: '', exitCode: undefined, file: '', path: '' }
  const asked = [
    [{ ...plain, output: '^done$', exitCode: 0, file: 'answer', path: '/status' }, true],
    [{ ...plain, file: '/tmp/mark' }, true],
    [{ ...plain, file: '/tmp/none' }, false],
    [{ ...plain, path: '/other' }, false],
    [plain, undefined],
  ] as const
  for (const [predicate, expected] of asked)
    assert.equal((await sandbox.run({ ...request, predicate })).predicate, expected)
  await assert.rejects(sandbox.run({ ...request, predicate: { ...plain, output: '(' } }), {
    code: 'sandbox-bad-predicate',
  })
})

const skipClock = skip || (hasFaketime ? false : 'needs libfaketime: apt-get install faketime')

test('a moved clock is proved by a canary', { skip: skipClock }, async () => {
  const record = await run(curl, {}, 'clock-61')
  assert.deepEqual(record.clock, { kind: 'moved', days: 61, by: 'faketime' })
  assert.deepEqual(record.end, { kind: 'code', code: 60 })
})

test('where the clock cannot be shown to move, the dates are', { skip: skipClock }, async () => {
  const record = await run(['curl', '-sSk', url], {}, 'clock-61')
  assert.deepEqual(record.clock, { kind: 'shifted', days: 61 })
})

test('a scenario that nobody opened is refused', { skip }, async () => {
  await assert.rejects(run(curl, {}, 'none'), { code: 'sandbox-unknown-scenario' })
})

const badInput: readonly (readonly [string, readonly string[], Partial<Client>, Partial<RunRecord>])[] = [
  ['hangs', ['sleep', '86411'], { timeoutMs: 300 }, { end: { kind: 'timeout' }, strays: 0 }],
  [
    'ignores SIGTERM',
    shell('trap "" TERM; while :; do sleep 1; done'),
    { timeoutMs: 300 },
    { end: { kind: 'timeout' } },
  ],
  [
    'forks and stays',
    shell('setsid sleep 86412 & exit 0'),
    {},
    { end: { kind: 'code', code: 0 }, strays: 1 },
  ],
  [
    'hides from marks',
    shell('env -i setsid sleep 86413 & exit 3'),
    {},
    { end: { kind: 'code', code: 3 }, strays: 1 },
  ],
  ['writes without end', ['yes'], {}, { end: { kind: 'flood' } }],
  ['dies by signal', shell('kill -SEGV $$'), {}, { end: { kind: 'signal', signal: 'SIGSEGV' } }],
  ['needs a terminal', shell('read x </dev/tty'), {}, { end: { kind: 'code', code: 2 } }],
  ['reads its input', ['cat'], {}, { end: { kind: 'code', code: 0 }, output: '' }],
  ['connects nowhere', ['true'], {}, { end: { kind: 'code', code: 0 }, events: [] }],
]

for (const [what, argv, more, expected] of badInput) {
  test(`a client that ${what} has a bounded end`, { skip }, async () => {
    const record = await run(argv, more)
    assert.deepEqual({ ...record, ...expected }, record)
    assert.ok(record.output.length <= 2000)
    assert.ok(record.durationMs < 10_000)
  })
}

test('a command that cannot be started says why', { skip }, async () => {
  const asked = [
    [['no-such-program'], /no program no-such-program/],
    [['./none'], /no file/],
    [['/etc/passwd'], /cannot be run/],
    [[''], /empty/],
  ] as const
  for (const [argv, detail] of asked) {
    const { end } = await run(argv)
    assert.ok(end.kind === 'not-started' && detail.test(end.detail), JSON.stringify(end))
  }
  const elsewhere = await run(['true'], { cwd: '/nonexistent' })
  assert.equal(elsewhere.end.kind, 'not-started')
})

test('a client that asks for other hosts is answered, and its names are known', { skip }, async () => {
  const record = await run(['curl', '-sSk', 'https://telemetry.example.net/'])
  assert.deepEqual(record.namesAsked, ['telemetry.example.net'])
  assert.ok(record.events.some(event => event.kind === 'hello' && !event.rehearsed))
})

test('the machine is as it was', { skip }, async () => {
  await sandbox?.close()
  sandbox = undefined
  assert.equal(machineState(), stateBefore)
  for (const word of ['86411', '86412', '86413']) assert.deepEqual(processesWith(word), [])
})
