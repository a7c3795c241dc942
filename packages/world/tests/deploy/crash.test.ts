/** Killed between any two steps, the folder serves the old generation or the new one, whole. */
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import {
  deployGeneration,
  liveNumber,
  openLiveFolder,
  takeLock,
  wasInterrupted,
} from '../../src/deploy/index.ts'
import { folder, liveName, options, staged } from './scene.ts'

const script = fileURLToPath(new URL('die-at-step.ts', import.meta.url))
const steps = ['folder', 'chain', 'key', 'meta', 'named', 'linked', 'switched', 'forgotten', 'removed']

test('the steps are these, in this order', async t => {
  const dir = openLiveFolder(folder(t))
  const seen: string[] = []
  const onStep = (step: string): void => void seen.push(step)
  await deployGeneration(staged('one'), options(dir))
  await deployGeneration(staged('two'), options(dir))
  await deployGeneration(staged('new'), options(dir, [], { keep: 2, onStep }))
  assert.deepEqual(seen, steps)
})

for (const [index, step] of steps.entries()) {
  test(`killed before step ${index}, ${step}`, async t => {
    const dir = openLiveFolder(folder(t))
    await deployGeneration(staged('one'), options(dir))
    await deployGeneration(staged('old'), options(dir))
    const { signal, stdout } = spawnSync(
      process.execPath,
      ['--conditions=foreseen-source', script, dir, 'new', String(index), '2'],
      { encoding: 'utf8' },
    )
    assert.equal(signal, 'SIGKILL')
    assert.deepEqual(stdout.split('\n').slice(0, -1), steps.slice(0, index))
    const switched = index >= steps.indexOf('switched')
    assert.equal(liveName(dir), switched ? 'new' : 'old')
    assert.equal(wasInterrupted(dir, liveNumber(dir)), ['linked', 'switched'].includes(step))
    const lock = takeLock(dir)
    const done = await deployGeneration(staged('next'), options(dir, ['true']))
    lock.release()
    assert.equal(done.kind, 'deployed')
    assert.equal(liveName(dir), 'next')
    assert.deepEqual(
      readdirSync(join(dir, 'generations')).filter(name => name.startsWith('.') && !name.endsWith('.gone')),
      [],
    )
    assert.ok(!readdirSync(dir).some(name => name.startsWith('gate.lock')))
  })
}
