/** What is refused before anything runs, through the command: a marker that the client would leave is not there. */
import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { bin, foreseen } from '../../apps/cli/tests/run.ts'
import { issue, pemOf, toyFromPem } from '../fixture-ca/issue.ts'
import { toyPem } from '../fixture-ca/read.ts'

const host = 'api.example.test'
const dayMs = 86_400_000
const dir = mkdtempSync(join(tmpdir(), 'foreseen-refused-'))
after(() => rmSync(dir, { recursive: true, force: true }))

const authority = (name: string) => ({
  subject: `CN=Toy Refused ${name}`,
  toy: toyFromPem(name, toyPem(name)),
})
const root = authority('root-a')
const intermediate = authority('leaf-next')
const date = (days: number): Date => new Date(Date.now() + days * dayMs)
const dates = (days: number) => ({ notBefore: date(-30), notAfter: date(days) })

async function chainOf(days: number): Promise<readonly [leaf: string, intermediate: string, root: string]> {
  const toy = toyFromPem('leaf', toyPem('leaf'))
  const leaf = { subject: `CN=${host}`, toy, issuer: intermediate, serial: '03', ca: false, dnsNames: [host] }
  const ders = await Promise.all([
    issue({ ...leaf, ...dates(days) }),
    issue({ ...intermediate, issuer: root, serial: '02', ca: true, ...dates(400) }),
    issue({ ...root, issuer: root, serial: '01', ca: true, ...dates(900) }),
  ])
  const [first, second, third] = ders.map(der => pemOf('CERTIFICATE', der))
  return [first ?? '', second ?? '', third ?? '']
}

const good = await chainOf(60)
const ended = await chainOf(-2)
writeFileSync(join(dir, 'leaf.key'), toyPem('leaf'))
writeFileSync(join(dir, 'other.key'), toyPem('leaf-next'))

/** What is wrong -> chain, key, code, a word of the sentence. */
const faults: Readonly<Record<string, readonly [readonly string[], string, string, RegExp]>> = {
  'a key of another certificate': [good, 'other.key', 'materials-key-mismatch', /is not the key of/],
  'a chain without its intermediate': [
    good.slice(0, 1),
    'leaf.key',
    'materials-chain-incomplete',
    /add the missing/,
  ],
  'a chain that no known root ends': [
    good.slice(0, 2),
    'leaf.key',
    'materials-chain-incomplete',
    /root at the end/,
  ],
  'an expired leaf': [ended, 'leaf.key', 'materials-expired', /ended on/],
}

for (const [what, [chain, key, code, sentence]] of Object.entries(faults)) {
  for (const command of ['rehearse', 'gate'] as const) {
    test(`${command} refuses ${what} before anything runs`, async () => {
      writeFileSync(join(dir, 'next.pem'), chain.join(''))
      const marker = join(dir, 'ran')
      const client = ['sh', '-c', `touch ${marker}`]
      const plan = { hosts: [host], releases: [{ name: 'a', command: client }] }
      writeFileSync(join(dir, 'plan.json'), JSON.stringify(plan))
      const live = join(dir, 'live')
      const files = ['--next', 'next.pem', '--key', key, '--sandbox', 'proxy']
      const own = command === 'gate' ? ['--plan', 'plan.json', '--live', 'live'] : ['--host', host]
      const ran = await foreseen([command, ...own, ...files, '--', ...client], dir)
      assert.equal(ran.code, 2, ran.stderr)
      assert.equal(ran.stdout, '')
      assert.ok(ran.stderr.includes(`[${code}]`), ran.stderr)
      assert.match(ran.stderr, sentence)
      assert.equal(existsSync(marker), false)
      // The gate keeps a log there, and nothing that a server could serve.
      const staged = existsSync(live) ? readdirSync(live, { recursive: true }).map(String) : []
      assert.deepEqual(
        staged.filter(name => /\.(pem|key)$/.test(name)),
        [],
      )
    })
  }
}

/** Covers every program that could keep a client apart, in a mount namespace of the test's own. */
const bare = `
for name in unshare bwrap proot sudo; do
  for path in /usr/bin/$name /bin/$name /usr/local/bin/$name; do
    [ -e "$path" ] && mount --bind /dev/null "$path"
  done
done
exec "$@"`

const spaces = process.geteuid?.() === 0 ? ['--mount'] : ['--mount', '--user', '--map-root-user']
const isBare = spawnSync('unshare', [...spaces, 'true']).status === 0
const skip = isBare ? false : 'needs namespaces: run as root or allow user namespaces'

function onBareMachine(words: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const command = [...spaces, 'sh', '-c', bare, 'sh', process.execPath, bin, ...words]
  return new Promise(resolve => {
    execFile('unshare', command, { cwd: dir, encoding: 'utf8' }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr })
    })
  })
}

test('a machine without a sandbox says so, and what is left', { skip }, async () => {
  const words = ['rehearse', '--host', host, '--scenario', 're-keyed', '--json', '--', 'true']
  const fallback = await onBareMachine(words)
  assert.match(fallback.stderr, /this machine has no sandbox: .* \[rehearse-no-sandbox\]/)
  assert.match(fallback.stderr, /"foreseen doctor" says what was tried/)
  const [part] = JSON.parse(fallback.stdout).rehearsals
  assert.equal(part.sandbox.method, 'proxy')
  assert.equal(part.sandbox.guarantees.noPacketLeaves, false)
  for (const method of ['root', 'user', 'bwrap', 'proot']) {
    const refused = await onBareMachine(['rehearse', '--sandbox', method, ...words.slice(1)])
    assert.equal(refused.code, 2, refused.stderr)
    assert.equal(refused.stdout, '')
    assert.match(
      refused.stderr,
      new RegExp(`The method ${method} does not work here\\..*missing.*\\[sandbox-`, 's'),
    )
  }
  const doctor = await onBareMachine(['doctor'])
  assert.equal(doctor.code, 2)
  assert.match(doctor.stdout, /^This machine has no sandbox/)
})
