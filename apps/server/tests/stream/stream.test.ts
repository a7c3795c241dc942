import assert from 'node:assert/strict'
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { after, test } from 'node:test'
import { open as openAccess } from '../../src/account/role.ts'
import type { RoomOf } from '../../src/http/server.ts'
import { eventText, type StreamEvent, streamText } from '../../src/stream/events.ts'
import { open } from '../fixture.ts'

/** Timers that fire when told. */
function manualTimers() {
  const waiting = new Set<() => void>()
  return {
    setTimeout: (run: () => void) => {
      waiting.add(run)
      return run
    },
    clearTimeout: (handle: unknown) => {
      for (const run of waiting) if (run === handle) waiting.delete(run)
    },
    fire: () => {
      for (const run of [...waiting]) run()
    },
    waiting,
  }
}

/** A source that gives what it is told to, and notes how it ended. */
function manualSource() {
  const ready: StreamEvent[] = []
  let wake = () => {}
  const state = { ended: false, pulled: 0 }
  async function* events(): AsyncGenerator<StreamEvent> {
    try {
      for (;;) {
        const next = ready.shift()
        if (next === undefined) await new Promise<void>(resolve => (wake = resolve))
        else {
          state.pulled++
          yield next
        }
      }
    } finally {
      state.ended = true
    }
  }
  const send = (event: StreamEvent) => {
    ready.push(event)
    wake()
  }
  return { events: events(), send, state, end: () => wake() }
}

const rules = { heartbeatMs: 1000, retryMs: 3000 }

test('an event is one block, and nothing in it can begin another', () => {
  assert.equal(
    eventText({ id: '7', type: 'job', data: { a: 'x\ny' } }),
    'id: 7\nevent: job\ndata: {"a":"x\\ny"}\n\n',
  )
  assert.equal(eventText({ data: null }), 'data: null\n\n')
  assert.equal(eventText({ id: '1\nevent: forged', data: 1 }), 'id: 1 event: forged\ndata: 1\n\n')
})

test('events as they come, a heartbeat when none does, and an end when told', async () => {
  const timers = manualTimers()
  const source = manualSource()
  const controller = new AbortController()
  const text = streamText(source.events, rules, timers, controller.signal)
  assert.equal((await text.next()).value, 'retry: 3000\n\n')
  source.send({ data: 1 })
  assert.equal((await text.next()).value, 'data: 1\n\n')
  const beat = text.next()
  await new Promise(setImmediate)
  timers.fire()
  assert.equal((await beat).value, ': waiting\n\n')
  source.send({ data: 2 })
  assert.equal((await text.next()).value, 'data: 2\n\n')
  const last = text.next()
  await new Promise(setImmediate)
  controller.abort()
  assert.equal((await last).done, true)
  assert.equal(timers.waiting.size, 0, 'no timer stays')
})

test('a stream ends at the heartbeat after its reader may not read any longer', async () => {
  const timers = manualTimers()
  const source = manualSource()
  let may = true
  const more = { ...rules, mayGoOn: async () => may }
  const text = streamText(source.events, more, timers, new AbortController().signal)
  await text.next()
  const first = text.next()
  await new Promise(setImmediate)
  timers.fire()
  assert.equal((await first).value, ': waiting\n\n')
  may = false
  const second = text.next()
  await new Promise(setImmediate)
  timers.fire()
  assert.equal((await second).done, true)
})

/** A server with one stream whose source is in the hands of the test. */
async function streaming(more: { streams?: number; perPerson?: number; flood?: boolean } = {}) {
  const state = { ended: 0, pulled: 0, last: '' as string | undefined }
  const big = 'x'.repeat(10_000)
  const room: RoomOf =
    ({ streams }) =>
    server => {
      server.get('/api/v1/stream', { config: { access: openAccess }, schema: {} }, (request, reply) =>
        streams.open(request, reply, async function* (last, signal) {
          state.last = last
          try {
            yield { id: '1', data: 'first' }
            while (more.flood === true && state.pulled < 100_000) {
              state.pulled++
              yield { data: big }
              await new Promise(setImmediate)
            }
            await once(signal, 'abort')
          } finally {
            state.ended++
          }
        }),
      )
    }
  const limits = { streams: more.streams ?? 10, streamsPerPerson: more.perPerson ?? 10, closeMs: 1000 }
  const fixture = await open({ limits }, { rooms: [room] })
  await fixture.server.listen({ host: '127.0.0.1', port: 0 })
  const address = fixture.server.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const connect = async (headers = {}): Promise<IncomingMessage> => {
    const request = get({ port, host: '127.0.0.1', path: '/api/v1/stream', headers })
    request.on('error', () => {})
    const [response] = await once(request, 'response')
    return response
  }
  return { ...fixture, state, connect }
}

const settled = async (check: () => boolean): Promise<void> => {
  for (let turn = 0; turn < 10_000 && !check(); turn++) await new Promise(setImmediate)
  assert.ok(check())
}

test('over a socket: headers, where to go on, and an end of the source when the reader leaves', async () => {
  const { server, state, connect } = await streaming()
  after(() => server.close())
  const response = await connect({ 'last-event-id': '41' })
  assert.equal(response.headers['content-type'], 'text/event-stream; charset=utf-8')
  assert.equal(response.headers['cache-control'], 'no-store')
  assert.equal(response.headers['x-content-type-options'], 'nosniff')
  let text = ''
  response.on('data', chunk => {
    text += chunk
  })
  response.on('error', () => {})
  await settled(() => text.includes('data: "first"'))
  assert.equal(state.last, '41')
  response.destroy()
  await settled(() => state.ended === 1)
})

test('streams are counted: one too many is told to come again, and a place is free when one leaves', async () => {
  const { server, connect, call, state } = await streaming({ perPerson: 2 })
  after(() => server.close())
  const first = await connect()
  await connect()
  assert.equal((await connect()).statusCode, 503)
  assert.equal((await call('GET', '/api/v1/stream')).at('code'), 'server-busy')
  first.on('error', () => {})
  first.destroy()
  await settled(() => state.ended === 1)
  assert.equal((await connect()).statusCode, 200)
})

test('a reader that does not read holds its source back', async () => {
  const { server, state, connect } = await streaming({ flood: true })
  after(() => server.close())
  const response = await connect()
  response.pause()
  let before = -1
  for (let turn = 0; turn < 200 && before !== state.pulled; turn++) {
    before = state.pulled
    for (let i = 0; i < 200; i++) await new Promise(setImmediate)
  }
  assert.ok(state.pulled < 5000, `pulled ${state.pulled} events of 10 kB`)
  response.on('error', () => {})
  response.destroy()
})

test('a server that ends does not wait for its streams', async () => {
  const { server, state, connect } = await streaming()
  const response = await connect()
  const ended = once(response, 'end')
  response.resume()
  await server.close()
  await ended
  assert.equal(state.ended, 1)
})
