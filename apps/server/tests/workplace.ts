/** A server on a real ledger, in a file that is removed afterwards, or on PostgreSQL (`database.ts`). */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type JobQueue, type Ledger, openJobs, openLedger, systemTimers } from '@foreseen/ledger'
import { openStandingClock } from '../../../packages/ledger/tests/clock.ts'
import { ledgerAccounts } from '../src/account/ledger.ts'
import type { AccountStore } from '../src/account/port.ts'
import type { RawServerOptions } from '../src/http/options.ts'
import type { Place, Scanner } from '../src/place.ts'
import { ledgerRooms } from '../src/rooms.ts'
import { freshAddress, type TestEngine } from './database.ts'
import { type Fixture, open } from './fixture.ts'

export interface Workplace extends Fixture {
  /** Of its database, for whoever else opens it. */
  readonly address: string
  readonly ledger: Ledger
  readonly jobs: JobQueue
  readonly organisation: string
  readonly place: Place
  readonly accounts: AccountStore
  close(): Promise<void>
}

/** What else a workplace may stand on: a database or an engine of the test's choice, something that scans. */
export interface Ground {
  readonly engine?: TestEngine
  readonly address?: string
  readonly scanner?: Scanner
}

export async function openWorkplace(raw: RawServerOptions = {}, ground: Ground = {}): Promise<Workplace> {
  const directory = mkdtempSync(join(tmpdir(), 'foreseen-server-'))
  const clock = openStandingClock(Date.UTC(2026, 10, 23))
  const address = ground.address ?? (await freshAddress(directory, ground.engine))
  const random = (size: number) => randomBytes(size)
  const now = () => clock.ms
  const ledger = await openLedger({ address, clock: now, random })
  const jobs = await openJobs(address, {
    timers: { ...systemTimers, now },
    random: Math.random,
    worker: 'test',
  })
  await clock.lead(address)
  const organisation = await ledger.accounts.createOrganisation('system', 'Foreseen')
  const kept = { ledger, jobs, organisation, now, random }
  const place: Place = {
    ...kept,
    data: directory,
    program: 'foreseen test',
    scanner: ground.scanner,
    storyteller: undefined,
  }
  const accounts = ledgerAccounts(ledger, organisation)
  const fixture = await open(
    { ...raw, limits: { requestsPerMinute: 100_000, loginsPerMinute: 1000, ...raw.limits } },
    {
      accounts,
      rooms: ledgerRooms(place),
      clock,
    },
  )
  const close = async () => {
    await fixture.server.close()
    await jobs.close(0)
    await ledger.close()
    await clock.close()
    rmSync(directory, { recursive: true, force: true })
  }
  return { ...fixture, address, ledger, jobs, organisation, place, accounts, close }
}
