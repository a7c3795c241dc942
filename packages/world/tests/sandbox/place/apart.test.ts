/** What keeps a client from the machine, and runs from one another. */
import assert from 'node:assert/strict'
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { openSandbox, probeSandboxes, type Sandbox } from '@foreseen/world/sandbox'
import { createOverlays } from '../../../src/sandbox/place/overlays.ts'
import { findPrograms } from '../../../src/sandbox/place/programs.ts'
import { socketPaths } from '../../../src/sandbox/place/sockets.ts'
import { createWriteWatch } from '../../../src/sandbox/process/write-watch.ts'
import { clientOf, optionsFor, requestOf } from './rehearsing.ts'

const report = await probeSandboxes()
const hasNamespaces = report.best === 'root' || report.best === 'user'
const skip = !hasNamespaces
  ? 'needs namespaces: run as root or allow user namespaces'
  : existsSync('/usr/bin/curl')
    ? false
    : 'needs curl: apt-get install curl'
const shell = (text: string): readonly string[] => ['sh', '-c', text]

test('sockets with a path are known, those of a display are left', () => {
  const line = (path: string): string => `0000000000000000: 00000002 00000000 00010000 0001 01 4711 ${path}`
  const paths = [
    '/run/docker.sock',
    '@/tmp/.X11-unix/X0',
    '/tmp/.X11-unix/X0',
    '/run/user/1000/wayland-0',
    '/a b/c',
  ]
  const text = [
    'Num RefCount Protocol Flags Type St Inode Path',
    ...paths.map(line),
    line('').trim(),
    '',
  ].join('\n')
  assert.deepEqual(socketPaths(`${text}${line('/a b/c')}`), ['/run/docker.sock', '/a b/c'])
})

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** Where daemons listen and no overlay lies; temporary folders are seen through one, which hides sockets by itself. */
const daemons = ['/run', process.env.XDG_RUNTIME_DIR ?? '', tmpdir()].find(isWritable) ?? tmpdir()

let sandbox: Sandbox | undefined
before(async () => {
  if (skip === false) sandbox = await openSandbox(optionsFor(report.best))
})
after(() => sandbox?.close())

test('a client cannot reach what listens on a local socket of the machine', { skip }, async t => {
  const dir = mkdtempSync(join(daemons, 'foreseen-test-'))
  t.after(() => rmSync(dir, { recursive: true, force: true }))
  let asked = 0
  const agent = createServer((_, answer) => {
    asked++
    answer.end('outside')
  })
  const path = join(dir, 'agent.sock')
  await new Promise<void>(resolve => agent.listen(path, resolve))
  t.after(() => agent.close())
  // Sockets are looked for when a sandbox is opened.
  const sandbox = await openSandbox(optionsFor(report.best))
  t.after(() => sandbox.close())
  const record = await sandbox.run(
    requestOf(clientOf(['curl', '-sS', '--unix-socket', path, 'http://agent/'])),
  )
  assert.deepEqual([record.end, asked], [{ kind: 'code', code: 7 }, 0], record.output)
  assert.equal(sandbox.guarantees.noPacketLeaves, true)
})

test('a run that asks to be alone is alone', { skip }, async () => {
  assert.ok(sandbox !== undefined)
  const sleeping = requestOf(clientOf(['sleep', '0.4712']))
  const count = shell('cat /proc/[0-9]*/cmdline | tr "\\0" " " | grep -c "[s]leep 0.4712"')
  const alone = { ...requestOf(clientOf(count)), alone: true }
  const runs = [sleeping, sleeping, alone, sleeping].map(request => sandbox?.run(request))
  assert.equal((await Promise.all(runs))[2]?.output, '0')
})

test("a gap in a client's own folder is told once it is known", { skip }, async () => {
  assert.ok(sandbox !== undefined)
  const before = sandbox.guarantees.gaps
  await sandbox.run(requestOf(clientOf(['true'], { cwd: '/' })))
  assert.equal(
    before.some(gap => gap.includes('whole system')),
    false,
  )
  assert.ok(sandbox.guarantees.gaps.some(gap => gap.includes('whole system')))
  assert.equal(sandbox.guarantees.writesVanish, false)
})

const skipMounted = existsSync('/dev/shm') ? false : 'needs Linux, where file systems are mounted below /dev'

test('below a folder that refuses an overlay, those wanted have theirs', { skip: skipMounted }, async t => {
  const dir = mkdtempSync(join(tmpdir(), 'foreseen-test-'))
  t.after(() => rmSync(dir, { recursive: true, force: true }))
  const programs = { ...findPrograms(''), mount: '/bin/true', umount: '/bin/true' }
  const overlays = createOverlays({ programs, dir, isUser: false, isRoot: false, home: '/dev' })
  const folders = await overlays.folders('/dev/shm')
  assert.deepEqual([...overlays.gaps], [['/dev', 'other file systems are mounted in it']])
  assert.ok(folders.includes('/dev/shm') && !folders.includes('/dev'))
})

test('whoever fills the scratch is ended, and not its neighbour', async t => {
  const dir = mkdtempSync(join(tmpdir(), 'foreseen-test-'))
  t.after(() => rmSync(dir, { recursive: true, force: true }))
  for (const [name, bytes] of [
    ['much', 300_000],
    ['little', 1000],
  ] as const) {
    mkdirSync(join(dir, name))
    writeFileSync(join(dir, name, 'file'), Buffer.alloc(bytes, 1))
  }
  const watch = createWriteWatch(dir, false, 400_000)
  const ended = await new Promise<readonly [string, number]>(resolve => {
    // An interval of its own keeps no process alive.
    const hold = setInterval(() => {}, 1000)
    const begin = (name: string) =>
      watch.begin(join(dir, name), bytes => {
        clearInterval(hold)
        resolve([name, bytes])
      })
    const all = ['little', 'much'].map(begin)
    t.after(() => {
      for (const end of all) end()
    })
  })
  assert.equal(ended[0], 'much')
  assert.ok(ended[1] >= 300_000)
})
