/** Generations, the way back, the deploy command and what happens when it fails. */
import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  DeployFailure,
  deployAgain,
  deployBack,
  deployGeneration,
  logDecision,
  openLiveFolder,
  readDecisions,
  readGeneration,
  runDeployCommand,
  takeLock,
} from '../../src/deploy/index.ts'
import { folder, liveName, options, staged } from './scene.ts'

const failureCode =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof DeployFailure && error.code === code

test('chain and key go live octet for octet, the key for its owner only', async t => {
  const dir = openLiveFolder(folder(t))
  assert.deepEqual(await deployGeneration(staged('one'), options(dir)), {
    kind: 'deployed',
    generation: 1,
    previous: 0,
  })
  assert.equal(liveName(dir), 'one')
  const mode = (path: string): number => statSync(join(dir, path)).mode & 0o777
  assert.equal(mode('generations/1'), 0o700)
  assert.equal(mode('generations'), 0o700)
  assert.equal(mode('generations/1/privkey.pem'), 0o600)
  assert.equal(mode('generations/1/fullchain.pem') & 0o022, 0)
})

test('the command gets the paths of what is live and the number', async t => {
  const dir = openLiveFolder(folder(t))
  const line = 'head -1 "$FORESEEN_CHAIN" "$FORESEEN_KEY"; echo generation $FORESEEN_GENERATION'
  await deployGeneration(staged('one'), options(dir, ['sh', '-c', line]))
  const output = readFileSync(join(dir, 'output'), 'utf8')
  assert.match(output, /chain of one\n[\s\S]*key of one\ngeneration 1\n/)
})

test('back is one rename and the command again; back from there goes further', async t => {
  const dir = openLiveFolder(folder(t))
  for (const name of ['one', 'two', 'three']) await deployGeneration(staged(name), options(dir))
  const line = 'head -1 "$FORESEEN_CHAIN"'
  assert.deepEqual(await deployBack(options(dir, ['sh', '-c', line])), {
    kind: 'deployed',
    generation: 2,
    previous: 3,
  })
  assert.equal(liveName(dir), 'two')
  assert.match(readFileSync(join(dir, 'output'), 'utf8'), /chain of two/)
  await deployBack(options(dir))
  assert.equal(liveName(dir), 'one')
  await assert.rejects(deployBack(options(dir)), failureCode('deploy-no-previous'))
  assert.equal(liveName(dir), 'one')
})

test('nothing promoted, nothing to go back to', async t => {
  const dir = openLiveFolder(folder(t))
  await assert.rejects(deployBack(options(dir)), failureCode('deploy-no-previous'))
})

test('a failing command brings the previous generation back and lets it be loaded', async t => {
  const dir = openLiveFolder(folder(t))
  await deployGeneration(staged('old'), options(dir))
  const line = 'echo loads $(head -1 "$FORESEEN_CHAIN"); grep -q "chain of old" "$FORESEEN_CHAIN"'
  const ended = await deployGeneration(staged('new'), options(dir, ['sh', '-c', line]))
  assert.deepEqual(ended, {
    kind: 'returned',
    generation: 2,
    live: 1,
    code: 'deploy-failed',
    detail: 'sh ended with code 1',
    again: { kind: 'done' },
  })
  assert.equal(liveName(dir), 'old')
  assert.match(readFileSync(join(dir, 'output'), 'utf8'), /loads chain of new\nloads chain of old\n/)
  assert.deepEqual(
    readDecisions(dir).map(({ what, generation }) => `${what} ${generation}`),
    ['switched 1', 'deployed 1', 'switched 2', 'deploy-failed 2', 'returned 1'],
  )
})

test('the first promotion that fails leaves nothing live, as before', async t => {
  const dir = openLiveFolder(folder(t))
  const ended = await deployGeneration(staged('new'), options(dir, ['/nonexistent/reload']))
  assert.equal(ended.kind === 'returned' && ended.code, 'deploy-not-started')
  assert.equal(ended.kind === 'returned' && ended.live, 0)
  assert.equal(liveName(dir), '')
})

test('a command that hangs is ended with what it started, and the previous generation is back', async t => {
  const dir = openLiveFolder(folder(t))
  await deployGeneration(staged('old'), options(dir))
  const hangs = options(dir, ['sh', '-c', 'trap "" TERM; sleep 600 & echo $! > "$HOME/pid"; wait; exit 0'])
  const env = { ...process.env, HOME: dir }
  const live = readGeneration(dir, 1)
  assert.ok(live)
  const command = { ...hangs.command, env, timeoutMs: 300 }
  const ended = await runDeployCommand(command, { ...live, generation: 1 })
  assert.equal(ended.kind === 'failed' && ended.code, 'deploy-timeout')
  const pid = Number(readFileSync(join(dir, 'pid'), 'utf8'))
  // A zombie that init has not fetched yet is as dead as one that is gone.
  const state = (): string => {
    try {
      return readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.[0] ?? ''
    } catch {
      return 'gone'
    }
  }
  assert.ok(['gone', 'Z', 'X'].includes(state()), state())
})

