import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openFeed } from '../../src/change/feed.ts'
import type { StreamEvent } from '../../src/stream/events.ts'
import { openWorkplace } from '../workplace.ts'

const workplace = await openWorkplace()
after(() => workplace.close())
const { place, ledger, jobs } = workplace

/** Timers whose waits end when they are told, and that tell when somebody waits. */
function turns() {
  let waiting: (() => void) | undefined
  let heard: () => void = () => {}
  return {
    timers: {
      setTimeout: (run: () => void) => {
        waiting = run
        heard()
      },
      clearTimeout: () => {},
    },
    /** Resolves when the feed has looked and waits for its next turn. */
    async looked(): Promise<void> {
      if (waiting !== undefined) return
      await new Promise<void>(resolve => {
        heard = resolve
      })
    },
    next(): void {
      const run = waiting
      waiting = undefined
      run?.()
    },
  }
}

/** Reads as many events as are ready after the next look. */
async function readAfter(
  turn: ReturnType<typeof turns>,
  events: AsyncGenerator<StreamEvent>,
  count: number,
): Promise<StreamEvent[]> {
  turn.next()
  const read: StreamEvent[] = []
  while (read.length < count) {
    const next = await events.next()
    if (next.done === true) break
    read.push(next.value)
  }
  await turn.looked()
  return read
}

test('what changes is told by room, and a job as it is now', async () => {
  const by = { organisation: place.organisation, actor: 'test' }
  const turn = turns()
  const stop = new AbortController()
  const trouble: unknown[] = []
  const events = openFeed(place, turn.timers, error => trouble.push(error)).follow(stop.signal)
  const first = events.next()
  await turn.looked()
  await ledger.endpoints.ensure(by, { host: 'a.test', port: 443, starttls: 'none' })
  turn.next()
  assert.deepEqual((await first).value, { type: 'change', data: { room: 'endpoints' } })
  await turn.looked()
  const id = await jobs.send('scan', { title: 'scan it' })
  const [job] = await readAfter(turn, events, 1)
  assert.equal(job?.type, 'job')
  assert.deepEqual(Object(job?.data).id, id)
  await jobs.cancel(id)
  const [ended] = await readAfter(turn, events, 1)
  assert.equal(Object(ended?.data).state, 'cancelled')
  stop.abort()
  assert.equal((await events.next()).done, true)
  turn.next()
  assert.deepEqual(trouble, [])
})
