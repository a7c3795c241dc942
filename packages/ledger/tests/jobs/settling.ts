/** Promises about running: retries, leases, cancelling, ending. */
import assert from 'node:assert/strict'
import { JobFailure } from '../../src/jobs/failure.ts'
import { type Bench, startMs, stoppedTimers } from './bench.ts'
import type { Case } from './conformance.ts'

/** Resolves with the reason once the signal fires. */
const told = (signal: AbortSignal): Promise<unknown> =>
  new Promise(resolve => {
    signal.addEventListener('abort', () => resolve(signal.reason), { once: true })
  })

const codeOf = (reason: unknown): string => (reason instanceof JobFailure ? reason.code : String(reason))

async function deathOf(bench: Bench, random: () => number): Promise<number[]> {
  const queue = await bench.open({ random, pollMs: 50 })
  const began: number[] = []
  const id = await queue.send('observe', {}, { retries: 4, backoff: { baseMs: 1000, mostMs: 5000 } })
  queue.work('observe', {}, async () => {
    began.push(bench.timers.now())
    throw Object.assign(new Error(`attempt ${began.length}`), { code: 'tls-refused' })
  })
  await bench.until(async () => (await queue.get(id))?.state === 'dead', 'the job is dead')
  const job = await queue.get(id)
  assert.equal(job?.attempts, 5)
  assert.equal(job?.lastError, 'tls-refused: attempt 5')
  assert.ok((job?.finishedAtMs ?? 0) >= startMs)
  return began.slice(1).map((ms, index) => ms - (began[index] ?? 0))
}

