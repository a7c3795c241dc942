import { constants } from 'node:fs'
import { access, mkdir } from 'node:fs/promises'
import { isIP } from 'node:net'
import { join, resolve } from 'node:path'
import { LedgerFailure, parseLedgerAddress } from '@foreseen/ledger'
import type { DestinationStream } from 'pino'
import type { RawServerOptions } from '../http/options.ts'
import { StartFailure } from '../http/refusal.ts'
import type { PlaceOptions } from './open-place.ts'

/** As given. */
export interface ServeOptions extends PlaceOptions {
  /** `127.0.0.1` unless told. */
  readonly host?: string
  /** 8480 unless told; 0 takes a free one. */
  readonly port?: number
  /** Whether it takes jobs itself; so unless told otherwise. */
  readonly takesJobs?: boolean
  /** Folder of the built pages; without one there is the interface alone. */
  readonly pages?: string
  /** Called for each line that a person should see: the address, and the one-time link of the first owner. */
  readonly print: (line: string) => void
  /** Where log lines go; standard output unless given. */
  readonly log?: DestinationStream
  readonly server?: RawServerOptions
}

export const usualPort = 8480
export const ledgerFile = 'foreseen.db'

/** Errors: `server-bad-option`. */
export function parsePort(port: number | undefined): number {
  const value = port ?? usualPort
  if (Number.isInteger(value) && value >= 0 && value <= 65_535) return value
  throw new StartFailure('server-bad-option', 'The port must be a whole number from 0 to 65535.')
}

const troubles: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'this user may not'],
  ['EPERM', 'this user may not'],
  ['EEXIST', 'it is no directory'],
  ['ENOTDIR', 'a part of its path is no directory'],
  ['EROFS', 'its disk is read-only'],
  ['ENOSPC', 'its disk is full'],
  ['EADDRINUSE', 'another program listens there'],
  ['EADDRNOTAVAIL', 'this machine has no such address'],
])

/** Why the system refused something, in words where its code has any. */
export function troubleText(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'it failed'
  return troubles.get(code) ?? code
}

/** Errors: `server-data-directory`. */
export async function openDataDirectory(data: string): Promise<string> {
  const directory = resolve(data)
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 })
    await access(directory, constants.R_OK | constants.W_OK | constants.X_OK)
    return directory
  } catch (cause) {
    throw new StartFailure('server-data-directory', `${directory} cannot be used: ${troubleText(cause)}.`, {
      cause,
    })
  }
}

/**
 * The database that was named, else the file in the data directory. A URL with a slip in it would else be the name of a
 * new and empty file. Errors: `ledger-bad-url`.
 */
export function ledgerAddress(directory: string, databaseUrl: string | undefined): string {
  if (databaseUrl === undefined) return join(directory, ledgerFile)
  if (parseLedgerAddress(databaseUrl).engine === 'postgresql') return databaseUrl
  throw new LedgerFailure(
    'ledger-bad-url',
    'the URL of the database does not begin with postgresql://; without one the ledger is a file in the data directory',
  )
}

export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))

/** A server on loopback answers for loopback's names; one that others reach answers for all unless told. */
export function hostsFor(host: string, given: readonly string[] | undefined): readonly string[] {
  if (given !== undefined) return given
  return isLoopback(host) ? ['localhost', '127.0.0.1', '::1', host] : []
}

export const addressText = (host: string, port: number): string =>
  `http://${isIP(host) === 6 ? `[${host}]` : host}:${port}`
