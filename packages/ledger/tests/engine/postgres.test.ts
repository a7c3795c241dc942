/** PostgreSQL that breaks connections, refuses a login, or lacks an extension. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Ledger, LedgerFailure, openLedger, verifyLedger } from '@foreseen/ledger'
import { Client } from 'pg'
import { seededRandom, steppingClock } from '../engines.ts'
import { type Cluster, postgresMissing, startCluster } from '../postgres.ts'
import { certificateAt, organisationIn, releaseIn, scanOf } from '../sample.ts'

const skip = postgresMissing ?? false
let cluster: Cluster | undefined
before(async () => {
  if (postgresMissing === undefined) cluster = await startCluster()
})
after(() => cluster?.stop())

const open = (address: string): Promise<Ledger> =>
  openLedger({ address, clock: steppingClock(), random: seededRandom(address) })

const hasCode =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof LedgerFailure && error.code === code

async function asOwner(url: string, text: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  await client.query(text)
  await client.end()
}

test('a database that does not exist is refused by code', { skip }, async () => {
  const url = (await cluster?.database()) ?? ''
  await assert.rejects(open(url.replace(/test_\d+/, 'nobody')), hasCode('ledger-login-refused'))
})

test('connections that are cut are said by code and come back by themselves', { skip }, async () => {
  const url = (await cluster?.database()) ?? ''
  const ledger = await open(url)
  const by = await organisationIn(ledger)
  const cut = `select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'foreseen' and datname = current_database()`
  await assert.rejects(
    ledger.transact(async change => {
      await change.rows.insertInto('organisations').values({ id: 'x', name: 'x', created_ms: 1 }).execute()
      await asOwner(url, cut)
      await change.rows.insertInto('organisations').values({ id: 'y', name: 'y', created_ms: 1 }).execute()
    }),
    hasCode('ledger-unreachable'),
  )
  const release = await releaseIn(ledger, by, '1')
  await ledger.findings.pushScan(by, scanOf(release, 1, [certificateAt(1, 1)]))
  assert.deepEqual(
    (await ledger.accounts.listOrganisations()).map(({ id }) => id),
    [by.organisation],
  )
  assert.deepEqual(await verifyLedger(ledger), [])
  await ledger.close()
})

test('without pg_trgm a search answers the same', { skip }, async () => {
  const answers: unknown[] = []
  for (const without of [false, true]) {
    const url = (await cluster?.database()) ?? ''
    const ledger = await open(url)
    if (without) await asOwner(url, 'drop extension pg_trgm cascade')
    const by = await organisationIn(ledger)
    const release = await releaseIn(ledger, by, '1')
    const findings = Array.from({ length: 80 }, (_, number) => certificateAt(number, number))
    await ledger.findings.pushScan(by, scanOf(release, 1, findings))
    const { items } = await ledger.findings.listObjects({ text: 'example1' })
    answers.push(items.map(({ identity }) => identity))
    await ledger.close()
  }
  assert.deepEqual(answers[0], answers[1])
})
