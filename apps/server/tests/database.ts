/**
 * Which database a test of the server stands on: a file of SQLite, or PostgreSQL where FORESEEN_ENGINE=postgresql
 * says so, one cluster for each process of tests and a database of its own for each that asks.
 */
import { join } from 'node:path'
import { type Cluster, startCluster } from '../../../packages/ledger/tests/postgres.ts'

const engines = ['sqlite', 'postgresql'] as const

export type TestEngine = (typeof engines)[number]

/** What the environment asks for; a word that is none would otherwise test the wrong one and say nothing. */
export function wantedEngine(): TestEngine {
  const wanted = process.env.FORESEEN_ENGINE || 'sqlite'
  const engine = engines.find(name => name === wanted)
  if (engine === undefined) throw new Error(`FORESEEN_ENGINE is ${wanted}; it may be ${engines.join(' or ')}`)
  return engine
}

let cluster: Promise<Cluster> | undefined

/** The cluster ends with the process. Throws the Debian package's name where there is no PostgreSQL. */
export async function postgresUrl(): Promise<string> {
  cluster ??= startCluster()
  return (await cluster).database()
}

/** The address of a new, empty database; the file lies in `folder`, which has none yet. */
export async function freshAddress(folder: string, engine = wantedEngine()): Promise<string> {
  return engine === 'postgresql' ? await postgresUrl() : join(folder, 'ledger.db')
}

/** What `serve` and `openAccounts` are told: nothing for the file in their data directory. */
export async function freshDatabaseUrl(): Promise<{ readonly databaseUrl?: string }> {
  return wantedEngine() === 'postgresql' ? { databaseUrl: await postgresUrl() } : {}
}
