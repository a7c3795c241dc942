import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { RunRecord } from '@foreseen/facts'
import { probeSandboxes, type SandboxMethod } from '@foreseen/world/sandbox'
import { holdsSoon, machineState, processesWith } from './machine.ts'
import { url } from './rehearsing.ts'

const report = await probeSandboxes()
const isRoot = process.geteuid?.() === 0
const works = (method: SandboxMethod): boolean =>
  report.methods.some(probe => probe.method === method && probe.works)
const skipFor = (method: SandboxMethod): string | false =>
  works(method) ? false : `needs the method ${method}: "foreseen doctor" says how`
/** Who nobody is on every Linux. */
const nobody = ['/usr/bin/setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']

/** Temporary folder of the openers alone: it must be empty when they are gone. */
const temporary = mkdtempSync(join(tmpdir(), 'foreseen-test-'))
chmodSync(temporary, 0o1777)
after(() => rmSync(temporary, { recursive: true, force: true }))
const state = (): string => [machineState(), ...readdirSync(temporary)].join('\n')

function openAs(method: SandboxMethod, unprivileged: boolean, commands: readonly string[][]): ChildProcess {
  const script = fileURLToPath(new URL('./opener.ts', import.meta.url))
  const node = [process.execPath, '--conditions=foreseen-source', script, method, JSON.stringify(commands)]
  const [file = '', ...args] = unprivileged ? [...nobody, ...node] : node
  return spawn(file, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH ?? '', TMPDIR: temporary },
  })
}

async function linesOf(child: ChildProcess): Promise<string[]> {
  let text = ''
  child.stdout?.setEncoding('utf8')
  for await (const chunk of child.stdout ?? []) text += chunk
  return text.split('\n').filter(line => line !== '')
}

const skipUser =
  skipFor('user') ||
  (isRoot && !existsSync('/usr/bin/setpriv') ? 'needs setpriv: apt-get install util-linux' : false)

test('an ordinary user has the same, as that user', { skip: skipUser }, async () => {
  const before = state()
  const child = openAs('user', isRoot, [
    ['curl', '-sS', url],
    ['id', '-u'],
    ['sh', '-c', 'exit 139'],
  ])
  const [, ...lines] = await linesOf(child)
  const [met, who, code]: RunRecord[] = lines.map(line => JSON.parse(line))
  assert.ok(
    met?.events.some(({ kind }) => kind === 'request'),
    met?.output,
  )
  assert.equal(who?.output, isRoot ? '65534' : String(process.geteuid?.()))
  assert.deepEqual(code?.end, { kind: 'code', code: 139 })
  assert.equal(state(), before)
})

for (const method of ['bwrap', 'proot', 'proxy'] as const) {
  test(`${method} reaches the stage, knows signals and strays`, { skip: skipFor(method) }, async () => {
    const before = state()
    // proot waits for all that it started.
    const stray = ['sh', '-c', 'setsid sleep 86415 & exit 0']
    const child = openAs(method, false, [['curl', '-sS', url], ['sh', '-c', 'kill -SEGV $$'], stray, ['pwd']])
    const [, ...lines] = await linesOf(child)
    const [met, signalled, left, where]: RunRecord[] = lines.map(line => JSON.parse(line))
    assert.ok(
      met?.events.some(({ kind }) => kind === 'request'),
      met?.output,
    )
    assert.deepEqual(signalled?.end, { kind: 'signal', signal: 'SIGSEGV' })
    assert.deepEqual(left?.end, method === 'proot' ? { kind: 'timeout' } : { kind: 'code', code: 0 })
    assert.equal(where?.output, process.cwd())
    assert.deepEqual(processesWith('86415'), [])
    assert.equal(state(), before)
  })
}

for (const [method, unprivileged] of [
  ['root', false],
  ['user', isRoot],
  ['bwrap', false],
  ['proxy', false],
] as const) {
  const skip = skipFor(method)
  test(`nothing survives Foreseen killed in the middle: ${method}`, { skip }, async () => {
    const before = state()
    const word = `8642${method.length}.5`
    const child = openAs(method, unprivileged, [['sh', '-c', `setsid sleep ${word} & sleep ${word}`]])
    assert.ok(await holdsSoon(() => processesWith(word).length >= 2), 'the client did not start')
    child.kill('SIGKILL')
    assert.ok(await holdsSoon(() => processesWith(word).length === 0), 'the client is still there')
    assert.ok(await holdsSoon(() => state() === before), 'something was left behind')
  })
}
