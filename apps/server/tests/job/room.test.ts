import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openWorkplace } from '../workplace.ts'

const place = await openWorkplace()
after(() => place.close())
const { call, jobs } = place
const owner = await place.owner()

test('jobs are listed newest first, by pages and filters, in words and without their payload', async () => {
  for (let number = 0; number < 5; number++)
    await jobs.send('scan', { title: `scan joost 0.9.${number}`, secret: 'inside' })
  await jobs.send('observe', {}, { key: 'end_1' })
  const first = await call('GET', '/api/v1/jobs?kind=scan&limit=3', { as: owner })
  assert.equal(first.at('items', 0, 'title'), 'scan joost 0.9.4')
  assert.ok(!first.text.includes('inside'))
  const next = await call('GET', `/api/v1/jobs?kind=scan&limit=3&cursor=${first.at('next')}`, { as: owner })
  assert.deepEqual(
    [next.at('items', 1, 'title'), next.at('items', 2), next.at('next')],
    ['scan joost 0.9.0', undefined, null],
  )
  assert.equal(
    (await call('GET', '/api/v1/jobs?kind=observe', { as: owner })).at('items', 0, 'title'),
    'observe end_1',
  )
  const counts = await call('GET', '/api/v1/jobs/counts', { as: owner })
  assert.deepEqual(JSON.parse(counts.text), [
    { kind: 'observe', state: 'waiting', count: 1 },
    { kind: 'scan', state: 'waiting', count: 5 },
  ])
  const elsewhere = await call('GET', `/api/v1/jobs?kind=observe&cursor=${first.at('next')}`, { as: owner })
  assert.equal(elsewhere.at('code'), 'server-bad-cursor')
})

test('a job that waits is cancelled once, and only a dead one is revived', async () => {
  const id = await jobs.send('scan', { title: 'scan once' })
  const cancelled = await call('POST', `/api/v1/jobs/${id}/cancel`, { as: owner })
  assert.equal(cancelled.at('state'), 'cancelled')
  const again = await call('POST', `/api/v1/jobs/${id}/cancel`, { as: owner })
  assert.deepEqual([again.status, again.at('detail')], [409, 'The job is cancelled by now.'])
  assert.equal((await call('POST', `/api/v1/jobs/${id}/revive`, { as: owner })).status, 409)
  assert.equal((await call('GET', '/api/v1/jobs/job_0', { as: owner })).status, 404)
})
