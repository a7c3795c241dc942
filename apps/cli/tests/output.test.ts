/** Where a result goes: files whole or not at all, devices and pipes as they are. */
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, lstatSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { brotliCompressSync } from 'node:zlib'
import { fixturePem } from '../../../tests/fixture-ca/read.ts'
import { foreseen, tempFolder } from './run.ts'

test('--out to a pipe writes into it and leaves it a pipe', async t => {
  const dir = tempFolder(t)
  const pipe = join(dir, 'pipe')
  if (spawnSync('mkfifo', [pipe]).status !== 0) return t.skip('needs mkfifo: apt-get install coreutils')
  writeFileSync(join(dir, 'leaf.pem'), fixturePem('leaf'))
  const reader = spawn('cat', [pipe], { stdio: ['ignore', 'pipe', 'ignore'] })
  let read = ''
  reader.stdout.on('data', chunk => {
    read += String(chunk)
  })
  const closed = once(reader, 'close')
  const ran = await foreseen(['scan', 'leaf.pem', '--format', 'jsonl', '--out', 'pipe'], dir)
  await closed
  assert.equal(ran.code, 0, ran.stderr)
  assert.match(read, /"type":"certificate"/)
  assert.ok(lstatSync(pipe).isFIFO(), 'the pipe was replaced by a file')
})

test('a file named .br is opened, though brotli has no magic', async t => {
  const dir = tempFolder(t)
  writeFileSync(join(dir, 'leaf.pem.br'), brotliCompressSync(fixturePem('leaf')))
  const ran = await foreseen(['scan', '.', '--format', 'jsonl'], dir)
  assert.match(ran.stdout, /"path":"\.\/leaf\.pem\.br!leaf\.pem"/)
})

test('fingerprints of SARIF stay when the folder is moved', async t => {
  const dir = tempFolder(t)
  mkdirSync(join(dir, 'a/src'), { recursive: true })
  writeFileSync(join(dir, 'a/src/leaf.pem'), fixturePem('leaf'))
  cpSync(join(dir, 'a'), join(dir, 'b'), { recursive: true })
  const prints = async (folder: string): Promise<unknown[]> => {
    const { stdout } = await foreseen(['scan', folder, '--format', 'sarif'], dir)
    const results: { partialFingerprints: unknown }[] = JSON.parse(stdout).runs[0].results
    return results.map(({ partialFingerprints }) => partialFingerprints)
  }
  const expected = await prints('a')
  assert.equal(expected.length, 1)
  assert.deepEqual(await prints(join(dir, 'b')), expected)
  assert.deepEqual(await prints('./b/'), expected)
})

test('an endless file behind an option ends in a sentence', async t => {
  const dir = tempFolder(t)
  writeFileSync(join(dir, 'app'), 'nothing')
  const ran = await foreseen(
    ['check', 'app', '--host', 'www.joost.test', '--offline', '--served', '/dev/zero'],
    dir,
  )
  assert.equal(ran.code, 2)
  assert.match(ran.stderr, /cannot read --served \/dev\/zero: it has more than 16 MiB/)
})
