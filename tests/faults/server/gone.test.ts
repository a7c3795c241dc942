/** A PostgreSQL that goes away and comes back: a clear state meanwhile, and nobody has to start anything again. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { openLedger, verifyLedger } from '@foreseen/ledger'
import { sources } from '@foreseen/server'
import { type Cluster, postgresMissing, startCluster } from '../../../packages/ledger/tests/postgres.ts'
import { ask, startVictim, tokenFor } from './victim.ts'

let cluster: Cluster | undefined
after(() => cluster?.stop())

async function statusOf(url: string): Promise<number> {
  const response = await fetch(`${url}/readyz`)
  await response.text()
  return response.status
}

/** Until the server says of itself what it should, two minutes at most. */
async function untilReady(url: string, status: number): Promise<void> {
  for (let tries = 0; (await statusOf(url)) !== status; tries++) {
    assert.ok(tries < 600, `the server does not become ${status}`)
    await wait(200)
  }
}

test('the database is gone, and back', { skip: postgresMissing ?? false }, async t => {
  cluster = await startCluster()
  const databaseUrl = await cluster.database()
  const data = mkdtempSync(join(tmpdir(), 'foreseen-gone-'))
  t.after(() => rmSync(data, { recursive: true, force: true }))
  const token = await tokenFor(data, databaseUrl)
  const victim = await startVictim(data, databaseUrl)
  t.after(() => victim.kill())
  const add = (name: string) =>
    ask(victim.url, token, 'POST', '/endpoints/import', { type: 'text/plain', bytes: name })
  assert.equal((await add('127.0.0.2'))?.status, 200)

  await cluster.down()
  const refused = await add('127.0.0.3')
  assert.equal(refused?.status, 503, refused?.text)
  assert.match(refused?.text ?? '', /The database does not answer at present/)
  await untilReady(victim.url, 503)

  await cluster.up()
  await untilReady(victim.url, 200)
  assert.equal((await add('127.0.0.4'))?.status, 200)
  const listed = await ask(victim.url, token, 'GET', '/endpoints')
  const names = JSON.parse(listed?.text ?? '{}').items.map(({ host }: { host: string }) => host)
  assert.deepEqual(names.sort(), ['127.0.0.2', '127.0.0.4'])
  await victim.end()
  const ledger = await openLedger({ address: databaseUrl, ...sources })
  assert.deepEqual(await verifyLedger(ledger), [])
  await ledger.close()
})
