import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Answer, type Caller, textAt } from '../fixture.ts'
import { findingLine, jsonLines, pushOf, summaryLine } from '../records.ts'
import { openWorkplace } from '../workplace.ts'

const place = await openWorkplace()
after(() => place.close())
const { call } = place
const owner = await place.owner()
const get = (url: string) => call('GET', `/api/v1${url}`, { as: owner })
const send = (method: 'POST' | 'PATCH', url: string, body: unknown, headers = {}) =>
  call(method, `/api/v1${url}`, { body, as: owner, headers })
const push = (query: string, body: string, as: Caller = owner) =>
  call('POST', `/api/v1/scans?${query}`, { body, headers: { 'content-type': 'application/jsonl' }, as })
const listed = (answer: Answer): readonly unknown[] => {
  const items = answer.at('items')
  assert.ok(Array.isArray(items), answer.text)
  return items
}

const eventCount = async (): Promise<number> => listed(await get('/events?limit=500')).length

const whole = {
  product: 'joost',
  version: '0.9.1',
  platform: 'linux-x64',
  support: 'ending',
  supportedUntil: '2027-01-31',
  released: '2026-01-15T10:00:00Z',
  artefactSha256: 'a'.repeat(64),
  updateHosts: ['Update.example.test'],
  endpoints: ['api.example.test', 'mail.example.test:25'],
}

test('a release is made with all that is said of it, and saying it again changes nothing', async () => {
  const made = await send('POST', '/releases', whole)
  assert.equal(made.status, 201, made.text)
  assert.equal(made.headers.location, `/api/v1/releases/${made.at('id')}`)
  assert.equal(made.at('product', 'name'), 'joost')
  assert.equal(made.at('supportedUntil'), '2027-01-31T00:00:00.000Z')
  assert.deepEqual(made.at('updateHosts'), ['update.example.test'])
  assert.equal(made.at('endpoints', 0, 'name'), 'api.example.test:443')
  assert.equal(made.at('standing', 'outcome'), 'unknown')
  assert.equal(made.at('installs'), null)
  const before = await eventCount()
  const again = await send('POST', '/releases', whole)
  assert.equal(again.status, 200, again.text)
  assert.equal(again.text, made.text)
  assert.equal(await eventCount(), before)
  assert.deepEqual(listed(await get('/products')), [made.at('product')])
  assert.equal((await get('/endpoints?query=mail.example')).at('items', 0, 'starttls'), 'smtp')
})

test('what is said of a release is changed alone, and only to the state that was seen', async () => {
  const made = await send('POST', '/releases', { product: 'joost', version: '1.0' })
  const url = `/releases/${made.at('id')}`
  assert.equal(made.at('support'), 'supported')
  const etag = String((await get(url)).headers.etag)
  const changed = await send('PATCH', url, { support: 'ended', supportedUntil: '2026-12-01' })
  assert.equal(changed.at('support'), 'ended', changed.text)
  assert.equal((await send('PATCH', url, { support: 'ending' }, { 'if-match': etag })).status, 412)
  const match = { 'if-match': String(changed.headers.etag) }
  const back = await send('PATCH', url, { supportedUntil: null }, match)
  assert.equal(back.at('supportedUntil'), null, back.text)
  assert.equal(back.at('support'), 'ended')
  assert.equal((await send('PATCH', url, {})).status, 200)
  const refused = [
    [{ supportedUntil: '2026-02-30' }, 'body/supportedUntil'],
    [{ suport: 'ended' }, 'Did you mean support'],
    [{ endpoints: ['a.example.test', 'http:///'] }, 'body/endpoints/1'],
    [{ updateHosts: ['a b'] }, 'body/updateHosts/0'],
    [{ product: 'other' }, 'body/product'],
  ] as const
  for (const [body, told] of refused) {
    const answer = await send('PATCH', url, body)
    assert.equal(answer.at('code'), 'server-invalid', answer.text)
    assert.ok(answer.text.includes(told), answer.text)
  }
  const none = await send('PATCH', `/releases/rel_${'0'.repeat(26)}`, { support: 'ended' })
  assert.equal(none.at('code'), 'server-not-found')
})

test('a list is filtered by product, support and what is typed', async () => {
  const { headers } = await send('POST', '/releases', { product: 'Other', version: '5', support: 'ended' })
  assert.ok(headers.location)
  const [other] = listed(await get('/releases?query=other%205'))
  const product = textAt(await get('/releases?query=other'), 'items', 0, 'product', 'id')
  assert.deepEqual(listed(await get(`/releases?product=${product}`)), [other])
  const versions = listed(await get('/releases?query=joost&limit=1'))
  assert.equal(versions.length, 1)
  assert.deepEqual(listed(await get('/releases?query=%25')), [])
  assert.equal((await get('/releases?support=gone')).at('code'), 'server-invalid')
})

