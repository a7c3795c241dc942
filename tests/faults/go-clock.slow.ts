/** A static Go program reads the clock past every library: only the emulator moves its day. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { probeSandboxes } from '@foreseen/world/sandbox'
import { keepsApart } from '../../apps/cli/src/text/doctor.ts'
import { foreseen } from '../../apps/cli/tests/run.ts'
import { isThere } from '../clients/kit.ts'

const source = fileURLToPath(new URL('../clients/programs/client.go', import.meta.url))
const report = await probeSandboxes()
const has = (name: string): boolean => report.facilities.some(one => one.name === name && one.path !== '')
const absent = [
  ...(isThere('go') ? [] : ['golang-go']),
  ...(has('qemu-user') ? [] : ['qemu-user']),
  ...(has('faketime') ? [] : ['faketime']),
]
const skip = !keepsApart(report)
  ? 'needs a sandbox: "foreseen doctor" says which'
  : absent.length > 0
    ? `needs ${absent.join(' ')}: apt-get install ${absent.join(' ')}`
    : false

test('the clock of a static Go client is moved by the emulator, and proved', { skip }, async t => {
  const dir = mkdtempSync(join(tmpdir(), 'foreseen-go-'))
  t.after(() => rmSync(dir, { recursive: true, force: true }))
  const program = join(dir, 'client')
  const own = { CGO_ENABLED: '0', GO111MODULE: 'off', GOFLAGS: '', GOCACHE: join(dir, 'cache') }
  execFileSync('go', ['build', '-o', program, source], { env: { ...process.env, ...own }, stdio: 'ignore' })
  assert.ok(existsSync(program))
  const client = [program, 'https://api.example.test/', 'system']
  const words = ['--host', 'api.example.test', '--scenario', 'baseline', '--clock', '+30d', '--trust', 'old']
  const ran = await foreseen([
    'rehearse',
    ...words,
    '--timeout',
    '30s',
    '--cache',
    'off',
    '--json',
    '--',
    ...client,
  ])
  const [first]: { cells: { scenario: string; verdict: string; clock: object }[] }[] = JSON.parse(
    ran.stdout,
  ).clients
  const moved = first?.cells.find(({ scenario }) => scenario !== 'baseline')
  assert.deepEqual(moved?.clock, { kind: 'moved', days: 30, by: 'qemu' }, ran.stdout.slice(-2000))
  assert.equal(moved?.verdict, 'connects')
})
