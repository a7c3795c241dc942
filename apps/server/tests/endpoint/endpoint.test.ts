/** Endpoints over HTTP: entered by hand and by file, listed, planned, ended. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { observe } from '../../src/observation/schedule.ts'
import { textAt } from '../fixture.ts'
import { openWorkplace } from '../workplace.ts'

const place = await openWorkplace()
after(() => place.close())
const { call, jobs } = place
const owner = await place.owner()
const base = '/api/v1/endpoints'

const add = (name: string, more: object = {}) => call('POST', base, { body: { name, ...more }, as: owner })

const waiting = async (id: string) => {
  const { jobs: all } = await jobs.list({ kind: observe, state: 'waiting', limit: 500 })
  return all.filter(({ key }) => key === id)
}

const upload = (body: string) =>
  call('POST', `${base}/import`, { body, headers: { 'content-type': 'text/plain' }, as: owner })

const names = async (query = '') => {
  const answer = await call('GET', `${base}${query}`, { as: owner })
  assert.equal(answer.status, 200, answer.text)
  const items = answer.at('items')
  assert.ok(Array.isArray(items))
  return items.map(item => String(item.name))
}

test('an endpoint said twice is one, and is looked at at once', async () => {
  const made = await add('https://Pay.Joost.test/path')
  assert.equal(made.status, 201, made.text)
  assert.deepEqual(
    [made.at('name'), made.at('starttls'), made.at('state'), made.at('plan'), made.at('now')],
    ['pay.joost.test:443', '', 'unseen', null, []],
  )
  const id = textAt(made, 'id')
  assert.equal(made.headers.location, `${base}/${id}`)
  const [job] = await waiting(id)
  assert.ok((job?.notBeforeMs ?? 0) <= place.clock.ms)
  assert.equal(job?.payload.title, 'Look at pay.joost.test:443')
  const again = await add('pay.joost.test')
  assert.deepEqual([again.status, again.at('id')], [200, id])
  const mail = await add('mail.joost.test:2525', { starttls: 'smtp' })
  assert.equal(mail.at('starttls'), 'smtp')
  const { jobs: asked } = await jobs.list({ kind: 'forecast', state: 'waiting' })
  assert.equal(asked.length, 1, 'one forecast for all that changed')
})

test('what is no endpoint is refused with the place and the reason', async () => {
  for (const name of ['http://a.test', 'a b', 'a.test:99999', '[::1', '\u0000', 'x'.repeat(3000)]) {
    const refused = await add(name)
    assert.equal(refused.at('code'), 'server-invalid', name)
    assert.equal(refused.at('errors', 0, 'at'), 'body/name')
  }
})

test('a file of endpoints is taken whole or not at all, and names the lines that are wrong', async () => {
  const before = await names()
  const refused = await upload('good.joost.test\n# note\nbad host\nother.joost.test:70000\n')
  assert.equal(refused.status, 400)
  assert.deepEqual([refused.at('errors', 0, 'at'), refused.at('errors', 1, 'at')], ['body/3', 'body/4'])
  assert.deepEqual(await names(), before)
  const text =
    '# ours\r\nA.import.test # first\nb.import.test:8443\n\na.import.test:443\nsmtp://c.import.test\n'
  assert.deepEqual(JSON.parse((await upload(text)).text), { created: 3, kept: 0 })
  assert.deepEqual(JSON.parse((await upload(text)).text), { created: 0, kept: 3 })
  assert.deepEqual(await names('?query=import.test'), [
    'a.import.test:443',
    'b.import.test:8443',
    'c.import.test:25',
  ])
  const many = Array.from({ length: 5001 }, (_, index) => `h${index}.too-many.test`).join('\n')
  assert.equal((await upload(many)).at('code'), 'server-too-large')
  assert.equal((await upload('')).status, 400, 'an empty body is no file')
})

test('lists page by name, filter by text, state and end, and answer 304 to whom has them', async () => {
  const all = await names('?limit=500')
  assert.deepEqual(all, [...all].sort())
  const first = await call('GET', `${base}?limit=2`, { as: owner })
  const cursor = textAt(first, 'next')
  assert.deepEqual(await names(`?limit=500&cursor=${cursor}`), all.slice(2))
  assert.deepEqual(await names('?query=B.IMPORT.test:84'), ['b.import.test:8443'])
  assert.deepEqual(await names('?query=%25'), [])
  assert.deepEqual(await names('?state=served'), [])
  assert.deepEqual(await names('?state=unseen&limit=500'), all)
  const bad = await call('GET', `${base}?cursor=${cursor}&state=unseen`, { as: owner })
  assert.equal(bad.at('code'), 'server-bad-cursor')
  const headers = { 'if-none-match': String(first.headers.etag) }
  assert.equal((await call('GET', `${base}?limit=2`, { as: owner, headers })).status, 304)
  assert.deepEqual(await names('?sort=-name&limit=500'), [...all].reverse())
  assert.equal((await names('?sort=notAfter&limit=500')).length, all.length)
  const unsorted = await call('GET', `${base}?sort=end`, { as: owner })
  assert.match(textAt(unsorted, 'errors', 0, 'detail'), /name, notAfter/)
  assert.equal((await call('GET', `${base}?state=lost`, { as: owner })).status, 400)
})

const plan = {
  renews: 'certbot',
  keyPolicy: 'new-key',
  leadDays: null,
  renewalDay: '2026-12-24',
  thirdParty: true,
  nextIssuer: 'Example CA 2',
  window: 'Sundays 02:00',
}

test('a renewal plan is kept as it was said, changed with If-Match, and taken away', async () => {
  const { id } = JSON.parse((await add('plan.joost.test')).text)
  const path = `${base}/${id}/plan`
  const planned = await call('PUT', path, { body: plan, as: owner })
  assert.equal(planned.status, 200, planned.text)
  assert.deepEqual(planned.at('plan'), { ...plan, renewalDay: '2026-12-24T00:00:00.000Z' })
  const again = await call('PUT', path, { body: plan, as: owner })
  assert.equal(again.headers.etag, planned.headers.etag)
  const stale = { headers: { 'if-match': '"stale"' }, as: owner }
  assert.equal((await call('PUT', path, { body: { ...plan, leadDays: 3 }, ...stale })).status, 412)
  const matched = { headers: { 'if-match': String(planned.headers.etag) }, as: owner }
  const changed = await call('PUT', path, {
    body: { ...plan, leadDays: 3, keyPolicy: 'unknown' },
    ...matched,
  })
  assert.deepEqual([changed.at('plan', 'leadDays'), changed.at('plan', 'keyPolicy')], [3, 'unknown'])
  const noDay = await call('PUT', path, { body: { ...plan, renewalDay: '2026-13-99' }, as: owner })
  assert.equal(noDay.at('errors', 0, 'at'), 'body/renewalDay')
  for (let times = 0; times < 2; times++)
    assert.equal((await call('DELETE', path, { as: owner })).status, 204)
  assert.equal((await call('GET', `${base}/${id}`, { as: owner })).at('plan'), null)
  const nobody = `${base}/end_${'0'.repeat(26)}/plan`
  assert.equal((await call('PUT', nobody, { body: plan, as: owner })).status, 404)
  assert.equal((await call('DELETE', nobody, { as: owner })).status, 404)
})

test('an endpoint that ended is not looked at, stays in the list of all, and comes back', async () => {
  const { id } = JSON.parse((await add('ended.joost.test')).text)
  const path = `${base}/${id}`
  for (let times = 0; times < 2; times++)
    assert.equal((await call('DELETE', path, { as: owner })).status, 204)
  assert.deepEqual(await names('?query=ended.joost'), [])
  assert.deepEqual(await names('?query=ended.joost&ended=true'), ['ended.joost.test:443'])
  const ended = await call('GET', path, { as: owner })
  assert.deepEqual([typeof ended.at('ended'), ended.at('nextLook')], ['string', null])
  assert.equal((await call('POST', `${path}/look`, { as: owner })).at('code'), 'server-conflict')
  const back = await add('ended.joost.test')
  assert.deepEqual([back.status, back.at('id'), back.at('ended')], [201, id, null])
})

test('a look that is asked for is the one that waits, moved to now', async () => {
  const { id } = JSON.parse((await add('look.joost.test')).text)
  const [first] = await waiting(id)
  place.clock.ms += 60_000
  const asked = await call('POST', `${base}/${id}/look`, { as: owner })
  assert.deepEqual([asked.status, asked.at('job')], [202, first?.id])
  assert.equal((await waiting(id)).length, 1)
  assert.equal((await call('POST', `${base}/end_${'0'.repeat(26)}/look`, { as: owner })).status, 404)
})

test('what is not there is 404', async () => {
  for (const path of [
    `endpoints/end_${'0'.repeat(26)}`,
    `endpoints/end_${'0'.repeat(26)}/intervals`,
    `chains/${'0'.repeat(64)}`,
  ])
    assert.equal((await call('GET', `/api/v1/${path}`, { as: owner })).status, 404, path)
})