test('installs are noted once a moment, newest first', async () => {
  const made = await send('POST', '/releases', { product: 'joost', version: '1.1' })
  const url = `/releases/${made.at('id')}`
  for (const [at, count] of [
    ['2026-11-01', 10],
    ['2026-11-20', 30],
    ['2026-11-10', 20],
    ['2026-11-20', 31],
  ])
    assert.equal((await send('POST', `${url}/installs`, { at, count })).status, 200)
  const release = await get(url)
  const counts = release.at('installsOverTime')
  assert.ok(Array.isArray(counts))
  assert.deepEqual(
    counts.map(({ count }) => count),
    [31, 20, 10],
  )
  assert.equal(release.at('installs', 'count'), 31)
  assert.equal((await send('POST', `${url}/installs`, { at: 'today', count: 1 })).status, 400)
  assert.equal((await send('POST', `${url}/installs`, { at: '2026-11-01', count: -1 })).status, 400)
})

test('what the newest scan found is told place by place, and what it could not see', async () => {
  const unseen = {
    schema: 'foreseen.findings/1',
    type: 'unseen',
    reason: 'sealed',
    code: 'scan-sealed',
    detail: 'It is closed.',
    path: 'a.zip',
    offset: null,
  }
  const lines = [
    ...[1, 2, 3].map(number => findingLine(number, { level: number === 3 ? 'low' : 'high' })),
    findingLine(1, { path: 'elsewhere', offset: 7 }),
    unseen,
    summaryLine(4, 1),
  ]
  await push('product=joost&version=2', pushOf(2, 700))
  const pushed = await push('product=joost&version=2', jsonLines(lines))
  assert.equal(pushed.status, 201, pushed.text)
  const url = `/releases/${pushed.at('release')}`
  const places = listed(await get(`${url}/occurrences`))
  assert.equal(places.length, 4)
  const first = await get(`${url}/occurrences?limit=1`)
  assert.equal(first.at('items', 0, 'release', 'name'), 'joost 2')
  assert.equal(first.at('items', 0, 'record', 'path'), 'bin/app!certificate-1.pem')
  const object = first.at('items', 0, 'object')
  assert.equal(listed(await get(`${url}/occurrences?object=${object}`)).length, 2)
  assert.equal(listed(await get(`${url}/occurrences?level=low`)).length, 1)
  const rest = await get(`${url}/occurrences?limit=9&cursor=${first.at('next')}`)
  assert.equal(rest.at('code'), undefined, rest.text)
  assert.equal(listed(rest).length, 3)
  assert.equal((await get(`${url}/occurrences?level=low&cursor=${first.at('next')}`)).status, 400)
  assert.deepEqual((await get(`${url}/unseen`)).at('items', 0, 'record'), unseen)
  assert.deepEqual((await get(url)).at('kinds'), [
    { kind: 'hardwired-leaf', level: 'high', objects: 2 },
    { kind: 'hardwired-leaf', level: 'low', objects: 1 },
  ])
  const bare = await send('POST', '/releases', { product: 'joost', version: '3' })
  assert.deepEqual(listed(await get(`/releases/${bare.at('id')}/occurrences`)), [])
  assert.deepEqual(listed(await get(`/releases/${bare.at('id')}/unseen`)), [])
  assert.equal((await get(`/releases/rel_${'0'.repeat(26)}/occurrences`)).status, 404)
})

test('a release of another organisation is not there', async () => {
  const by = { organisation: await place.ledger.accounts.createOrganisation('system', 'B'), actor: 'system' }
  const { id: product } = await place.ledger.releases.ensureProduct(by, 'secret')
  const release = { product, version: '1', platform: '', artefactSha256: '', support: 'supported' } as const
  const { id } = await place.ledger.releases.ensureRelease(by, release)
  for (const path of ['', '/occurrences', '/unseen'])
    assert.equal((await get(`/releases/${id}${path}`)).status, 404)
  assert.equal((await send('PATCH', `/releases/${id}`, { support: 'ended' })).status, 404)
  assert.equal((await send('POST', `/releases/${id}/installs`, { at: '2026-01-01', count: 1 })).status, 404)
  assert.ok(!(await get('/products')).text.includes('secret'))
  assert.ok(!(await get('/releases?limit=500')).text.includes(id))
})
