/** Looks on both engines: found again by housekeeping, also after the ledger has moved to another database. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { moveLedger, openJobs, openLedger, systemTimers } from '@foreseen/ledger'
import { onBothEngines, seededRandom } from '../../../../packages/ledger/tests/engines.ts'
import { observe, planLooks } from '../../src/observation/schedule.ts'
import { textAt } from '../fixture.ts'
import { openWorkplace } from '../workplace.ts'
import { ended, serveTls, startLooking } from './sight.ts'

onBothEngines('looks', fresh => {
  test('a look is made, planned, and planned again where the ledger moves to', async t => {
    const place = await openWorkplace({}, { address: await fresh.address() })
    t.after(() => place.close())
    const { call, jobs, ledger, organisation, clock } = place
    const owner = await place.owner()
    await ledger.settings.change({ organisation, actor: 'test' }, { loopbackAddresses: true })
    const served = await serveTls(t, 'pay.joost.test')
    const made = await call('POST', '/api/v1/endpoints', {
      body: { name: `127.0.0.1:${served.port}` },
      as: owner,
    })
    const id = textAt(made, 'id')
    assert.equal(await planLooks(place.place), 0, 'it is planned already')
    const [job] = (await jobs.list({ kind: observe })).jobs
    startLooking(place)
    assert.equal((await ended(place, job?.id ?? '')).state, 'done')
    const seen = await call('GET', `/api/v1/endpoints/${id}`, { as: owner })
    assert.equal(seen.at('state'), 'served', seen.text)
    const next = Date.parse(textAt(seen, 'nextLook'))
    const planned = async (queue: typeof jobs) => {
      const { jobs: waiting } = await queue.list({ kind: observe, state: 'waiting' })
      return waiting.map(({ key, notBeforeMs }) => [key, notBeforeMs])
    }
    assert.deepEqual(await planned(jobs), [[id, next]])
    assert.equal(await planLooks(place.place), 0)

    const address = await fresh.address()
    await moveLedger(ledger, address)
    const moved = await openLedger({ address, clock: () => clock.ms, random: seededRandom('moved') })
    t.after(() => moved.close())
    const timers = { ...systemTimers, now: () => clock.ms }
    const others = await openJobs(address, { timers, random: Math.random, worker: 'moved' })
    t.after(() => others.close(0))
    assert.deepEqual(await planned(others), [], 'jobs stay behind')
    assert.equal(await planLooks({ ...place.place, ledger: moved, jobs: others }), 1)
    assert.deepEqual(await planned(others), [[id, next]])
  })
})
