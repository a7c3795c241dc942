import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import {
  type JobQueue,
  type Ledger,
  type LedgerOptions,
  openJobs,
  openLedger,
  systemTimers,
} from '@foreseen/ledger'
import type { Place, Scanner, Storyteller } from '../place.ts'
import { ledgerAddress, openDataDirectory } from './options.ts'

/** What server and worker are opened with. */
export interface PlaceOptions {
  /** Directory of everything that is kept; made where there is none, for its owner alone. */
  readonly data: string
  /** PostgreSQL instead of the file in the data directory. */
  readonly databaseUrl?: string
  readonly version: string
  /** Without one, uploads wait for a worker that has one. */
  readonly scanner?: Scanner
  /** Without one, a sample waits for a worker that has one. */
  readonly storyteller?: Storyteller
}

export interface OpenedPlace {
  readonly place: Place
  readonly ledgerOptions: LedgerOptions
  /** Gives jobs back and lets go of the database. */
  close(): Promise<void>
}

export const sources = { clock: () => Date.now(), random: (sizeBytes: number) => randomBytes(sizeBytes) }

/** One organisation a server; the first start makes it. */
export async function organisationOf({ accounts }: Ledger): Promise<string> {
  const [first] = await accounts.listOrganisations()
  return first?.id ?? (await accounts.createOrganisation('system', 'Foreseen'))
}

const jobsAt = (address: string, onTrouble: (error: unknown) => void): Promise<JobQueue> =>
  openJobs(address, {
    timers: systemTimers,
    random: Math.random,
    worker: `${hostname()}:${process.pid}`.slice(0, 100),
    onTrouble,
  })

/**
 * Opens the ledger and its jobs; takes no jobs yet. `onTrouble` hears of what failed in the background. Errors:
 * `server-data-directory`, and those of `openLedger` and `openJobs`.
 */
export async function openPlace(
  options: PlaceOptions,
  onTrouble: (error: unknown) => void,
): Promise<OpenedPlace> {
  const data = await openDataDirectory(options.data)
  const address = ledgerAddress(data, options.databaseUrl)
  const ledgerOptions = { address, ...sources }
  const ledger = await openLedger(ledgerOptions)
  try {
    const jobs = await jobsAt(address, onTrouble)
    const place: Place = {
      ledger,
      jobs,
      organisation: await organisationOf(ledger),
      now: sources.clock,
      random: sources.random,
      data,
      program: `foreseen ${options.version}`,
      scanner: options.scanner,
      storyteller: options.storyteller,
    }
    const close = async () => {
      await jobs.close()
      await ledger.close()
    }
    return { place, ledgerOptions, close }
  } catch (error) {
    await ledger.close()
    throw error
  }
}
