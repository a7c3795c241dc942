import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { observationOf } from '../../../../packages/ledger/tests/sample.ts'
import { openWorkplace } from '../workplace.ts'

const place = await openWorkplace({ metrics: 'open' })
after(() => place.close())
const { call, ledger, organisation } = place
const by = { organisation, actor: 'test' }

test('each endpoint has its end, its last look and its failures under names that alert rules know', async () => {
  const { id } = await ledger.endpoints.ensure(by, { host: 'api.example.com', port: 443, starttls: 'none' })
  const mail = await ledger.endpoints.ensure(by, { host: 'mail.example.com', port: 25, starttls: 'smtp' })
  const text = async () => (await call('GET', '/metrics')).text
  assert.match(await text(), /foreseen_endpoints\{state="unseen"\} 2/)
  assert.doesNotMatch(await text(), /probe_success\{/, 'nothing is said of what was not seen')
  await ledger.endpoints.observe(by, [
    { endpoint: id, observation: observationOf([1], 1_000_000) },
    { endpoint: mail.id, observation: observationOf([], 2_000_000) },
  ])
  await ledger.endpoints.observe(by, [{ endpoint: mail.id, observation: observationOf([], 3_000_000) }])
  const told = await text()
  const api = 'instance="api.example.com:443",starttls="none"'
  const smtp = 'instance="mail.example.com:25",starttls="smtp"'
  assert.ok(told.includes(`probe_success{${api}} 1`), told)
  assert.ok(told.includes(`probe_success{${smtp}} 0`))
  assert.ok(told.includes(`foreseen_endpoint_last_look_timestamp_seconds{${smtp}} 3000`))
  assert.ok(told.includes(`foreseen_endpoint_failed_looks{${smtp}} 2`))
  assert.match(told, /foreseen_endpoints\{state="failed"\} 1/)
  await ledger.endpoints.end(by, mail.id)
  assert.ok(!(await text()).includes(smtp), 'an endpoint that ended has no figures')
})
