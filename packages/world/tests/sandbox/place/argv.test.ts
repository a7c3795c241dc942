/** What is run, said without running it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TrustFiles } from '../../../src/sandbox/parts.ts'
import { withWhatIsThere } from '../../../src/sandbox/performance.ts'
import { joinKnobs, mountedKnobs, proxyKnobs, trustKnobs } from '../../../src/sandbox/place/knobs.ts'
import { createLauncher } from '../../../src/sandbox/place/launcher.ts'
import { mountPoints, mountTable, overlayFolders } from '../../../src/sandbox/place/mount-table.ts'
import { hostsFile, type PlacedRun, runFolder, trustBindings } from '../../../src/sandbox/place/placed-run.ts'
import { findPrograms } from '../../../src/sandbox/place/programs.ts'
import { loopbackScript, sessionArgv } from '../../../src/sandbox/place/session.ts'

const programs = {
  ...findPrograms(''),
  sh: '/bin/sh',
  unshare: '/usr/bin/unshare',
  mount: '/usr/bin/mount',
  setpriv: '/usr/bin/setpriv',
  sudo: '/usr/bin/sudo',
  bwrap: '/usr/bin/bwrap',
  proot: '/usr/bin/proot',
  env: '/usr/bin/env',
  ip: '',
  ifconfig: '',
  busybox: '/bin/busybox',
  python3: '',
}
const user = { uid: 1000, gid: 1001, home: '/home/u' }
const run: PlacedRun = {
  folder: runFolder('/srv/runs/4'),
  cwd: '/home/u/app',
  argv: ['curl', 'https://a.test/'],
  env: {},
  lateEnv: {},
  bindings: [{ source: '/srv/runs/4/hosts', target: '/etc/hosts' }],
  overlays: [{ folder: '/tmp', upper: '/srv/u', work: '/srv/w' }],
}
const trust: TrustFiles = { dir: '/t', pem: '/t/all.pem', jks: '/t/cacerts', extracted: '/t/x', nssdb: '' }

test('every session of namespaces has mounts, network and processes of its own', () => {
  for (const method of ['root', 'user', 'sudo'] as const) {
    const argv = sessionArgv(method, programs, '/srv', ['node', 'inner.js'])
    for (const flag of ['--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc'])
      assert.ok(argv.includes(flag), `${method} ${flag}`)
    assert.deepEqual(argv.slice(-2), ['node', 'inner.js'])
    assert.equal(argv.includes('--map-root-user'), method === 'user')
    assert.equal(argv[0], method === 'sudo' ? '/usr/bin/sudo' : '/usr/bin/unshare')
  }
  const bubble = sessionArgv('bwrap', programs, '/srv', ['node'])
  for (const flag of ['--unshare-net', '--unshare-pid', '--unshare-user', '--die-with-parent'])
    assert.ok(bubble.includes(flag), flag)
  assert.deepEqual(sessionArgv('proxy', programs, '/srv', ['node', 'inner.js']), ['node', 'inner.js'])
})

test('loopback comes up by whatever is there', () => {
  assert.match(loopbackScript(programs), /^\/bin\/busybox ifconfig lo/)
  assert.equal(loopbackScript({ ...programs, busybox: '' }), 'false')
})

test('the client is the user who asked, and nothing more', () => {
  const inUser = createLauncher('user', programs, user).argv(run)
  const mapped = inUser.indexOf('--map-user=1000')
  assert.deepEqual(inUser.slice(mapped - 1), [
    '--user',
    '--map-user=1000',
    '--map-group=1001',
    '--',
    'curl',
    'https://a.test/',
  ])
  const bySudo = createLauncher('sudo', programs, user).argv(run)
  assert.deepEqual(bySudo.slice(-5, -2), ['--regid=1001', '--init-groups', '--'])
  const asRoot = createLauncher('root', programs, { ...user, uid: 0 }).argv(run)
  assert.ok(!asRoot.includes('--user') && !asRoot.includes('/usr/bin/setpriv'))
})

test('preloaded libraries are for the client alone', () => {
  const moved = { ...run, lateEnv: { LD_PRELOAD: '/lib/f.so' } }
  assert.deepEqual(
    createLauncher('root', programs, { ...user, uid: 0 })
      .argv(moved)
      .slice(-4),
    ['/usr/bin/env', 'LD_PRELOAD=/lib/f.so', 'curl', 'https://a.test/'],
  )
})

test('methods without mount tables bind by themselves', () => {
  const bubble = createLauncher('bwrap', programs, user).argv(run).join(' ')
  assert.match(
    bubble,
    /--uid 1000 --gid 1001 .*--bind \/srv\/runs\/4\/hosts \/etc\/hosts .*--chdir \/home\/u\/app/,
  )
  assert.match(
    createLauncher('proot', programs, user).argv(run).join(' '),
    /-b \/srv\/runs\/4\/hosts:\/etc\/hosts -w \/home\/u\/app curl/,
  )
  assert.deepEqual(createLauncher('proxy', programs, user).argv(run), run.argv)
})

test('what a command names below /tmp is still there when bubblewrap covers it', () => {
  const named = {
    ...run,
    cwd: '/tmp/checkout/app',
    argv: ['/tmp/bin/client', '--config=/tmp/conf.d/a.ini', 'https://a.test/tmp/x', '/tmp/../etc'],
  }
  const bubble = createLauncher('bwrap', programs, user).argv(named)
  const covered = bubble.indexOf('/srv/runs/4/tmp')
  const after = bubble.slice(covered, bubble.indexOf('--chdir')).join(' ')
  for (const path of ['/tmp/checkout', '/tmp/bin', '/tmp/conf.d'])
    assert.ok(after.includes(`--bind-try ${path} ${path}`), path)
  assert.equal(bubble.filter(word => word === '--bind-try').length, 3)
  assert.ok(!createLauncher('bwrap', programs, user).argv(run).includes('--bind-try'))
})

test('ends are told as the program between tells them', () => {
  const ended = { end: { kind: 'code', code: 139 }, durationMs: 1, outputBytes: 0, strays: 0 } as const
  const output = Buffer.from('proot info: pid 7: terminated with signal 11\n')
  assert.deepEqual(createLauncher('root', programs, user).endOf({ ...ended, output }), ended.end)
  assert.deepEqual(createLauncher('bwrap', programs, user).endOf({ ...ended, output }), {
    kind: 'signal',
    signal: 'SIGSEGV',
  })
  const proot = createLauncher('proot', programs, user)
  assert.deepEqual(proot.endOf({ ...ended, end: { kind: 'code', code: 255 }, output }), {
    kind: 'signal',
    signal: 'SIGSEGV',
  })
  assert.deepEqual(proot.endOf({ ...ended, output }), ended.end)
})

test('a mount table escapes names and binds the run to itself first', () => {
  const table = mountTable({
    dir: '/srv/a b',
    overlays: run.overlays,
    bindings: [{ source: '/t', target: '/etc/my certs' }],
    isUser: true,
  })
  assert.deepEqual(table.trimEnd().split('\n'), [
    '/srv/a\\040b /srv/a\\040b none bind 0 0',
    '/srv/a\\040b /tmp overlay lowerdir=/tmp,upperdir=/srv/u,workdir=/srv/w,userxattr 0 0',
    '/srv/a\\040b /dev/shm tmpfs size=256m,mode=1777 0 0',
    '/t /etc/my\\040certs none bind 0 0',
  ])
  assert.deepEqual(mountPoints('1 2 0:1 / /a\\040b rw - tmpfs x rw\n'), ['/a b'])
})

test('no overlay stands inside another, and none over the whole system', () => {
  assert.deepEqual(overlayFolders(['/tmp/x', '/', '/tmp', '/home/u', '/tmp-2', '']), [
    '/home/u',
    '/tmp',
    '/tmp-2',
  ])
})

test('a hosts file keeps local names and gives every rehearsed one to the run', () => {
  const machine = '127.0.0.1 localhost box # own\n10.0.0.1 db.internal\n127.0.0.1 A.test\n::1 ip6-localhost\n'
  const hosts = ['a.test', '198.51.100.1', 'b.test', 'a.test'].map(host => ({
    host,
    port: 443,
    starttls: 'none' as const,
    alpn: [],
    asksClientCertificate: false,
  }))
  assert.deepEqual(hostsFile(machine, hosts, '127.1.0.9').trimEnd().split('\n'), [
    '127.0.0.1 localhost box',
    '::1 ip6-localhost',
    '127.1.0.9 a.test',
    '127.1.0.9 b.test',
  ])
})

test('trust stands over every place, once for what lies inside another', () => {
  const targets = [
    { path: '/etc/ssl/certs', kind: 'hash-dir' },
    { path: '/etc/ssl/certs/java/cacerts', kind: 'jks-file' },
    { path: '/opt/jdk/lib/security/cacerts', kind: 'jks-file' },
    { path: '/v/certifi/cacert.pem', kind: 'pem-file' },
  ] as const
  assert.deepEqual(trustBindings(targets, trust), [
    { source: '/t', target: '/etc/ssl/certs' },
    { source: '/t/cacerts', target: '/opt/jdk/lib/security/cacerts' },
    { source: '/t/all.pem', target: '/v/certifi/cacert.pem' },
  ])
})

test('with mounts only Node is told of the roots; without, all are, and Java keeps both options', () => {
  assert.deepEqual(mountedKnobs(trust), { NODE_EXTRA_CA_CERTS: '/t/all.pem' })
  assert.deepEqual(mountedKnobs(undefined), {})
  const both = joinKnobs(trustKnobs(trust), proxyKnobs(8080))
  assert.equal(both.SSL_CERT_FILE, '/t/all.pem')
  assert.equal(both.https_proxy, 'http://127.0.0.1:8080')
  assert.match(both.JAVA_TOOL_OPTIONS ?? '', /trustStore=\/t\/cacerts .*https\.proxyPort=8080/)
})

test('a socket that has gone since it was seen is not covered, and the rest is', () => {
  const gone = { source: '/srv/runs/4/empty', target: '/run/no/such/agent.sock' }
  const { bindings } = withWhatIsThere({ ...run, bindings: [...run.bindings, gone] })
  assert.deepEqual(bindings, run.bindings)
})
