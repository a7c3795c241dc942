/** What is said of command lines that are wrong, and of those that ask for help. */
import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { runCheck } from '../src/commands/check.ts'
import { runCompletion } from '../src/commands/completion.ts'
import { runKinds } from '../src/commands/kinds.ts'
import { runObserve } from '../src/commands/observe.ts'
import { runScan } from '../src/commands/scan.ts'
import { failureText } from '../src/failure.ts'
import { type Runner, runProgram } from '../src/options/program.ts'
import { foreseen } from './run.ts'

const wrong: readonly (readonly [args: string[], code: string, says: RegExp])[] = [
  [['scan', '.', '--fromat', 'json'], 'cli-unknown-option', /Did you mean --format\?/],
  [['scan', '.', '--max-rati=3'], 'cli-unknown-option', /Did you mean --max-ratio\?/],
  [['scna', '.'], 'cli-unknown-command', /Did you mean scan\?/],
  [['scan'], 'cli-missing-argument', /foreseen scan dist/],
  [['scan', ''], 'cli-empty-value', /"\." for the current folder/],
  [['scan', '.', '--jobs'], 'cli-missing-value', /needs a value/],
  [['scan', '.', '--jobs', '0'], 'cli-bad-number', /from 1 to 256/],
  [['scan', '.', '--jobs', '1e3'], 'cli-bad-number', /"1e3"/],
  [['scan', '.', '--max-total', '12X'], 'cli-bad-size', /512M/],
  [['scan', '.', '--at', '2026-02-31'], 'cli-bad-date', /2026-12-01/],
  [['scan', '.', '--format', 'sarf'], 'cli-bad-choice', /Did you mean sarif\?/],
  [['scan', '.', '--json', '--format', 'csv'], 'cli-two-formats', /--json/],
  [['scan', '.', '--fail-on', 'hgih'], 'cli-bad-choice', /Did you mean high\?/],
  [['scan', '.', '--fail-on', 'hardwired-laef'], 'cli-bad-choice', /Did you mean hardwired-leaf\?/],
  [['scan', '.', '--allow-unseen', 'seald'], 'cli-bad-choice', /Did you mean sealed\?/],
  [['scan', '.', '--password-file', '/no/such/file'], 'cli-cannot-read', /--password-file \/no\/such\/file/],
  [['scan', '.', '--fail-on', 'a\u001b[31mb'], 'cli-bad-choice', /neither a level nor a kind/],
  [['observe', 'http://www.joost.test'], 'endpoint-without-tls', /does not serve TLS/],
  [['observe', 'www.joost.test:99999'], 'endpoint-bad-port', /port/],
  [['observe', 'ht tp'], 'endpoint-bad-host', /host name/],
  [['observe', 'a.test', '--timeout', 'soon'], 'cli-bad-duration', /500ms/],
  [['observe', 'a.test', 'b.test', '--served', 'x'], 'cli-served-for-many', /one endpoint/],
  [['check', 'x'], 'cli-missing-host', /--host HOST/],
  [['check', '--host', 'a.test'], 'cli-missing-release', /NAME=PATH/],
  [['check', 'x', '--host', 'a.test', '--offline'], 'cli-offline-without-served', /--served FILE/],
  [['check', '--release', 'x', '--host', 'a.test'], 'cli-bad-release', /NAME=PATH/],
  [['check', 'x', '--host', 'a.test', '--plan', 'newkey'], 'cli-bad-choice', /Did you mean new-key\?/],
  [['kinds', 'hardwired-laef'], 'cli-unknown-kind', /Did you mean hardwired-leaf\?/],
  [['completion', 'fish'], 'cli-bad-choice', /bash or zsh/],
]

const run: Runner = async (command, words, raw) => {
  if (command === 'scan') return runScan(words, raw)
  if (command === 'observe') return runObserve(words, raw)
  if (command === 'check') return runCheck(words, raw)
  return command === 'kinds' ? runKinds(words, raw) : runCompletion(words)
}

/** The same as the program, in this process: thirty processes would take longer than all other tests. */
async function said(t: TestContext, args: readonly string[]): Promise<{ code: number; stderr: string }> {
  let stderr = ''
  const write = t.mock.method(process.stderr, 'write', (text: string) => {
    stderr += text
    return true
  })
  try {
    return { code: await runProgram(args, run), stderr }
  } catch (error) {
    return { code: 2, stderr: failureText(error) }
  } finally {
    write.mock.restore()
  }
}

for (const [args, code, says] of wrong) {
  test(`foreseen ${args.join(' ').replaceAll('\u001b', '')} is refused with ${code}`, async t => {
    const ran = await said(t, args)
    assert.equal(ran.code, 2)
    assert.ok(ran.stderr.includes(`[${code}]`), ran.stderr)
    assert.match(ran.stderr, says)
    assert.ok(!ran.stderr.includes('\u001b'), 'a control character reached the terminal')
    assert.ok(!ran.stderr.includes('    at '), 'a trace is for faults of ours only')
  })
}

test('the program says the same on standard error, and nothing on standard output', async () => {
  const ran = await foreseen(['scan', '.', '--fromat', 'json'])
  assert.equal(ran.code, 2)
  assert.equal(ran.stdout, '')
  assert.match(
    ran.stderr,
    /^foreseen: there is no option "--fromat"\. \[cli-unknown-option\]\n {2}Did you mean --format\?\n/,
  )
})

test('all that is wrong is said at once', async t => {
  const { stderr } = await said(t, ['scan', '.', '--jobs', 'x', '--at', 'y', '--max-member', 'z'])
  for (const code of ['cli-bad-number', 'cli-bad-date', 'cli-bad-size'])
    assert.ok(stderr.includes(code), stderr)
})

test('help and version go to standard output with 0', async () => {
  for (const args of [['--help'], ['scan', '--help'], ['help', 'check'], []]) {
    const ran = await foreseen(args)
    assert.equal(ran.code, 0)
    assert.equal(ran.stderr, '')
    assert.match(ran.stdout, /^Usage: foreseen/)
    for (const line of ran.stdout.split('\n')) assert.ok(line.length <= 80, line)
  }
  assert.match((await foreseen(['--version'])).stdout, /^[0-9]+\.[0-9]+\.[0-9]+\n$/)
})
