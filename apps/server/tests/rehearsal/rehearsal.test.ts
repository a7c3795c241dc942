/** Plans, runs and reports over HTTP. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Check } from 'typebox/value'
import { planShape, runWholeShape, shapesAreShown } from '../../src/rehearsal/shape.ts'
import { wireShapesAreFacts } from '../../src/rehearsal/wire-shape.ts'
import { claimedShapeIsClaimed } from '../../src/runner/claimed.ts'
import { type Caller, textAt } from '../fixture.ts'
import { openWorkplace } from '../workplace.ts'
import { clientOf, reportOf } from './report.ts'

const place = await openWorkplace()
after(() => place.close())
const { call } = place
const owner = await place.owner()

async function tokenOf(scope: string): Promise<Caller> {
  const body = { name: scope, scopes: [scope], days: 1 }
  const made = await call('POST', '/api/v1/tokens', { body, as: owner })
  return { headers: { authorization: `Bearer ${textAt(made, 'token')}` } }
}

const release = async (version: string): Promise<string> => {
  const by = { organisation: place.organisation, actor: 'system' }
  const { id: product } = await place.ledger.releases.ensureProduct(by, 'joost')
  const text = { product, version, platform: '', artefactSha256: '', support: 'supported' } as const
  return (await place.ledger.releases.ensureRelease(by, text)).id
}

test('what is answered is what the facts say, held by the compiler', () => {
  assert.ok([claimedShapeIsClaimed, ...shapesAreShown, ...wireShapesAreFacts].every(Boolean))
})

const planBody = {
  name: 'all supported',
  hosts: ['www.joost.test'],
  clients: [{ name: 'joost 0.9.1' }],
  kind: 'what-if',
}

test('a plan is names, is made once, and keeps its runs when it ends', async () => {
  const body = { ...planBody, clients: [{ name: 'joost 0.9.1', release: await release('0.9.1') }] }
  const made = await call('POST', '/api/v1/rehearsal-plans', { body, as: owner })
  assert.equal(made.status, 201, made.text)
  assert.ok(Check(planShape, JSON.parse(made.text)))
  assert.deepEqual(made.at('hosts'), ['www.joost.test:443'])
  assert.equal(made.at('clients', 0, 'release', 'name'), 'joost 0.9.1')
  assert.equal((await call('POST', '/api/v1/rehearsal-plans', { body, as: owner })).status, 200)
  const other = await call('POST', '/api/v1/rehearsal-plans', { body: planBody, as: owner })
  assert.equal(other.at('code'), 'server-conflict')
  const id = textAt(made, 'id')
  const asked = await call('POST', `/api/v1/rehearsal-plans/${id}/runs`, { as: owner })
  assert.equal(asked.status, 202, asked.text)
  const again = await call('POST', `/api/v1/rehearsal-plans/${id}/runs`, { as: owner })
  assert.equal(again.at('id'), asked.at('id'), 'one under way at most')
  const listed = await call('GET', '/api/v1/rehearsal-plans', { as: owner })
  assert.equal(listed.at('items', 0, 'lastRun', 'state'), 'waiting')
  const cancelled = await call('POST', `/api/v1/runs/${asked.at('id')}/cancel`, { as: owner })
  assert.equal(cancelled.at('text'), 'Ended by Olga.')
  const twice = await call('POST', `/api/v1/runs/${asked.at('id')}/cancel`, { as: owner })
  assert.equal(twice.at('code'), 'server-conflict')
  assert.equal((await call('DELETE', `/api/v1/rehearsal-plans/${id}`, { as: owner })).status, 204)
  assert.equal((await call('POST', `/api/v1/rehearsal-plans/${id}/runs`, { as: owner })).status, 409)
  assert.deepEqual((await call('GET', '/api/v1/rehearsal-plans', { as: owner })).at('items'), [])
  const runs = await call('GET', `/api/v1/runs?plan=${id}`, { as: owner })
  assert.equal(runs.at('items', 0, 'plan', 'name'), 'all supported')
})

test('what a plan names must be there, and what it names is no command', async () => {
  const refused = async (more: object, at: string) => {
    const body = { ...planBody, name: 'refused', ...more }
    const answer = await call('POST', '/api/v1/rehearsal-plans', { body, as: owner })
    assert.equal(answer.status, 400, answer.text)
    assert.equal(answer.at('errors', 0, 'at'), at)
  }
  const nobody = `rel_${'0'.repeat(26)}`
  await refused({ clients: [{ name: 'a', release: nobody }] }, 'body/clients/0/release')
  await refused({ clients: [{ name: 'a' }, { name: 'a' }] }, 'body/clients/1/name')
  await refused({ clients: [{ name: 'a', command: ['sh'] }] }, 'body/clients/0/command')
  await refused({ endpoint: `end_${'0'.repeat(26)}` }, 'body/endpoint')
  await refused({ hosts: ['a host'] }, 'body/hosts/0')
  await refused({ hosts: [] }, 'body/hosts')
})

const push = (report: unknown, query = '', as: Caller = owner) =>
  call('POST', `/api/v1/rehearsals${query}`, { body: report, as })

test('a report that is pushed is a run with its evidence; the same again is none', async () => {
  const known = await release('0.9.1')
  const first = await push(reportOf(['joost 0.9.1', 'curl']), '?plan=from%20CI', await tokenOf('push'))
  assert.equal(first.status, 201, first.text)
  assert.equal(first.at('changed'), true)
  const again = await push(reportOf(['joost 0.9.1', 'curl']), '?plan=from%20CI')
  assert.equal(again.status, 200)
  assert.deepEqual([again.at('run'), again.at('changed')], [first.at('run'), false])
  const whole = await call('GET', `/api/v1/runs/${first.at('run')}`, { as: owner })
  assert.equal(whole.status, 200, whole.text)
  assert.ok(Check(runWholeShape, JSON.parse(whole.text)), 'it is written out by hand, and as promised')
  assert.equal(whole.at('state'), 'done')
  assert.equal(whole.at('program'), 'foreseen 0.1.0')
  assert.equal(whole.at('sentences', 0), 'joost 0.9.1 refuses every renewal.')
  assert.equal(whole.at('scenarios', 1, 'title'), 'renewed with the same key')
  assert.deepEqual(whole.at('sandbox'), { method: 'root', noPacketLeaves: true, gaps: [] })
  assert.equal(whole.at('clients', 0, 'rehearsed', 'client'), 'curl')
  assert.equal(whole.at('clients', 0, 'release'), null)
  assert.deepEqual(whole.at('clients', 1, 'release'), { id: known, name: 'joost 0.9.1' })
  const cell = ['clients', 1, 'rehearsed', 'cells', 1]
  assert.equal(whole.at(...cell, 'verdict', 'reason'), 'alert')
  assert.equal(whole.at(...cell, 'predicted'), 'breaks')
  assert.equal(whole.at(...cell, 'records', 0, 'events', 2, 'alert'), 48)
  assert.equal(whole.at(...cell, 'records', 0, 'events', 3, 'alert'), undefined)
  assert.equal((await place.ledger.rehearsals.runsWith(known)).length, 1)
  const jobs = await place.jobs.list({ kind: 'forecast' })
  assert.equal(jobs.jobs.length, 1, 'a forecast is asked for')
})

test('both kinds of a report are runs of their own; versions that are said are made', async () => {
  const query = '?plan=both&product=joost&release=cli=1.2.3'
  const pushed = await push(reportOf(['cli'], ['real', 'what-if']), query)
  assert.equal(pushed.status, 201, pushed.text)
  const runs = pushed.at('runs')
  assert.ok(Array.isArray(runs))
  assert.equal(runs.length, 2)
  const whole = await call('GET', `/api/v1/runs/${runs[0]}`, { as: owner })
  assert.equal(whole.at('kind'), 'real')
  assert.equal(whole.at('clients', 0, 'release', 'name'), 'joost 1.2.3')
  assert.equal(whole.at('clients', 0, 'rehearsed', 'kind'), 'real')
})

test('what cannot be taken in is told with its place, and nothing is stored of it', async () => {
  const before = (await place.ledger.rehearsals.listRuns({ organisation: place.organisation, limit: 500 }))
    .items
  const [client] = reportOf(['a']).clients
  assert.ok(client !== undefined)
  const refused = async (report: object, at: string, query = '') => {
    const answer = await push(report, `?plan=bad${query}`)
    assert.equal(answer.status, 400, answer.text)
    assert.equal(answer.at('errors', 0, 'at'), at, answer.text)
  }
  const report = reportOf(['a'])
  await refused({ ...report, schema: 'foreseen.rehearsal/2' }, 'body/schema')
  await refused({ ...report, at: '2026-13-45T10:00:00Z' }, 'body/at')
  await refused({ ...report, more: 1 }, 'body/more')
  await refused({ ...report, clients: [] }, 'body/clients')
  await refused({ ...report, clients: [clientOf('a'), clientOf('a')] }, 'body/clients/1')
  const twice = { ...client, cells: [...client.cells, ...client.cells] }
  await refused({ ...report, clients: [twice] }, 'body/clients/0/cells/2')
  await refused({ ...report, clients: [{ ...client, client: 'a\u0000' }] }, 'body/clients/0/client')
  await refused({ ...report, clients: [{ ...client, sentence: 'a\u0000' }] }, 'body/clients/0/sentence')
  await refused(report, 'query/release/0', '&product=p&release=b=1')
  await refused(report, 'query/product', '&release=a=1')
  const list = await place.ledger.rehearsals.listRuns({ organisation: place.organisation, limit: 500 })
  assert.deepEqual(list.items, before)
  const { items } = await place.ledger.rehearsals.listPlans(place.organisation)
  assert.ok(!items.some(({ name }) => name === 'bad'))
})
