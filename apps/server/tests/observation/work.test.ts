/** The server looks at endpoints by itself: real TLS on loopback, real jobs, a clock that stands. */
import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { after, test } from 'node:test'
import { listenPlain } from '../../../../packages/world/tests/tls/loopback.ts'
import { issue } from '../../../../packages/world/tests/tls/toy-chain.ts'
import { observe, planLooks } from '../../src/observation/schedule.ts'
import { type Answer, textAt } from '../fixture.ts'
import { openWorkplace } from '../workplace.ts'
import { ended, serveTls, startLooking } from './sight.ts'

const place = await openWorkplace()
after(() => place.close())
const { call, jobs, ledger } = place
const session = await place.owner()
const token = await call('POST', '/api/v1/tokens', {
  body: { name: 'lasts', scopes: ['read', 'push', 'respond'], days: null },
  as: session,
})
/** A session would end while the clock goes on. */
const owner = { headers: { authorization: `Bearer ${textAt(token, 'token')}` } }
const base = '/api/v1/endpoints'
const hourMs = 3_600_000

/** As the ledger does it; over HTTP it needs a session. */
const allow = (wanted: { privateAddresses?: boolean; loopbackAddresses?: boolean }) =>
  ledger.settings.change({ organisation: place.organisation, actor: 'test' }, wanted)
const add = (name: string) => call('POST', base, { body: { name }, as: owner })
const read = (id: string) => call('GET', `${base}/${id}`, { as: owner })

/** The endpoint after the look that comes by itself. */
async function addAndSee(name: string): Promise<Answer> {
  const id = textAt(await add(name), 'id')
  const { jobs: all } = await jobs.list({ kind: observe, limit: 500 })
  const first = all.find(({ key, notBeforeMs }) => key === id && (notBeforeMs ?? 0) <= place.clock.ms)
  await ended(place, first?.id ?? '')
  return await read(id)
}

/** Asks for a look and waits until it was made. */
async function look(id: string): Promise<Answer> {
  const asked = await call('POST', `${base}/${id}/look`, { as: owner })
  assert.equal(asked.status, 202, asked.text + place.log.at(-1))
  assert.equal((await ended(place, textAt(asked, 'job'))).state, 'done')
  return await read(id)
}

const waitingFor = async (id: string) => {
  const { jobs: waiting } = await jobs.list({ kind: observe, state: 'waiting', limit: 500 })
  return waiting.find(({ key }) => key === id)
}

startLooking(place)

test('a new endpoint is seen, planned by the life of its chain, and seen again when it changes', async t => {
  await allow({ loopbackAddresses: true })
  const served = await serveTls(t, 'pay.joost.test')
  const seen = await addAndSee(`127.0.0.1:${served.port}`)
  const id = textAt(seen, 'id')
  assert.equal(seen.at('state'), 'served', seen.text)
  assert.equal(seen.at('notAfter'), '2046-01-01T00:00:00Z')
  assert.equal(seen.at('lastLook'), new Date(place.clock.ms).toISOString())
  assert.deepEqual([seen.at('now', 0, 'address'), seen.at('now', 0, 'source')], ['127.0.0.1', 'server'])
  assert.equal(seen.at('chains', 0, 'links', 0, 'subject'), 'CN=pay.joost.test')
  assert.equal(seen.at('chains', 0, 'links', 1, 'subject'), 'CN=Toy CA')
  const next = Date.parse(textAt(seen, 'nextLook'))
  assert.ok(next > place.clock.ms + 20 * hourMs && next <= place.clock.ms + 24 * hourMs, seen.text)
  assert.equal((await waitingFor(id))?.notBeforeMs, next, 'what is shown is what is planned')

  const chain = textAt(seen, 'chains', 0, 'sha256')
  const told = await call('GET', `/api/v1/chains/${chain}`, { as: owner })
  assert.deepEqual(JSON.parse(told.text), seen.at('chains', 0))

  await served.serve(await issue('pay.joost.test', 'ecdsa', served.authority))
  place.clock.ms = next
  const renewed = await look(id)
  assert.notEqual(renewed.at('chains', 0, 'sha256'), chain)
  const intervals = await call('GET', `${base}/${id}/intervals`, { as: owner })
  assert.deepEqual(
    [intervals.at('items', 0, 'chain'), intervals.at('items', 1, 'chain')],
    [renewed.at('chains', 0, 'sha256'), chain],
  )
  const { jobs: asked } = await jobs.list({ kind: 'forecast', state: 'waiting' })
  assert.equal(asked.length, 1)
})

