/** Promises about sending: bounds, keys, order, time. */
import assert from 'node:assert/strict'
import type { JobQueue } from '../../src/jobs/contract.ts'
import { type Bench, startMs } from './bench.ts'
import type { Case } from './conformance.ts'

/** Runs what is due, one after the other, and returns the `n` of each payload in the order of running. */
async function order(bench: Bench, queue: JobQueue, count: number): Promise<unknown[]> {
  const seen: unknown[] = []
  const work = queue.work('observe', {}, async job => {
    seen.push(job.payload.n)
  })
  await bench.until(() => seen.length >= count, `${count} jobs have run`)
  await work.stop()
  return seen
}

export const sending: Readonly<Record<string, Case>> = {
  'a payload arrives as it was sent': async bench => {
    const queue = await bench.open()
    const payload = {
      z: 1,
      a: ['\u0000', 'ä', '\ud800', '\u{1f600}', { deep: null }],
      'with "quotes"': true,
      '': 0.1,
    }
    const id = await queue.send('observe', payload)
    let seen: unknown
    queue.work('observe', {}, async job => {
      seen = job.payload
    })
    await bench.until(() => seen !== undefined, 'the job has run')
    assert.equal(JSON.stringify(seen), JSON.stringify(payload))
    assert.equal(JSON.stringify((await queue.get(id))?.payload), JSON.stringify(payload))
  },

  'what is out of bounds is refused by code, and nothing is stored': async bench => {
    const queue = await bench.open()
    const code = (expected: string) => (error: { code?: string }) => error.code === expected
    const circle: { [name: string]: never } = {}
    Object.assign(circle, { circle })
    for (const kind of ['', 'Observe', 'a b', "x'; drop table job", 'a'.repeat(41), '-a'])
      await assert.rejects(queue.send(kind, {}), code('jobs-bad-kind'), kind)
    for (const key of ['', 'a\u0000b', 'a\nb', '\ud800', 'k'.repeat(201)])
      await assert.rejects(queue.send('observe', {}, { key }), code('jobs-bad-key'), JSON.stringify(key))
    await assert.rejects(queue.send('observe', circle), code('jobs-bad-payload'))
    await assert.rejects(queue.send('observe', JSON.parse('[]')), code('jobs-bad-payload'))
    for (const options of [
      { priority: 101 },
      { priority: 0.5 },
      { retries: -1 },
      { retries: 101 },
      { notBeforeMs: Number.NaN },
    ])
      await assert.rejects(
        queue.send('observe', {}, options),
        code('jobs-bad-option'),
        JSON.stringify(options),
      )
    await assert.rejects(
      queue.send('observe', {}, { backoff: { baseMs: 2, mostMs: 1 } }),
      code('jobs-bad-option'),
    )
    const most = 256 * 1024 - '{"text":""}'.length
    await assert.rejects(queue.send('observe', { text: 'x'.repeat(most + 1) }), code('jobs-too-large'))
    await assert.rejects(queue.send('observe', { text: 'ä'.repeat(most / 2 + 1) }), code('jobs-too-large'))
    assert.deepEqual((await queue.list()).jobs, [])
    await queue.send('observe', { text: 'x'.repeat(most) })
    assert.equal((await queue.list()).jobs.length, 1)
  },

  'higher priority first, then the order of sending': async bench => {
    const queue = await bench.open()
    for (const [n, priority] of [
      [1, 0],
      [2, 5],
      [3, -5],
      [4, 5],
      [5, 0],
    ] as const) {
      await queue.send('observe', { n }, { priority })
      await bench.pass(1)
    }
    assert.deepEqual(await order(bench, queue, 5), [2, 4, 1, 5, 3])
  },

  'nothing runs before its time': async bench => {
    const queue = await bench.open({ pollMs: 10_000 })
    const seen: number[] = []
    await queue.send('observe', {}, { notBeforeMs: startMs + 600_000 })
    queue.work('observe', {}, async () => {
      seen.push(bench.timers.now())
    })
    await bench.pass(590_000)
    assert.deepEqual(seen, [])
    await bench.pass(21_000)
    await bench.until(() => seen.length === 1, 'the job has run')
    assert.ok((seen[0] ?? 0) >= startMs + 600_000)
  },

  'a key that waits is not sent twice': async bench => {
    const queue = await bench.open()
    const first = await queue.send('observe', { n: 1 }, { key: 'end_1' })
    assert.equal(await queue.send('observe', { n: 2 }, { key: 'end_1' }), first)
    assert.notEqual(await queue.send('observe', { n: 3 }, { key: 'end_2' }), first)
    assert.notEqual(await queue.send('scan', { n: 4 }, { key: 'end_1' }), first)
    assert.deepEqual((await queue.get(first))?.payload, { n: 1 })
    assert.notEqual(await queue.send('observe', { n: 5 }), await queue.send('observe', { n: 6 }))
  },

  'a key that runs may be sent again': async bench => {
    const queue = await bench.open()
    const first = await queue.send('observe', {}, { key: 'end_1' })
    const { promise, resolve } = Promise.withResolvers<void>()
    let began = 0
    queue.work('observe', {}, async () => {
      began++
      await promise
    })
    await bench.until(() => began === 1, 'the job runs')
    const second = await queue.send('observe', {}, { key: 'end_1' })
    assert.notEqual(second, first)
    assert.equal(await queue.send('observe', {}, { key: 'end_1' }), second)
    resolve()
    await bench.until(async () => (await queue.get(second))?.state === 'done', 'both are done')
  },

  'one key sent twenty times at once is one job': async bench => {
    const [one, two] = [await bench.open(), await bench.open()]
    const ids = await Promise.all(
      Array.from({ length: 20 }, (_, n) => (n % 2 ? one : two).send('observe', { n }, { key: 'same' })),
    )
    assert.equal(new Set(ids).size, 1)
    assert.equal((await one.list()).jobs.length, 1)
  },

  'a schedule is one waiting job, moved and not doubled': async bench => {
    const queue = await bench.open()
    const id = await queue.schedule('end_1', 'observe', { n: 1 }, startMs + 100_000)
    assert.equal(await queue.schedule('end_1', 'observe', { n: 2 }, startMs + 5_000), id)
    const job = await queue.get(id)
    assert.deepEqual(job?.payload, { n: 2 })
    assert.equal(job?.notBeforeMs, startMs + 5_000)
    const ids = await Promise.all(
      Array.from({ length: 10 }, (_, n) => queue.schedule('end_2', 'observe', { n }, startMs + n)),
    )
    assert.equal(new Set(ids).size, 1)
  },

  'a handler schedules its own next time': async bench => {
    const queue = await bench.open({ pollMs: 2000 })
    const seen: number[] = []
    await queue.schedule('end_1', 'observe', {}, startMs)
    queue.work('observe', {}, async job => {
      seen.push(bench.timers.now())
      if (seen.length < 3) await queue.schedule(job.key ?? '', 'observe', {}, bench.timers.now() + 60_000)
    })
    await bench.until(() => seen.length === 1, 'it ran once')
    await bench.pass(65_000)
    await bench.until(() => seen.length === 2, 'it ran twice')
    await bench.pass(65_000)
    await bench.until(() => seen.length === 3, 'it ran three times')
    assert.ok((seen[1] ?? 0) - (seen[0] ?? 0) >= 60_000)
  },
}
