/** Clients that misbehave, through the command: each has its own reason, a bounded end, and leaves no process. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { probeSandboxes } from '@foreseen/world/sandbox'
import { keepsApart } from '../../apps/cli/src/text/doctor.ts'
import { foreseen } from '../../apps/cli/tests/run.ts'
import { processes } from './snapshot.ts'

const host = 'api.example.test'
const word = '86493.5'
const shell = (text: string): readonly string[] => ['sh', '-c', text]

/** What it does -> command, reason of its baseline, a word of the evidence, processes left behind. */
const bad: Readonly<Record<string, readonly [readonly string[], string, RegExp, number?]>> = {
  'is none': [['no-such-program'], 'no-command', /no program/],
  'is no program': [['/etc/passwd'], 'no-command', /cannot be run/],
  'is not found by its shell': [shell('no-such-program'), 'no-command', /not found/],
  hangs: [['sleep', word], 'hung', /ended after/],
  'hangs and ignores signals': [
    shell(`trap '' TERM INT HUP; while :; do sleep ${word}; done`),
    'hung',
    /ended after/,
  ],
  'becomes a daemon': [shell(`setsid sleep ${word} & exit 0`), 'not-reached', /never connected/, 1],
  'forks twice': [
    shell(`(sh -c 'nohup sleep ${word} >/dev/null 2>&1 &') & exit 0`),
    'not-reached',
    /never/,
    1,
  ],
  'hides its environment': [
    shell(`env -i setsid nohup sleep ${word} >/dev/null 2>&1 & exit 0`),
    'not-reached',
    /never/,
    1,
  ],
  'prints without end': [['yes'], 'flood', /wrote \d+ bytes/],
  'writes gigabytes': [
    shell('exec dd if=/dev/zero of=$HOME/big bs=1M count=4000'),
    'flood',
    /wrote \d+ bytes/,
  ],
  'needs a terminal': [shell('echo name: >/dev/tty; read name </dev/tty'), 'needs-terminal', /terminal/],
  'dies by a signal': [shell('kill -SEGV $$'), 'died', /SIGSEGV/],
  'never connects': [['true'], 'not-reached', /never connected/],
  'connects to others': [
    ['curl', '-sS', 'https://elsewhere.example.net/'],
    'other-hosts',
    /elsewhere\.example\.net/,
  ],
}

const report = await probeSandboxes()
const skip = keepsApart(report) ? false : 'needs a sandbox: "foreseen doctor" says which'
let dir = ''
before(() => {
  dir = mkdtempSync(join(tmpdir(), 'foreseen-faults-'))
  const releases = Object.entries(bad).map(([name, [command]]) => ({ name, command }))
  writeFileSync(join(dir, 'plan.json'), JSON.stringify({ hosts: [host], releases }))
})
after(() => rmSync(dir, { recursive: true, force: true }))

interface Run {
  readonly durationMs: number
  readonly output: string
  readonly strays: number
}
interface Client {
  readonly client: string
  readonly cells: readonly {
    readonly verdict: string
    readonly reason: string
    readonly evidence: string
    readonly runs: readonly Run[]
  }[]
}

/** Ours end in one sentence, and within ten seconds a run: twice the time given, for a loaded machine. */
const timeoutMs = 1500
const mostMs = 10_000
const mostChars = 2000

test('each bad client has its own reason, and nothing of it stays', { skip }, async t => {
  const cache = ['--cache', join(dir, 'cache.json')]
  const words = ['rehearse', '--plan', 'plan.json', '--scenario', 're-keyed', '--trust', 'old', ...cache]
  const ran = await foreseen([...words, '--timeout', `${timeoutMs}ms`, '--json'], dir)
  assert.equal(ran.code, 2, ran.stderr)
  const { clients }: { clients: readonly Client[] } = JSON.parse(ran.stdout)
  assert.equal(clients.length, Object.keys(bad).length)
  for (const { client, cells } of clients) {
    await t.test(`a client that ${client}`, () => {
      const [, reason, evidence, strays = 0] = bad[client] ?? []
      const [cell] = cells
      assert.deepEqual([cell?.verdict, cell?.reason], ['unsure', reason], cell?.evidence)
      assert.match(cell?.evidence ?? '', evidence ?? /./)
      for (const run of cell?.runs ?? []) {
        assert.ok(run.durationMs < mostMs, `${run.durationMs} ms`)
        assert.ok(run.output.length <= mostChars)
        // A shell that forks is counted too when it is seen before it is gone.
        assert.ok(strays === 0 ? run.strays === 0 : run.strays >= strays, `${run.strays} were left behind`)
      }
    })
  }
  assert.deepEqual(
    processes().filter(line => line.includes(word)),
    [],
  )
  const text = (await foreseen([...words, '--timeout', `${timeoutMs}ms`], dir)).stdout.replace(/\s+/g, ' ')
  for (const [name, [, , evidence]] of Object.entries(bad)) {
    assert.ok(text.includes(`${name} `), name)
    assert.match(text, evidence)
  }
})