export const settling: Readonly<Record<string, Case>> = {
  'what fails is tried again, later and later, then dead': async bench => {
    const waits = await deathOf(bench, () => 0.5)
    for (const [index, ideal] of [500, 1000, 2000, 2500].entries()) {
      const wait = waits[index] ?? 0
      assert.ok(wait >= ideal && wait < ideal + 400, `wait ${index} was ${wait} ms, not ${ideal}`)
    }
  },

  'chance decides the whole wait, down to nothing': async bench => {
    for (const wait of await deathOf(bench, () => 0)) assert.ok(wait < 300, `${wait}`)
  },

  'a dead job may be revived for one attempt': async bench => {
    const queue = await bench.open()
    let fails = true
    const id = await queue.send('observe', {}, { retries: 0 })
    queue.work('observe', {}, async () => {
      if (fails) throw new Error('no')
    })
    await bench.until(async () => (await queue.get(id))?.state === 'dead', 'the job is dead')
    fails = false
    assert.equal(await queue.revive(id), true)
    await bench.until(async () => (await queue.get(id))?.state === 'done', 'the job is done')
    assert.equal(await queue.revive(id), false)
    assert.equal((await queue.get(id))?.lastError, undefined)
  },

  'never more handlers at once than asked for': async bench => {
    const queue = await bench.open()
    let running = 0
    let most = 0
    let ended = 0
    for (let n = 0; n < 20; n++) await queue.send('observe', { n })
    queue.work('observe', { concurrency: 3 }, async () => {
      most = Math.max(most, ++running)
      for (let turn = 0; turn < 5; turn++) await new Promise(resolve => setImmediate(resolve))
      running--
      ended++
    })
    await bench.until(() => ended === 20, 'all have run')
    assert.equal(most, 3)
  },

  'a worker that is not heard of loses its job, exactly after the lease': async bench => {
    const silent = await bench.open({ timers: stoppedTimers(bench.timers), worker: 'silent' })
    const { promise, resolve } = Promise.withResolvers<void>()
    const id = await silent.send('observe', {})
    let ended = false
    silent.work('observe', {}, async () => {
      await promise
      ended = true
    })
    await bench.until(async () => (await silent.get(id))?.state === 'running', 'the silent one has it')
    const leasedMs = bench.timers.monotonicMs()
    const other = await bench.open({ worker: 'other', pollMs: 500 })
    const hold = Promise.withResolvers<void>()
    let tookMs = 0
    other.work('observe', {}, async () => {
      tookMs = bench.timers.monotonicMs()
      await hold.promise
    })
    await bench.until(() => tookMs > 0, 'the other one has it')
    const job = await other.get(id)
    assert.ok(tookMs - leasedMs > 29_500 && tookMs - leasedMs < 33_000, `${tookMs - leasedMs} ms`)
    assert.deepEqual([job?.worker, job?.attempts, job?.state], ['other', 2, 'running'])
    // The silent one wakes and says that it is done: it is not its job any more.
    resolve()
    await bench.until(() => ended, 'the silent handler has ended')
    await bench.pass(1000)
    assert.equal((await other.get(id))?.state, 'running')
    hold.resolve()
    await bench.until(async () => (await other.get(id))?.state === 'done', 'the job is done')
  },

  'a worker that is heard of keeps its job': async bench => {
    const { promise, resolve } = Promise.withResolvers<void>()
    let attempts = 0
    const begin = async (): Promise<void> => {
      attempts++
      await promise
    }
    const queue = await bench.open({ pollMs: 20_000 })
    const other = await bench.open({ pollMs: 20_000 })
    const id = await queue.send('scan', {})
    queue.work('scan', { timeoutMs: 12 * 3_600_000 }, begin)
    await bench.until(() => attempts === 1, 'it runs')
    other.work('scan', {}, begin)
    await bench.pass(20 * 60_000)
    assert.equal(attempts, 1)
    resolve()
    await bench.until(async () => (await queue.get(id))?.state === 'done', 'the job is done')
  },

  'a process that was held up keeps what nobody took meanwhile': async bench => {
    const queue = await bench.open()
    const hold = Promise.withResolvers<void>()
    let runs = 0
    const id = await queue.send('observe', {})
    queue.work('observe', { concurrency: 2 }, async () => {
      runs++
      await hold.promise
    })
    await bench.until(() => runs === 1, 'it runs')
    await bench.holdUp(60_000)
    await bench.pass(60_000)
    assert.equal(runs, 1, 'it took its own job back')
    hold.resolve()
    await bench.until(async () => (await queue.get(id))?.state === 'done', 'the job is done')
    assert.equal((await queue.get(id))?.attempts, 1)
  },

  'a job whose workers die again and again is dead in the end': async bench => {
    const silent = await bench.open({ timers: stoppedTimers(bench.timers) })
    const id = await silent.send('observe', {}, { retries: 0 })
    silent.work('observe', {}, () => new Promise(() => undefined))
    await bench.until(async () => (await silent.get(id))?.state === 'running', 'it runs')
    const other = await bench.open()
    other.work('observe', {}, async () => undefined)
    await bench.pass(40_000)
    await bench.until(async () => (await other.get(id))?.state === 'dead', 'it is dead')
    assert.match((await other.get(id))?.lastError ?? '', /^jobs-lease-lost/)
  },

  'clocks that jump by hours neither lose nor double a job': async bench => {
    const [holder, other] = [await bench.open({ worker: 'holder' }), await bench.open({ worker: 'other' })]
    const { promise, resolve } = Promise.withResolvers<void>()
    let runs = 0
    const held = await holder.send('observe', {}, { key: 'held' })
    const begin = async (): Promise<void> => {
      runs++
      await promise
    }
    holder.work('observe', {}, begin)
    await bench.until(() => runs === 1, 'it runs')
    other.work('observe', {}, begin)
    bench.jump(5 * 3_600_000)
    await bench.pass(15_000)
    bench.jump(-10 * 3_600_000)
    await bench.pass(45_000)
    assert.equal(runs, 1, 'somebody else began the job that was held')
    let failed = 0
    const retried = await other.send('scan', {}, { backoff: { baseMs: 1000, mostMs: 1000 } })
    other.work('scan', {}, async () => {
      if (failed++ === 0) throw new Error('once')
    })
    await bench.until(() => failed === 1, 'it failed')
    bench.jump(-3 * 3_600_000)
    await bench.until(async () => (await other.get(retried))?.state === 'done', 'the retry ran')
    resolve()
    await bench.until(async () => (await other.get(held))?.state === 'done', 'the held one is done')
  },

  'a waiting job is cancelled': async bench => {
    const queue = await bench.open()
    const id = await queue.send('observe', {}, { key: 'k' })
    assert.equal(await queue.cancel(id), true)
    assert.equal(await queue.cancel(id), false)
    assert.equal(await queue.cancel('job_00000000000000000000000000'), false)
    assert.equal(await queue.cancel("' or 1=1"), false)
    let ran = false
    queue.work('observe', {}, async () => {
      ran = true
    })
    await bench.pass(5000)
    assert.equal(ran, false)
    assert.equal((await queue.get(id))?.state, 'cancelled')
    assert.notEqual(await queue.send('observe', {}, { key: 'k' }), id)
  },

  'a running job is cancelled here at once, elsewhere at the heartbeat': async bench => {
    const [one, two] = [await bench.open(), await bench.open()]
    for (const canceller of [one, two]) {
      const id = await one.send('observe', {})
      let reason: unknown
      const work = one.work('observe', {}, async (_, signal) => {
        reason = await told(signal)
        throw reason
      })
      await bench.until(async () => (await one.get(id))?.state === 'running', 'it runs')
      assert.equal(await canceller.cancel(id), true)
      if (canceller === two) await bench.pass(11_000)
      await bench.until(() => reason !== undefined, 'the handler was told')
      assert.equal(codeOf(reason), 'jobs-cancelled')
      await work.stop()
      assert.equal((await two.get(id))?.state, 'cancelled')
    }
  },

  'a handler that runs too long is told, and its attempt has failed': async bench => {
    const queue = await bench.open()
    let reason: unknown
    const id = await queue.send('observe', {}, { retries: 0 })
    queue.work('observe', { timeoutMs: 60_000 }, async (_, signal) => {
      reason = await told(signal)
    })
    await bench.until(async () => (await queue.get(id))?.state === 'running', 'it runs')
    await bench.pass(59_000)
    assert.equal(reason, undefined)
    await bench.pass(2000)
    await bench.until(async () => (await queue.get(id))?.state === 'dead', 'it is dead')
    assert.equal(codeOf(reason), 'jobs-timeout')
    assert.match((await queue.get(id))?.lastError ?? '', /^jobs-timeout: /)
  },

  'a handler that does not end after its time keeps its place, and can settle nothing': async bench => {
    const queue = await bench.open()
    const hold = Promise.withResolvers<void>()
    const attempts: number[] = []
    const id = await queue.send('observe', {}, { backoff: { baseMs: 1, mostMs: 1 } })
    queue.work('observe', { timeoutMs: 1000 }, async job => {
      attempts.push(job.attempt)
      if (job.attempt === 1) await hold.promise
    })
    await bench.until(() => attempts.length === 1, 'it runs')
    await bench.pass(45_000)
    assert.deepEqual(attempts, [1])
    assert.equal((await queue.get(id))?.state, 'waiting')
    hold.resolve()
    await bench.until(async () => (await queue.get(id))?.state === 'done', 'the second attempt is done')
    assert.deepEqual(attempts, [1, 2])
  },

  'closing tells handlers; what they end is done, what they leave goes back without cost': async bench => {
    const queue = await bench.open()
    const next = await bench.open({ worker: 'next' })
    const ids: string[] = []
    for (const how of ['ends', 'leaves', 'ignores'])
      ids.push(await queue.send('observe', { how }, { retries: 1, backoff: { baseMs: 1, mostMs: 1 } }))
    let began = 0
    const work = queue.work('observe', { concurrency: 3 }, async (job, signal) => {
      began++
      const reason = await told(signal)
      if (job.payload.how === 'leaves') throw reason
      if (job.payload.how === 'ignores') await new Promise(() => undefined)
    })
    await bench.until(() => began === 3, 'all run')
    let stopped = false
    const stopping = work.stop(5000).then(() => {
      stopped = true
    })
    await bench.until(() => stopped, 'the work has stopped')
    await stopping
    const states = await Promise.all(ids.map(async id => (await next.get(id))?.state))
    assert.deepEqual(states, ['done', 'waiting', 'waiting'])
    const attempts: number[] = []
    next.work('observe', {}, async job => {
      attempts.push(job.attempt)
      if (job.attempt === 2) throw new Error('its one retry is still there')
    })
    await bench.until(async () => {
      const [, left, ignored] = await Promise.all(ids.map(id => next.get(id)))
      return left?.state === 'done' && ignored?.state === 'done'
    }, 'the next worker has ended both')
    assert.deepEqual(attempts.sort(), [2, 2, 3, 3])
    await queue.close()
    await assert.rejects(
      queue.send('observe', {}),
      (error: { code?: string }) => error.code === 'jobs-closed',
    )
  },
}
