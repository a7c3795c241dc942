/** Who has a run, who loses it, and that nothing is stored twice: the same on both engines, with two servers on one. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RehearsedClient } from '@foreseen/facts'
import { type By, type Ledger, LedgerFailure, listEvents, openLedger, verifyEvents } from '@foreseen/ledger'
import { type Fresh, onBothEngines, seededRandom } from '../engines.ts'
import { organisationIn } from '../sample.ts'

const leaseMs = 60_000

const hasCode =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof LedgerFailure && error.code === code

const plan = {
  hosts: ['api.example.com:443'],
  clients: [{ name: 'joost 0.9.1', release: null }],
  scenarios: [],
  kind: 'what-if',
  endpoint: null,
} as const

const rehearsed: RehearsedClient = {
  client: 'joost 0.9.1',
  kind: 'what-if',
  pin: { kind: 'none', sentence: 'It has no pin.', basis: [] },
  accepts: [],
  cells: [],
}
const result = {
  clients: [{ rehearsed }],
  digest: '',
  outcome: { answer: ['All is well.'], hosts: [], scenarios: [], sandbox: null },
}

const claimOf = (runner: string, clients: readonly string[] = ['joost 0.9.1']) => ({
  runner,
  program: 'foreseen 0.1.0',
  holder: `token:${runner}`,
  clients: new Set(clients),
  leaseMs,
})
const attemptOf = (run: string, runner: string, attempt: number) => ({
  run,
  attempt,
  holder: `token:${runner}`,
})

/** Two servers on one database, whose clock stands until it is moved. */
async function twoServers(
  fresh: Fresh,
  work: (servers: readonly [Ledger, Ledger], clock: { ms: number }, by: By) => Promise<void>,
) {
  const clock = { ms: Date.UTC(2026, 10, 23) }
  const address = await fresh.address()
  const open = (seed: string) => openLedger({ address, clock: () => clock.ms, random: seededRandom(seed) })
  const [one, two] = [await open('one'), await open('two')]
  try {
    await work([one, two], clock, await organisationIn(one))
  } finally {
    await two.close()
    await one.close()
  }
}