test('a look that fails is recorded, comes back sooner, and forgets no end', async t => {
  const served = await serveTls(t, 'down.joost.test')
  const id = textAt(await addAndSee(`127.0.0.1:${served.port}`), 'id')
  const gone = createServer()
  const closed: number = await new Promise(resolve =>
    gone.listen(0, '127.0.0.1', () => {
      const address = gone.address()
      gone.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    }),
  )
  const failed = await addAndSee(`127.0.0.1:${closed}`)
  assert.equal(failed.at('state'), 'failed')
  assert.match(textAt(failed, 'trouble'), /nothing listens/)
  assert.equal(failed.at('now', 0, 'code'), 'tls-refused')
  const wait = Date.parse(textAt(failed, 'nextLook')) - place.clock.ms
  assert.ok(wait > 5 * hourMs && wait <= 6 * hourMs, `${wait / hourMs} hours`)
  assert.equal((await read(id)).at('state'), 'served')
})

test('an address that the settings do not allow is a recorded failure, and is met with when they do', async t => {
  const served = await serveTls(t, 'inner.joost.test')
  await allow({ loopbackAddresses: false })
  const refused = await addAndSee(`127.0.0.1:${served.port}`)
  const id = textAt(refused, 'id')
  assert.deepEqual([refused.at('state'), refused.at('now', 0, 'code')], ['failed', 'tls-address-not-allowed'])
  await allow({ privateAddresses: true, loopbackAddresses: true })
  const never = await addAndSee('169.254.169.254')
  assert.equal(never.at('now', 0, 'code'), 'tls-address-forbidden')
  place.clock.ms += 1000
  assert.equal((await look(id)).at('state'), 'served')
})

test('all schedules follow from the ledger: what is missing comes back, what stands is left', async () => {
  const { items } = await ledger.endpoints.list({ organisation: place.organisation, limit: 500 })
  const before = new Map<string, number | undefined>()
  for (const { id } of items) {
    const job = await waitingFor(id)
    before.set(id, job?.notBeforeMs)
    assert.ok(job !== undefined)
    await jobs.cancel(job.id)
  }
  assert.equal(await planLooks(place.place), items.length)
  for (const { id } of items) assert.equal((await waitingFor(id))?.notBeforeMs, before.get(id))
  assert.equal(await planLooks(place.place), 0)
})

test('a job outlives its endpoint without harm', async () => {
  const lost = await jobs.send(observe, { endpoint: `end_${'0'.repeat(26)}` })
  assert.equal((await ended(place, lost)).state, 'done')
  const seen = await addAndSee('127.0.0.1:9')
  const id = textAt(seen, 'id')
  await call('DELETE', `${base}/${id}`, { as: owner })
  place.clock.ms += hourMs
  const late = await jobs.send(observe, { endpoint: id })
  assert.equal((await ended(place, late)).state, 'done')
  assert.equal((await read(id)).at('lastLook'), seen.at('lastLook'), 'it was not looked at')
  assert.equal(await waitingFor(id).then(job => job?.notBeforeMs), Date.parse(textAt(seen, 'nextLook')))
})

test('a look that is cancelled ends at once and is not recorded as a failure', async t => {
  let met: () => void = () => {}
  const meeting = new Promise<void>(resolve => {
    met = resolve
  })
  let hungUp = false
  const port = await listenPlain(t, socket => {
    socket.on('close', () => {
      hungUp = true
    })
    socket.resume()
    met()
  })
  const id = textAt(await add(`127.0.0.1:${port}`), 'id')
  await meeting
  const { jobs: running } = await jobs.list({ kind: observe, state: 'running' })
  const job = running.find(({ key }) => key === id)
  assert.equal(await jobs.cancel(job?.id ?? ''), true)
  assert.equal((await ended(place, job?.id ?? '')).state, 'cancelled')
  const turn = () => new Promise(resolve => setImmediate(resolve))
  while (!hungUp) await turn()
  for (let turns = 0; turns < 200; turns++) await turn()
  assert.equal((await read(id)).at('state'), 'unseen')
  assert.equal(await planLooks(place.place), 1, 'housekeeping plans it again')
})
