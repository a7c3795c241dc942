/** The command itself: real sandbox and real curl where there are such, and what is refused before anything runs. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { probeSandboxes } from '@foreseen/world/sandbox'
import { noSandboxNote } from '../src/rehearse/ask.ts'
import { doctorText, keepsApart } from '../src/text/doctor.ts'
import { styleFor } from '../src/text/style.ts'
import { foreseen, tempFolder } from './run.ts'
import { schemaErrors } from './schema.ts'

const url = 'https://www.joost.test/'
const host = ['--host', 'www.joost.test']

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

test('curl, pinned to the key and plain, is told apart; nothing is left behind', async t => {
  if (await isMissing(t)) return
  const before = [readFileSync('/etc/hosts', 'utf8'), readdirSync(tmpdir()).length]
  const plan = join(tempFolder(t), 'fleet.yaml')
  const command = (more: string): string => `[curl, -sS${more}, "${url}"]`
  writeFileSync(
    plan,
    `hosts: [www.joost.test]
requires: [re-keyed, wrong-host]
releases:
  - { name: pinned, command: ${command(', --pinnedpubkey, "sha256//{{leaf-spki}}"')} }
  - { name: plain, command: ${command('')}, weight: 9 }
`,
  )
  const only = 'renewed-same-key,re-keyed,new-intermediate,cross-sign-dropped,expired-leaf'
  const ran = await foreseen(['rehearse', '--plan', plan, '--scenario', only, '--format', 'json'])
  assert.equal(ran.code, 1, ran.stderr)
  const document = JSON.parse(ran.stdout)
  assert.deepEqual(schemaErrors('rehearsal', document), [])
  const { clients } = document
  const [{ sandbox }] = document.rehearsals
  assert.deepEqual(
    clients.map((client: { client: string; pin: string; accepts: string[] }) => [
      client.client,
      client.pin,
      client.accepts,
    ]),
    [
      ['pinned', 'leaf-key', []],
      ['plain', 'stale-trust', []],
    ],
  )
  assert.equal(sandbox.guarantees.noPacketLeaves, true)
  assert.deepEqual(
    document.breaches.map(({ release, scenario }: { release: string; scenario: string }) => [
      release,
      scenario,
    ]),
    [['pinned', 're-keyed']],
  )
  assert.equal(readFileSync('/etc/hosts', 'utf8'), before[0])
})

test('a command that does not exist is said to be none, with 2', async t => {
  if (await isMissing(t)) return
  const ran = await foreseen(['rehearse', ...host, '--scenario', 're-keyed', '--', '/no/such/program', '-V'])
  assert.equal(ran.code, 2)
  assert.match(ran.stdout, /unsure: no-command/)
})

test('a client that never ends is ended, and judged by the wire', async t => {
  if (await isMissing(t)) return
  const words = ['sh', '-c', `curl -sS ${url}; sleep 60`]
  const options = [...host, '--scenario', 'expired-leaf', '--timeout', '2s', '--json']
  const ran = await foreseen(['rehearse', ...options, '--', ...words])
  const [client] = JSON.parse(ran.stdout).clients
  assert.deepEqual(
    client.cells.map((cell: { verdict: string }) => cell.verdict),
    ['connects', 'refuses'],
  )
})

const refused: readonly (readonly [args: string[], code: string])[] = [
  [['rehearse', ...host], 'rehearse-missing-command'],
  [['rehearse', ...host, 'curl'], 'cli-usage'],
  [['rehearse', '--', 'curl', url], 'cli-missing-host'],
  [['rehearse', ...host, '--scenario', 're-keyde', '--', 'curl'], 'rehearse-unknown-scenario'],
  [['rehearse', ...host, '--scenario-file', '/no/such', '--', 'curl'], 'cli-cannot-read'],
  [['rehearse', ...host, '--answers', '/no/such', '--', 'curl'], 'cli-cannot-read'],
  [['rehearse', ...host, '--release', '/no/such', '--', 'curl'], 'cli-cannot-read'],
  [['rehearse', '--plan', '/no/such.yaml'], 'cli-cannot-read'],
  [['rehearse', ...host, '--next', '/no/such.pem', '--key', '/no/such.key', '--', 'curl'], 'materials-'],
]

for (const [args, code] of refused) {
  test(`foreseen ${args.join(' ')} is refused with ${code} before anything runs`, async () => {
    const ran = await foreseen(args)
    assert.equal(ran.code, 2)
    assert.equal(ran.stdout, '')
    assert.ok(ran.stderr.includes(`[${code}`), ran.stderr)
    assert.ok(!ran.stderr.includes('    at '), ran.stderr)
  })
}

test('scenarios are listed in 80 columns, and as JSON', async () => {
  const { stdout, code } = await foreseen(['rehearse', '--list-scenarios'])
  assert.equal(code, 0)
  for (const line of stdout.split('\n')) assert.ok(line.length <= 80, line)
  assert.match(stdout, /^ {2}renewed-same-key: renewed, same key$/m)
  const json = JSON.parse((await foreseen(['rehearse', '--list-scenarios', '--json'])).stdout)
  assert.ok(json.scenarios.length >= 20)
})

test('the doctor says what works, and as JSON the same', async () => {
  const { stdout, code } = await foreseen(['doctor', '--json'])
  const report = JSON.parse(stdout)
  assert.equal(code, report.keepsApart ? 0 : 2)
  assert.equal(report.methods.length, 6)
  const text = (await foreseen(['doctor'])).stdout
  for (const { method } of report.methods) assert.ok(text.includes(method), method)
})

test('a machine without a sandbox gets a clear sentence and the fallbacks', () => {
  const methods = (['root', 'user', 'sudo', 'bwrap', 'proot'] as const).map(method => ({
    method,
    works: false,
    detail: 'Tried, and refused: Operation not permitted.',
    remedy: 'Allow namespaces.',
  }))
  const proxy = { method: 'proxy', works: true, detail: '', remedy: '' } as const
  const diagnosis = {
    methods: [...methods, proxy],
    facilities: [{ name: 'ip', path: '', purpose: 'routes', install: 'apt-get install iproute2' }],
    best: 'proxy',
    trust: [],
    platform: 'linux x64',
  } as const
  const text = [...doctorText(diagnosis, styleFor(false, {}), 80)].join('')
  assert.match(text, /^This machine has no sandbox/)
  assert.match(text, /--sandbox proxy/)
  assert.match(noSandboxNote('proxy'), /no sandbox.*\[rehearse-no-sandbox\]/)
  assert.equal(noSandboxNote('bwrap'), '')
  assert.match(text, /missing: apt-get install iproute2/)
  for (const line of text.split('\n')) assert.ok(line.length <= 80, line)
})