onBothEngines('rehearsal leases', fresh => {
  test('a runner that is no longer heard of loses its run, and can change nothing any more', async () => {
    await twoServers(fresh, async ([one, two], clock, by) => {
      const { id } = await one.rehearsals.ensurePlan(by, 'all', plan)
      const { id: run } = await one.rehearsals.askRun(by, id)
      assert.equal((await one.rehearsals.claimRun(by, claimOf('a')))?.attempt, 1)
      assert.equal(await two.rehearsals.claimRun(by, claimOf('b')), undefined)
      clock.ms += leaseMs - 1
      await one.rehearsals.noteRun(by, attemptOf(run, 'a', 1), leaseMs, { share: 0.5, said: 'half' })
      clock.ms += leaseMs - 1
      assert.equal(await two.rehearsals.claimRun(by, claimOf('b')), undefined, 'it was heard of')
      clock.ms += 1
      assert.equal((await two.rehearsals.claimRun(by, claimOf('b')))?.attempt, 2)
      const late = attemptOf(run, 'a', 1)
      const lost = hasCode('ledger-lease-lost')
      await assert.rejects(one.rehearsals.noteRun(by, late, leaseMs, { share: 1, said: '' }), lost)
      await assert.rejects(one.rehearsals.finishRun(by, late, result), lost)
      await assert.rejects(one.rehearsals.failRun(by, late, 'no'), lost)
      await assert.rejects(one.rehearsals.giveBackRun(by, late), lost)
      await assert.rejects(
        one.rehearsals.finishRun(by, attemptOf(run, 'a', 2), result),
        lost,
        'a foreign one',
      )
      const attempt = attemptOf(run, 'b', 2)
      assert.equal(await two.rehearsals.finishRun(by, attempt, result), true)
      assert.equal(await one.rehearsals.finishRun(by, attempt, result), false)
      assert.equal((await one.rehearsals.readClients(run)).length, 1)
      const events = (await listEvents(one.read, { subject: run })).items.map(({ kind }) => kind)
      const expected = ['rehearsal.asked', 'rehearsal.started', 'rehearsal.started', 'rehearsal.done']
      assert.deepEqual(events.toSorted(), expected.toSorted())
      assert.equal((await verifyEvents(one.engine)).sound, true)
    })
  })

  test('what nobody took meanwhile stays with its runner; a clock put back by hours frees it', async () => {
    await twoServers(fresh, async ([one, two], clock, by) => {
      const { id } = await one.rehearsals.ensurePlan(by, 'all', plan)
      const { id: run } = await one.rehearsals.askRun(by, id)
      await one.rehearsals.claimRun(by, claimOf('a'))
      clock.ms += 10 * leaseMs
      await one.rehearsals.noteRun(by, attemptOf(run, 'a', 1), leaseMs, { share: 0.1, said: '' })
      assert.equal(await two.rehearsals.claimRun(by, claimOf('b')), undefined)
      clock.ms -= 5 * 3_600_000
      assert.equal((await two.rehearsals.claimRun(by, claimOf('b')))?.attempt, 2)
    })
  })

  test('only a runner with all clients takes a run; given back, it waits; lost again and again, it fails', async () => {
    await twoServers(fresh, async ([one, two], clock, by) => {
      const two91 = { ...plan, clients: [...plan.clients, { name: 'joost 0.9.2', release: null }] }
      const { id } = await one.rehearsals.ensurePlan(by, 'both', two91)
      const { id: run } = await one.rehearsals.askRun(by, id)
      assert.deepEqual(await one.rehearsals.askRun(by, id), { id: run, changed: false })
      assert.equal(await one.rehearsals.claimRun(by, claimOf('a')), undefined)
      const both = claimOf('b', ['joost 0.9.1', 'joost 0.9.2', 'other'])
      assert.equal((await two.rehearsals.claimRun(by, both))?.attempt, 1)
      await two.rehearsals.giveBackRun(by, attemptOf(run, 'b', 1))
      assert.equal((await one.rehearsals.getRun(by.organisation, run)).state, 'waiting')
      for (let attempt = 2; attempt <= 6; attempt++) {
        assert.equal((await two.rehearsals.claimRun(by, both))?.attempt, attempt)
        clock.ms += leaseMs
      }
      assert.equal(await two.rehearsals.claimRun(by, both), undefined)
      const failed = await one.rehearsals.getRun(by.organisation, run)
      assert.equal(failed.state, 'failed')
      assert.match(failed.said, /lost with its runner 5 times/)
    })
  })

  test('fifty runs and four runners on two servers: none is taken twice', async () => {
    await twoServers(fresh, async (servers, _clock, by) => {
      const [one] = servers
      const asked = new Set<string>()
      for (let number = 0; number < 50; number++) {
        const { id } = await one.rehearsals.ensurePlan(by, `plan ${number}`, plan)
        asked.add((await one.rehearsals.askRun(by, id)).id)
      }
      const taken: string[] = []
      const work = async (ledger: Ledger, name: string): Promise<void> => {
        for (;;) {
          const claimed = await ledger.rehearsals.claimRun(by, claimOf(name))
          if (claimed === undefined) return
          taken.push(claimed.run)
          await ledger.rehearsals.finishRun(by, attemptOf(claimed.run, name, claimed.attempt), result)
        }
      }
      await Promise.all(['a', 'b', 'c', 'd'].map((name, at) => work(servers[at % 2] ?? one, name)))
      assert.equal(taken.length, asked.size)
      assert.deepEqual(new Set(taken), asked)
    })
  })

  test('a plan that ends keeps its runs; what waited is not begun; its name is free again', async () => {
    await twoServers(fresh, async ([one], _clock, by) => {
      const { rehearsals } = one
      const { id } = await rehearsals.ensurePlan(by, 'all', plan)
      assert.deepEqual(await rehearsals.ensurePlan(by, 'all', plan), { id, changed: false })
      const other = { ...plan, kind: 'real' } as const
      await assert.rejects(rehearsals.ensurePlan(by, 'all', other), hasCode('ledger-conflict'))
      const { id: run } = await rehearsals.askRun(by, id)
      const { id: next } = await rehearsals.ensurePlan(by, 'all', other, true)
      assert.notEqual(next, id)
      assert.equal((await rehearsals.getRun(by.organisation, run)).state, 'failed')
      await assert.rejects(rehearsals.askRun(by, id), hasCode('ledger-conflict'))
      await rehearsals.endPlan(by, next)
      await assert.rejects(rehearsals.endPlan(by, next), hasCode('ledger-missing'))
      assert.equal((await rehearsals.listPlans(by.organisation)).items.length, 0)
      assert.equal((await rehearsals.listRuns({ organisation: by.organisation, plan: id })).items.length, 1)
      assert.equal((await rehearsals.lastRuns(by.organisation, [id])).get(id)?.id, run)
    })
  })

  test('a report that is pushed twice is one run; a person ends what a runner has', async () => {
    await twoServers(fresh, async ([one], _clock, by) => {
      const { rehearsals } = one
      const pushed = {
        ...result,
        digest: 'd1',
        planName: 'from CI',
        plan,
        kind: 'what-if',
        program: 'foreseen 0.1.0',
        startedMs: 5,
        endedMs: 9,
      } as const
      const first = await rehearsals.pushRun(by, pushed)
      assert.equal(first.changed, true)
      assert.deepEqual(await rehearsals.pushRun(by, pushed), { ...first, changed: false })
      assert.notEqual((await rehearsals.pushRun(by, { ...pushed, digest: 'd2' })).run, first.run)
      const { plan: planId } = await rehearsals.getRun(by.organisation, first.run)
      const { id: run } = await rehearsals.askRun(by, planId)
      await rehearsals.claimRun(by, claimOf('a'))
      assert.equal(await rehearsals.cancelRun(by, run, 'Ended by Ada.'), true)
      assert.equal(await rehearsals.cancelRun(by, run, 'Ended by Ada.'), false)
      await assert.rejects(
        rehearsals.finishRun(by, attemptOf(run, 'a', 1), result),
        hasCode('ledger-lease-lost'),
      )
    })
  })

  test('that a runner is still there is no event; that it has other clients is one', async () => {
    await twoServers(fresh, async ([one], clock, by) => {
      const runner = { name: 'build-3', holder: 'token:1', program: 'foreseen 0.1.0', clients: ['a'] }
      assert.equal(await one.rehearsals.noteRunner(by, runner), true)
      clock.ms += 1000
      assert.equal(await one.rehearsals.noteRunner(by, runner), false)
      assert.equal((await one.rehearsals.findRunner(by.organisation, 'build-3'))?.seenMs, clock.ms)
      assert.equal(await one.rehearsals.noteRunner(by, { ...runner, clients: ['a', 'b'] }), true)
      assert.equal((await one.rehearsals.listRunners(by.organisation)).items.length, 1)
      assert.equal((await listEvents(one.read, { subject: 'build-3' })).items.length, 2)
    })
  })
})
