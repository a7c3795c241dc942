import type { AddressInfo } from 'node:net'
import { systemTimers } from '@foreseen/ledger'
import type { FastifyInstance } from 'fastify'
import { ledgerAccounts } from '../account/ledger.ts'
import type { AccountStore } from '../account/port.ts'
import { makeOwnerLink } from '../account/setup.ts'
import { planHousekeeping } from '../housekeeping/work.ts'
import { limits } from '../http/options.ts'
import { StartFailure } from '../http/refusal.ts'
import { createServer, type RoomOf } from '../http/server.ts'
import { pagesRoom } from '../pages/room.ts'
import { ledgerRooms } from '../rooms.ts'
import { startWorks } from '../works.ts'
import { openPlace, sources } from './open-place.ts'
import { addressText, hostsFor, parsePort, type ServeOptions, troubleText } from './options.ts'
import { readinessChecks } from './readiness.ts'

/** A server that listens. */
export interface Running {
  /** `http://127.0.0.1:8480`. */
  readonly url: string
  readonly port: number
  readonly server: FastifyInstance
  /** Takes nothing new, waits for what is under way, gives jobs back, and lets go of the database. Calling it again waits for the same end. */
  close(): Promise<void>
}

const timers = { setTimeout: systemTimers.setTimeout, clearTimeout: systemTimers.clearTimeout }

async function listen(server: FastifyInstance, host: string, port: number): Promise<number> {
  try {
    await server.listen({ host, port })
  } catch (cause) {
    const why = troubleText(cause)
    throw new StartFailure('server-cannot-listen', `Cannot listen at ${host} port ${port}: ${why}.`, {
      cause,
    })
  }
  const address: AddressInfo | string | null = server.server.address()
  return typeof address === 'object' && address !== null ? address.port : port
}

/** Waits for answers under way, but no longer than `closeMs`: then connections are cut. */
async function closeServer(server: FastifyInstance, closeMs: number): Promise<void> {
  const handle = timers.setTimeout(() => server.server.closeAllConnections(), closeMs)
  try {
    await server.close()
  } finally {
    timers.clearTimeout(handle)
  }
}

/** Errors: `server-bad-option`. */
function pagesOf({ pages }: ServeOptions): readonly RoomOf[] {
  const room = pages === undefined ? undefined : pagesRoom(pages)
  return room === undefined ? [] : [() => room]
}

async function printOwnerLink(accounts: AccountStore, base: string, print: (line: string) => void) {
  const secret = await makeOwnerLink(accounts, sources.clock, sources.random)
  if (secret === undefined) return
  print('There is no owner yet. Open this link within a day to become the owner; it works once:')
  print(`  ${base}/#/setup/${secret}`)
}

/**
 * Opens the ledger and its jobs in the data directory and listens, on loopback unless told otherwise. Errors:
 * `server-bad-option`, `server-data-directory`, `server-cannot-listen`, and those of `openLedger`.
 */
export async function serve(options: ServeOptions): Promise<Running> {
  const host = options.host ?? '127.0.0.1'
  const port = parsePort(options.port)
  let warn: (error: unknown) => void = () => {}
  const { place, ledgerOptions, close: closePlace } = await openPlace(options, error => warn(error))
  const opened: (() => Promise<void>)[] = [closePlace]
  const closeAll = async () => {
    for (const close of opened.splice(0).reverse()) await close()
  }
  try {
    const accounts = ledgerAccounts(place.ledger, place.organisation)
    const raw = { ...options.server, hosts: hostsFor(host, options.server?.hosts) }
    const server = createServer(
      {
        accounts,
        checks: readinessChecks(place.ledger, ledgerOptions, place.jobs),
        rooms: [...ledgerRooms(place), ...pagesOf(options)],
        now: sources.clock,
        random: sources.random,
        timers,
        version: options.version,
        ...(options.log === undefined ? {} : { log: options.log }),
      },
      raw,
    )
    warn = error => server.log.warn({ err: error }, 'jobs')
    const { closeMs } = { ...limits, ...options.server?.limits }
    opened.push(() => closeServer(server, closeMs))
    if (options.takesJobs !== false) startWorks(place)
    await planHousekeeping(place)
    const taken = await listen(server, host, port)
    const url = options.server?.publicUrl?.replace(/\/$/, '') ?? addressText(host, taken)
    options.print(`Foreseen listens at ${url}`)
    await printOwnerLink(accounts, url, options.print)
    let closing: Promise<void> | undefined
    const close = () => {
      closing ??= closeAll()
      return closing
    }
    return { url, port: taken, server, close }
  } catch (error) {
    await closeAll()
    throw error
  }
}
