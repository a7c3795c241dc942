import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { listEvents } from '@foreseen/ledger'
import { observationOf } from '../../../../packages/ledger/tests/sample.ts'
import { openWorkplace } from '../workplace.ts'

const place = await openWorkplace()
after(() => place.close())
const { call } = place
const owner = await place.owner()
const path = '/api/v1/settings'

test('settings begin closed, change in parts, and are events', async () => {
  const first = await call('GET', path, { as: owner })
  const usual = {
    organisation: 'Foreseen',
    privateAddresses: false,
    loopbackAddresses: false,
    horizonDays: 398,
  }
  assert.deepEqual(JSON.parse(first.text), usual)
  const changed = await call('PATCH', path, {
    body: { privateAddresses: true, organisation: 'Joost B.V.' },
    as: owner,
  })
  assert.deepEqual(JSON.parse(changed.text), { ...usual, privateAddresses: true, organisation: 'Joost B.V.' })
  const again = await call('PATCH', path, { body: { privateAddresses: true }, as: owner })
  assert.equal(again.headers.etag, changed.headers.etag)
  const kinds = (await listEvents(place.ledger.read, { subject: place.organisation })).items.map(
    ({ kind }) => kind,
  )
  assert.equal(kinds.filter(kind => kind === 'settings.changed').length, 1)
})

test('a change to a state that somebody else changed is refused', async () => {
  const { etag } = (await call('GET', path, { as: owner })).headers
  const headers = { 'if-match': String(etag) }
  assert.equal((await call('PATCH', path, { body: { horizonDays: 90 }, headers, as: owner })).status, 200)
  assert.equal((await call('PATCH', path, { body: { horizonDays: 91 }, headers, as: owner })).status, 412)
})

test('what is no setting is refused by name', async () => {
  const wrong = await call('PATCH', path, { body: { privateAddress: true }, as: owner })
  assert.match(String(wrong.at('errors', 0, 'detail')), /Did you mean privateAddresses/)
  assert.equal((await call('PATCH', path, { body: { horizonDays: 0 }, as: owner })).status, 400)
})

test('what was refused by settings that change is looked at again at once', async () => {
  const { ledger, organisation, jobs, clock } = place
  const by = { organisation, actor: 'test' }
  const see = async (host: string, code: string) => {
    const { id } = await ledger.endpoints.ensure(by, { host, port: 443, starttls: 'none' })
    const outcome = { state: 'failed', code, detail: code } as const
    await ledger.endpoints.observe(by, [
      { endpoint: id, observation: { ...observationOf([], clock.ms), host, outcome } },
    ])
    return id
  }
  const refused = await see('10.0.0.1', 'tls-address-not-allowed')
  await see('api.example', 'tls-timeout')
  await call('PATCH', path, { body: { privateAddresses: false }, as: owner })
  await call('PATCH', path, { body: { privateAddresses: true }, as: owner })
  const { jobs: looks } = await jobs.list({ kind: 'observe', state: 'waiting' })
  assert.deepEqual(
    looks.map(({ key }) => key),
    [refused],
  )
})
