/** Where only sudo gives namespaces, as on hosted build machines: tried with a rule of the test's own. */
import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { bin } from '../../apps/cli/tests/run.ts'

const isThere = (name: string): boolean => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0
const absent = ['sudo', 'curl', 'setpriv', 'unshare'].filter(name => !isThere(name))
const skip =
  process.geteuid?.() !== 0
    ? 'needs root, to give another user a rule'
    : absent.length > 0
      ? `needs ${absent.join(' ')}: apt-get install ${absent.join(' ').replace(/setpriv|unshare/g, 'util-linux')}`
      : false

/** In a mount namespace of its own, nobody may do everything; nothing of it is seen outside. */
const asNobody = `
mount -t tmpfs -o mode=1777 tmpfs /dev/shm
echo 'ALL ALL=(ALL:ALL) NOPASSWD: ALL' >/dev/shm/sudoers
chmod 440 /dev/shm/sudoers
mount --bind /dev/shm/sudoers /etc/sudoers
exec setpriv --reuid=65534 --regid=65534 --clear-groups "$@"`

const url = 'https://api.example.test/'
const client = ['sh', '-c', `id -u; curl -sS ${url}`]

test('nobody rehearses through sudo, and the client is nobody again', { skip }, async () => {
  const own = ['rehearse', '--sandbox', 'sudo', '--host', 'api.example.test', '--scenario', 're-keyed']
  const words = [process.execPath, bin, ...own, '--trust', 'old', '--cache', 'off', '--json', '--', ...client]
  const ran = await new Promise<{ error: unknown; stdout: string; stderr: string }>(resolve => {
    const command = ['--mount', 'sh', '-c', asNobody, 'sh', ...words]
    execFile('unshare', command, { cwd: '/', encoding: 'utf8' }, (error, stdout, stderr) =>
      resolve({ error, stdout, stderr }),
    )
  })
  assert.equal(ran.error, null, ran.stderr)
  const { clients, rehearsals } = JSON.parse(ran.stdout)
  assert.equal(rehearsals[0].sandbox.method, 'sudo')
  assert.equal(rehearsals[0].sandbox.guarantees.noPacketLeaves, true)
  for (const cell of clients[0].cells) {
    assert.deepEqual([cell.verdict, cell.reason], ['connects', 'request'])
    assert.match(cell.runs[0].output, /^65534\n/)
  }
})