test('ended while the command runs: the previous generation is back and the command gone', async t => {
  const dir = openLiveFolder(folder(t))
  await deployGeneration(staged('old'), options(dir))
  const controller = new AbortController()
  let undo = (): void => {}
  const whileSwitched = (action: () => void): (() => void) => {
    undo = action
    // What a signal handler does: take the switch back, end the command.
    setImmediate(() => {
      undo()
      controller.abort()
    })
    return () => {}
  }
  const { signal } = controller
  await deployGeneration(staged('new'), options(dir, ['sleep', '600'], { whileSwitched, signal }))
  assert.equal(liveName(dir), 'old')
  assert.ok(
    readDecisions(dir).some(({ what, detail }) => what === 'returned' && detail.includes('was ended')),
  )
})

test('only so many generations are kept, never without the live one and the one before', async t => {
  const dir = openLiveFolder(folder(t))
  const kept = (): string => readdirSync(join(dir, 'generations')).sort().join(' ')
  for (const name of ['a', 'b', 'c', 'd', 'e']) await deployGeneration(staged(name), options(dir))
  assert.equal(kept(), '3 4 5')
  await deployGeneration(staged('f'), options(dir, [], { keep: 1 }))
  assert.equal(kept(), '5 6')
  await deployBack(options(dir))
  await deployGeneration(staged('g'), options(dir))
  assert.equal(kept(), '5 6 7')
  assert.equal(readGeneration(dir, 7)?.meta.previous, 5)
})

test('a live generation can be deployed again', async t => {
  const dir = openLiveFolder(folder(t))
  await deployGeneration(staged('one'), options(dir))
  const live = readGeneration(dir, 1)
  assert.ok(live)
  const ended = await deployAgain(live, options(dir, ['sh', '-c', 'echo again']))
  assert.equal(ended.kind, 'deployed')
  assert.match(readFileSync(join(dir, 'output'), 'utf8'), /again/)
})

test('a folder in which "live" is something else is left alone', t => {
  const dir = folder(t)
  mkdirSync(join(dir, 'live'))
  assert.throws(() => openLiveFolder(dir), failureCode('deploy-not-live-folder'))
  const file = join(folder(t), 'file')
  writeFileSync(file, '')
  assert.throws(() => openLiveFolder(file), failureCode('deploy-cannot-write'))
})

test('two gates at once: the second is told who holds the lock', t => {
  const dir = openLiveFolder(folder(t))
  const lock = takeLock(dir)
  assert.throws(
    () => takeLock(dir),
    (error: unknown) =>
      failureCode('deploy-locked')(error) && String(error).includes(`process ${process.pid}`),
  )
  lock.release()
  takeLock(dir).release()
})

test('a lock of a process that is gone is taken over, one of another machine is not', t => {
  const dir = openLiveFolder(folder(t))
  const lock = takeLock(dir)
  const [, , host = ''] = readFileSync(join(dir, 'gate.lock'), 'utf8').split('\n')
  lock.release()
  // The number lives, but another process has it now: its start time differs.
  writeFileSync(join(dir, 'gate.lock'), `${process.pid}\n1\n${host}\n`)
  takeLock(dir).release()
  writeFileSync(join(dir, 'gate.lock'), `${process.pid}\n1\nelsewhere\n`)
  assert.throws(() => takeLock(dir), failureCode('deploy-locked'))
  writeFileSync(join(dir, 'gate.lock'), '')
  assert.throws(() => takeLock(dir), failureCode('deploy-locked'))
})

test('what cannot be written down is not done', async t => {
  const dir = openLiveFolder(folder(t))
  await deployGeneration(staged('one'), options(dir))
  await deployGeneration(staged('two'), options(dir))
  rmSync(join(dir, 'decisions.jsonl'))
  mkdirSync(join(dir, 'decisions.jsonl'))
  await assert.rejects(deployGeneration(staged('new'), options(dir)), failureCode('deploy-cannot-write'))
  await assert.rejects(deployBack(options(dir)), failureCode('deploy-cannot-write'))
  assert.equal(liveName(dir), 'two')
})

test('what cannot be written down after the switch keeps nothing from being done', async t => {
  const dir = openLiveFolder(folder(t))
  await deployGeneration(staged('old'), options(dir))
  const spoil = 'rm decisions.jsonl && mkdir decisions.jsonl'
  const ended = await deployGeneration(
    staged('new'),
    options(dir, ['sh', '-c', `cd ${dir} && ${spoil}; exit 1`]),
  )
  assert.equal(ended.kind, 'returned')
  assert.equal(liveName(dir), 'old')
})

test('the log outlives a torn line and holds no key', async t => {
  const dir = openLiveFolder(folder(t))
  await deployGeneration(staged('one'), options(dir))
  const path = join(dir, 'decisions.jsonl')
  const whole = readFileSync(path, 'utf8')
  writeFileSync(path, `${whole}{"schema":"foreseen.deci`)
  const [first] = readDecisions(dir)
  assert.ok(first)
  logDecision(dir, { ...first, what: 'approved', by: 'anna' })
  assert.deepEqual(
    readDecisions(dir).map(({ what }) => what),
    ['switched', 'deployed', 'approved'],
  )
  assert.ok(!readFileSync(path, 'utf8').includes('key of'))
  assert.equal(statSync(path).mode & 0o777, 0o600)
})
