/** Promises about what can be seen of jobs. */
import assert from 'node:assert/strict'
import { startMs } from './bench.ts'
import type { Case } from './conformance.ts'

export const showing: Readonly<Record<string, Case>> = {
  'a job shows its whole life': async bench => {
    const queue = await bench.open({ worker: 'host-7/4711' })
    const id = await queue.send('observe', { host: 'a.test' }, { key: 'end_1', priority: 3, retries: 2 })
    assert.match(id, /^job_[0-9a-hjkmnp-tv-z]{26}$/)
    const { promise, resolve } = Promise.withResolvers<void>()
    assert.deepEqual(await queue.get(id), {
      id,
      kind: 'observe',
      key: 'end_1',
      state: 'waiting',
      priority: 3,
      payload: { host: 'a.test' },
      attempts: 0,
      retries: 2,
      createdAtMs: startMs,
      notBeforeMs: undefined,
      startedAtMs: undefined,
      finishedAtMs: undefined,
      worker: undefined,
      progress: undefined,
      lastError: undefined,
    })
    await bench.pass(2000)
    queue.work('observe', {}, () => promise)
    await bench.until(async () => (await queue.get(id))?.state === 'running', 'it runs')
    const running = await queue.get(id)
    assert.equal(running?.worker, 'host-7/4711')
    assert.equal(running?.attempts, 1)
    assert.ok((running?.startedAtMs ?? 0) >= startMs + 2000)
    await bench.pass(3000)
    resolve()
    await bench.until(async () => (await queue.get(id))?.state === 'done', 'it is done')
    const done = await queue.get(id)
    assert.ok((done?.finishedAtMs ?? 0) >= (done?.startedAtMs ?? 0) + 3000)
  },

  'progress is seen, bounded, and forgotten by the next attempt': async bench => {
    const [queue, watcher] = [await bench.open(), await bench.open()]
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const id = await queue.send('scan', {}, { backoff: { baseMs: 1, mostMs: 1 } })
    queue.work('scan', {}, async job => {
      if (job.attempt === 1) {
        for (let share = 0; share <= 10; share++) job.progress(share / 20, `member ${share}`)
        await gates[0]?.promise
        throw new Error('halfway')
      }
      await gates[1]?.promise
      job.progress(7, `\u0000${'x'.repeat(1000)}`)
    })
    await bench.until(async () => (await watcher.get(id))?.progress?.text === 'member 10', 'progress is seen')
    assert.equal((await watcher.get(id))?.progress?.share, 0.5)
    gates[0]?.resolve()
    await bench.until(async () => (await watcher.get(id))?.attempts === 2, 'it runs again')
    const again = await watcher.get(id)
    assert.equal(again?.progress, undefined)
    assert.equal(again?.lastError, 'halfway')
    gates[1]?.resolve()
    await bench.until(async () => (await watcher.get(id))?.state === 'done', 'it is done')
    const { share, text } = (await watcher.get(id))?.progress ?? { share: 0, text: '' }
    assert.equal(share, 1)
    assert.equal(text.length, 500)
    assert.match(text, /^ x+…$/)
  },

  'an error is kept as bounded, plain text': async bench => {
    const queue = await bench.open()
    const id = await queue.send('scan', {}, { retries: 0 })
    queue.work('scan', {}, async () => {
      throw new Error(`\u0000\u001b[31m\ud800${'e'.repeat(10_000)}`)
    })
    await bench.until(async () => (await queue.get(id))?.state === 'dead', 'it is dead')
    const text = (await queue.get(id))?.lastError ?? ''
    assert.equal(text.length, 2000)
    assert.ok(text.startsWith('  [31m\ufffdeee'), JSON.stringify(text.slice(0, 20)))
  },

  'lists are paged, newest first, by kind and state': async bench => {
    const queue = await bench.open()
    const ids: string[] = []
    for (let n = 0; n < 25; n++) {
      ids.push(await queue.send(n % 2 ? 'observe' : 'scan', { n }))
      if (n % 3 === 0) await bench.pass(1)
    }
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await queue.list({ limit: 10, ...(cursor === undefined ? {} : { cursor }) })
      seen.push(...page.jobs.map(job => job.id))
      cursor = page.next
    } while (cursor !== undefined)
    assert.equal(seen.length, 25)
    assert.deepEqual([...seen].sort(), [...ids].sort())
    assert.equal((await queue.list({ kind: 'scan' })).jobs.length, 13)
    await queue.cancel(ids[0] ?? '')
    assert.deepEqual(
      (await queue.list({ state: 'cancelled' })).jobs.map(job => job.id),
      [ids[0]],
    )
    assert.deepEqual((await queue.list({ state: 'cancelled', kind: 'observe' })).jobs, [])
    const counts = (await queue.counts()).map(({ kind, state, count }) => `${kind} ${state} ${count}`)
    assert.deepEqual(counts, ['observe waiting 12', 'scan cancelled 1', 'scan waiting 12'])
    for (const cursor of ['nonsense', '1_2', '-1', '', '1e400'])
      await assert.rejects(queue.list({ cursor }), { code: 'jobs-bad-option' }, cursor)
  },

  'what is not there is not there': async bench => {
    const queue = await bench.open()
    assert.equal(await queue.get('job_00000000000000000000000000'), undefined)
    assert.equal(await queue.get("job_'; drop table job; --"), undefined)
    assert.deepEqual(await queue.list(), { jobs: [], next: undefined })
    assert.deepEqual(await queue.counts(), [])
    assert.equal(await queue.sweep(), 0)
  },
}
