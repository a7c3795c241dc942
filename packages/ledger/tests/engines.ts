/** Both engines for a suite: a fresh ledger each time, everything gone afterwards. */
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type Ledger, openLedger } from '@foreseen/ledger'
import { type Cluster, postgresMissing, startCluster } from './postgres.ts'

/** Random bytes that come in the same order every time. */
export function seededRandom(seed: string): (sizeBytes: number) => Uint8Array {
  let count = 0
  return sizeBytes =>
    new Uint8Array(createHash('sha512').update(`${seed} ${count++}`).digest().subarray(0, sizeBytes))
}

/** A clock that goes on by a second each time it is read. */
export function steppingClock(startMs = Date.UTC(2026, 10, 1)): () => number {
  let now = startMs
  return () => (now += 1000)
}

export interface Fresh {
  readonly name: 'sqlite' | 'postgresql'
  /** Address of a place where no ledger is yet. */
  readonly address: () => Promise<string>
  /** A new, empty ledger; closed at the end of the suite. */
  readonly open: (address?: string) => Promise<Ledger>
  /** A folder for files of the suite. */
  readonly folder: () => string
}

let opened = 0

function freshOn(name: Fresh['name'], addressOf: (dir: string) => Promise<string>, dir: () => string): Fresh {
  return {
    name,
    folder: dir,
    address: () => addressOf(dir()),
    open: async address => {
      const ledger = await openLedger({
        address: address ?? (await addressOf(dir())),
        clock: steppingClock(),
        random: seededRandom(`${name} ${opened++}`),
      })
      ledgers.push(ledger)
      return ledger
    },
  }
}

const ledgers: Ledger[] = []

/** Runs a suite on SQLite, and on PostgreSQL where it is installed. */
export function onBothEngines(suite: string, tests: (fresh: Fresh) => void): void {
  let dir = ''
  let cluster: Cluster | undefined
  let files = 0
  const closeAll = async (): Promise<void> => {
    for (const ledger of ledgers.splice(0)) await ledger.close()
  }
  before(() => {
    dir = mkdtempSync(join(tmpdir(), 'foreseen-ledger-'))
  })
  after(() => rmSync(dir, { recursive: true, force: true }))
  describe(`${suite} on sqlite`, () => {
    after(closeAll)
    tests(
      freshOn(
        'sqlite',
        async folder => join(folder, `${++files}.ledger`),
        () => dir,
      ),
    )
  })
  if (postgresMissing !== undefined) {
    test(`${suite} on postgresql`, { skip: postgresMissing }, () => undefined)
    return
  }
  describe(`${suite} on postgresql`, () => {
    before(async () => {
      cluster = await startCluster()
    })
    after(async () => {
      await closeAll()
      await cluster?.stop()
    })
    tests(
      freshOn(
        'postgresql',
        async () => (await cluster?.database()) ?? '',
        () => dir,
      ),
    )
  })
}
