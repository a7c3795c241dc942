import assert from 'node:assert/strict'
import {
  closeSync,
  cpSync,
  ftruncateSync,
  linkSync,
  mkdirSync,
  openSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { fixtureDer, fixturePem } from '../../../../tests/fixture-ca/read.ts'
import { certificates, harvest, tempFolder } from './tree.ts'

const der = fixtureDer('leaf')
const mib = 1 << 20

test('a certificate across the edge of a block, at every offset near by, and at the last byte', async t => {
  const folder = tempFolder(t)
  const expected: string[] = []
  for (let at = 0x40000 - der.length - 2; at <= 0x40000 + 2; at += at < 0x40000 - 70 ? 97 : 1) {
    const path = join(folder, `at-${String(at).padStart(7, '0')}`)
    writeFileSync(
      path,
      Buffer.concat([Buffer.alloc(at, 0xa9), der, Buffer.alloc(at % 2 === 0 ? 0 : 300_000, 0xa9)]),
    )
    expected.push(`${path} ${at}`)
  }
  assert.deepEqual(certificates(await harvest([folder])), expected)
})

test('threads change neither findings nor their order; big files are shared out', async t => {
  const folder = tempFolder(t)
  for (let k = 0; k < 40; k++)
    writeFileSync(join(folder, `f${k}.pem`), fixturePem(k % 2 === 0 ? 'leaf' : 'intermediate-1'))
  const big = openSync(join(folder, 'big.bin'), 'w')
  ftruncateSync(big, 80 * mib)
  for (const at of [0, 16 * mib - 5, 32 * mib - der.length, 48 * mib - 1, 80 * mib - der.length])
    writeSync(big, der, 0, undefined, at)
  closeSync(big)
  const one = await harvest([folder], { jobs: 1 })
  assert.equal(certificates(one).length, 45)
  const three = await harvest([folder], { jobs: 3 })
  assert.deepEqual(three, one)
})

test('what cannot be read is a record, and the run goes on', async t => {
  const folder = tempFolder(t)
  writeFileSync(join(folder, 'empty'), '')
  writeFileSync(join(folder, 'name\nwith\u001bcontrol'), fixturePem('leaf'))
  writeFileSync(
    Buffer.concat([Buffer.from(`${folder}/b`), Buffer.from([0xff, 0xfe]), Buffer.from('.pem')]),
    fixturePem('leaf'),
  )
  mkdirSync(join(folder, 'loop'))
  symlinkSync('..', join(folder, 'loop', 'up'))
  symlinkSync('self', join(folder, 'self'))
  const found = await harvest([folder, join(folder, 'missing'), join(folder, 'self'), '/dev/zero'])
  assert.equal(certificates(found).length, 2)
  assert.ok(certificates(found).some(text => text.includes('b\\xff\\xfe.pem')))
  assert.ok(!certificates(found).some(text => text.includes('\n') || text.includes('\u001b')))
  assert.deepEqual(
    found.unseen.map(({ code }) => code),
    ['disk-not-found', 'disk-link-loop', 'disk-special'],
  )
  assert.equal(found.totals.files, 3)
})

test('a FIFO below a folder is not opened', async t => {
  const folder = tempFolder(t)
  const { spawnSync } = await import('node:child_process')
  if (spawnSync('mkfifo', [join(folder, 'pipe')]).status !== 0)
    return t.skip('needs mkfifo: apt-get install coreutils')
  const { unseen } = await harvest([folder])
  assert.deepEqual(
    unseen.map(({ code, reason }) => [code, reason]),
    [['disk-special-below', 'special']],
  )
})

test('files of the kernel are not read', {
  skip: process.platform !== 'linux' && 'needs /proc',
}, async () => {
  const { unseen, totals } = await harvest(['/proc', '/proc/self/mem'])
  // Asked for by name, so that it counts as not looked at; met on the way it would not.
  assert.deepEqual(
    unseen.map(({ code }) => code),
    ['disk-special', 'disk-special'],
  )
  assert.equal(totals.files, 0)
})

test('a link given is followed, links below are not', async t => {
  const folder = tempFolder(t)
  mkdirSync(join(folder, 'real'))
  writeFileSync(join(folder, 'real', 'a.pem'), fixturePem('leaf'))
  symlinkSync('a.pem', join(folder, 'real', 'b.pem'))
  symlinkSync('real', join(folder, 'link'))
  assert.deepEqual(certificates(await harvest([join(folder, 'link')])), [
    `${join(folder, 'link', 'a.pem')} 0`,
  ])
  assert.equal(certificates(await harvest([join(folder, 'real', 'b.pem')])).length, 1)
})

test('include and exclude', async t => {
  const folder = tempFolder(t)
  mkdirSync(join(folder, 'keep'))
  mkdirSync(join(folder, 'skip'))
  for (const name of ['keep/a.pem', 'keep/a.txt', 'skip/a.pem'])
    writeFileSync(join(folder, name), fixturePem('leaf'))
  const names = async (options: object) =>
    certificates(await harvest([folder], options)).map(text => text.slice(folder.length + 1, -2))
  assert.deepEqual(await names({ exclude: ['skip'] }), ['keep/a.pem', 'keep/a.txt'])
  assert.deepEqual(await names({ include: ['*.pem'] }), ['keep/a.pem', 'skip/a.pem'])
  assert.deepEqual(await names({ include: ['keep'], exclude: ['*.txt'] }), ['keep/a.pem'])
})

test('a signal ends the run with its reason', async t => {
  const folder = tempFolder(t)
  writeFileSync(join(folder, 'a.pem'), fixturePem('leaf'))
  await assert.rejects(
    harvest([folder], { signal: AbortSignal.abort(new Error('stopped by hand')) }),
    /stopped by hand/,
  )
})

test('an unchanged file is recalled, a changed one is read again', async t => {
  const folder = tempFolder(t)
  mkdirSync(join(folder, 'in'))
  const path = join(folder, 'in', 'a.pem')
  const cache = join(folder, 'cache')
  writeFileSync(path, fixturePem('leaf'))
  writeFileSync(join(folder, 'in', 'clean'), 'nothing')
  // The time of change of the inode cannot be set back, so the clock stands a minute ahead.
  t.mock.method(
    Date,
    'now',
    () => 60_000 + 1000 * Math.ceil(performance.timeOrigin / 1000 + performance.now() / 1000),
  )
  const first = await harvest([join(folder, 'in')], { cache })
  assert.deepEqual(await harvest([join(folder, 'in')], { cache }), first)
  linkSync(path, join(folder, 'in', 'b.pem'))
  const linked = certificates(await harvest([join(folder, 'in')], { cache }))
  assert.deepEqual(
    linked.map(text => text.slice(-7)),
    ['a.pem 0', 'b.pem 0'],
  )
  writeFileSync(path, `x${fixturePem('leaf')}`)
  utimesSync(path, 1, 1)
  const changed = await harvest([path], { cache })
  assert.deepEqual(certificates(changed), [`${path} 1`])
  truncateSync(cache, 300)
  assert.deepEqual(await harvest([path], { cache }), changed)
})

test('a file of several names is opened once and reported at each', async t => {
  const folder = tempFolder(t)
  for (const name of ['a', 'b', 'c']) mkdirSync(join(folder, name))
  const packed = gzipSync(Buffer.concat([Buffer.alloc(900_000, 'text '), Buffer.from(fixturePem('leaf'))]), {
    level: 0,
  })
  writeFileSync(join(folder, 'a', 'large.gz'), packed)
  writeFileSync(join(folder, 'a', 'large.bin'), Buffer.concat([Buffer.alloc(600_000), der]))
  writeFileSync(join(folder, 'a', 'clean.bin'), Buffer.alloc(600_000))
  writeFileSync(join(folder, 'a', 'small.pem'), fixturePem('leaf'))
  for (const name of ['large.gz', 'large.bin', 'clean.bin', 'small.pem']) {
    linkSync(join(folder, 'a', name), join(folder, 'b', name))
    linkSync(join(folder, 'a', name), join(folder, 'c', name.replace('.', '-2.')))
  }
  const linked = await harvest([folder], { jobs: 1 })
  const apart = tempFolder(t)
  cpSync(folder, apart, { recursive: true })
  const alone = await harvest([apart], { jobs: 1 })
  const here = (text: string): string => text.replaceAll(apart, folder)
  assert.equal(certificates(linked).length, 9)
  assert.deepEqual(certificates(linked), certificates(alone).map(here))
  assert.ok(
    certificates(linked).includes(`${join(folder, 'c', 'large-2.gz')}!large-2 900000`),
    'its own name inside',
  )
  assert.deepEqual(linked.totals, alone.totals)
})
