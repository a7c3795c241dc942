/** What `foreseen observe --format json` saw elsewhere comes in: checked against itself, whole, and once. */
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, test } from 'node:test'
import { observeEndpoint } from '@foreseen/world/tls'
import { endpointOn } from '../../../../packages/world/tests/tls/loopback.ts'
import { observationRecord } from '../../../cli/src/formats/observation.ts'
import { textAt, valueAt } from '../fixture.ts'
import { openWorkplace } from '../workplace.ts'
import { serveTls } from './sight.ts'

const place = await openWorkplace()
after(() => place.close())
const { call, jobs } = place
const owner = await place.owner()

const push = (observations: readonly unknown[], more: object = {}) =>
  call('POST', '/api/v1/observations', { body: { observations, ...more }, as: owner })

const minuteMs = 60_000

/** Records as the command line writes them, of one endpoint under a name of its own. */
async function recordsOf(t: Parameters<typeof serveTls>[0], host: string, atMs: number): Promise<object[]> {
  const { port } = await serveTls(t, host)
  const seen = await observeEndpoint(endpointOn(port, 'none', host), {
    nowMs: () => atMs,
    addresses: ['127.0.0.1'],
  })
  return seen.map(observation => Object(JSON.parse(JSON.stringify(observationRecord(observation)))))
}

test('a push makes the endpoint, keeps the chain, and changes nothing the second time', async t => {
  const records = await recordsOf(t, 'inner.joost.test', place.clock.ms)
  const first = await push(records, { source: 'build machine 7' })
  assert.deepEqual([first.status, JSON.parse(first.text)], [200, { changed: 1, seen: 0 }])
  assert.deepEqual(JSON.parse((await push(records)).text), { changed: 0, seen: 0 })
  const later = records.map(record => ({ ...record, at: new Date(place.clock.ms + minuteMs).toISOString() }))
  assert.deepEqual(JSON.parse((await push(later)).text), { changed: 0, seen: 1 })

  const list = await call('GET', '/api/v1/endpoints?query=inner.joost', { as: owner })
  const id = textAt(list, 'items', 0, 'id')
  const whole = await call('GET', `/api/v1/endpoints/${id}`, { as: owner })
  assert.deepEqual([whole.at('state'), whole.at('nextLook')], ['served', null])
  assert.deepEqual(
    [whole.at('now', 0, 'source'), whole.at('now', 0, 'last')],
    ['build machine 7', new Date(place.clock.ms + minuteMs).toISOString()],
  )
  assert.equal(whole.at('chains', 0, 'links', 0, 'subject'), 'CN=inner.joost.test')
  const { jobs: looks } = await jobs.list({ kind: 'observe' })
  assert.equal(looks.length, 0, 'what others see is not looked at from here')

  const added = await call('POST', '/api/v1/endpoints', { body: { name: textAt(whole, 'name') }, as: owner })
  assert.deepEqual([added.status, added.at('id')], [201, id])
  assert.notEqual(added.at('nextLook'), null, 'until somebody says so')
})

test('who looked is the person whose token it is, where nothing is said', async t => {
  await push(await recordsOf(t, 'said.joost.test', place.clock.ms))
  const list = await call('GET', '/api/v1/endpoints?query=said.joost', { as: owner })
  const intervals = await call('GET', `/api/v1/endpoints/${textAt(list, 'items', 0, 'id')}/intervals`, {
    as: owner,
  })
  assert.equal(intervals.at('items', 0, 'source'), 'pushed by Olga')
})

test('a failure comes in as a failure, and an endpoint that ended stays ended', async () => {
  const record = {
    schema: 'foreseen.observation/1',
    source: 'network',
    host: 'gone.joost.test',
    port: 443,
    starttls: 'none',
    address: null,
    family: null,
    sni: 'gone.joost.test',
    keyType: 'any',
    at: new Date(place.clock.ms).toISOString(),
    outcome: {
      state: 'failed',
      code: 'tls-no-address',
      detail: 'gone.joost.test has no address',
      alert: null,
    },
    problems: [],
  }
  assert.equal((await push([record])).at('changed'), 1)
  const list = await call('GET', '/api/v1/endpoints?query=gone.joost', { as: owner })
  assert.equal(list.at('items', 0, 'trouble'), 'gone.joost.test has no address')
  await call('DELETE', `/api/v1/endpoints/${textAt(list, 'items', 0, 'id')}`, { as: owner })
  await push([{ ...record, at: new Date(place.clock.ms + minuteMs).toISOString() }])
  assert.deepEqual((await call('GET', '/api/v1/endpoints?query=gone.joost', { as: owner })).at('items'), [])
})

test('a record that contradicts itself is refused with its place, and the whole push with it', async t => {
  const [record] = await recordsOf(t, 'wrong.joost.test', place.clock.ms)
  const outcome = Object(valueAt(record, ['outcome']))
  const [leaf, ...rest] = outcome.chain
  const zeros = '0'.repeat(64)
  const cases: readonly [string, object][] = [
    ['outcome/chain/0/sha256', { outcome: { ...outcome, chain: [{ ...leaf, sha256: zeros }, ...rest] } }],
    [
      'outcome/chain/0/spkiSha256',
      { outcome: { ...outcome, chain: [{ ...leaf, spkiSha256: zeros }, ...rest] } },
    ],
    [
      'outcome/chain/0/spkiSha256',
      { outcome: { ...outcome, chain: [{ ...leaf, spkiSha256: null }, ...rest] } },
    ],
    ['outcome/chainSha256', { outcome: { ...outcome, chain: rest } }],
    ['outcome/leafIndex', { outcome: { ...outcome, leafIndex: 7 } }],
    ['at', { at: '2026-13-40T00:00:00Z' }],
    ['at', { at: new Date(place.clock.ms + 2 * 3_600_000).toISOString() }],
    ['host', { host: 'WRONG.joost.test' }],
    ['host', { host: 'a b' }],
    ['address', { address: 'localhost' }],
  ]
  for (const [at, wrong] of cases) {
    const refused = await push([record, { ...record, ...wrong }])
    assert.equal(refused.status, 400, JSON.stringify(wrong).slice(0, 100))
    assert.equal(refused.at('errors', 0, 'at'), `body/observations/1/${at}`)
  }
  const unknown = await push([{ ...record, colour: 'red' }])
  assert.equal(unknown.at('code'), 'server-invalid')
  const list = await call('GET', '/api/v1/endpoints?query=wrong.joost&ended=true', { as: owner })
  assert.deepEqual(list.at('items'), [], 'nothing is half stored')
})

test('the end entity of a chain from a file stays where it stands', async t => {
  const [record] = await recordsOf(t, 'file.joost.test', place.clock.ms)
  const outcome = Object(valueAt(record, ['outcome']))
  const chain = [...outcome.chain].reverse()
  const digests = chain.map(({ sha256 }) => sha256).join('')
  const chainSha256 = createHash('sha256').update(Buffer.from(digests, 'hex')).digest('hex')
  const filed = { ...record, source: 'file', outcome: { ...outcome, chain, chainSha256, leafIndex: 1 } }
  assert.equal((await push([filed])).at('changed'), 1)
  assert.equal((await place.ledger.endpoints.getChain(chainSha256)).leaf_index, 1)
})
