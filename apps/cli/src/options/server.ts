import { readNamedFile } from '../read-file.ts'
import { logLevels } from './flags-server.ts'
import { parseCount, type RawValues, Reading } from './read.ts'
import type { Read } from './usage-problem.ts'

/** Where everything is kept. */
export interface PlaceSetting {
  readonly data: string
  /** PostgreSQL; '' for the embedded database. */
  readonly databaseUrl: string
}

export type LogLevel = (typeof logLevels)[number]

export interface ServeSetting extends PlaceSetting {
  readonly host: string
  readonly port: number
  /** '' when it is the address it listens at. */
  readonly publicUrl: string
  readonly proxies: readonly string[]
  /** '' for none. */
  readonly oidcFile: string
  readonly openMetrics: boolean
  readonly logLevel: LogLevel
  readonly worker: boolean
}

/** What the environment says; given, so that tests own it. */
export type Environment = Readonly<Record<string, string | undefined>>

/** The first line of a file that an option names. */
export const firstLine = (option: string, path: string): string =>
  Buffer.from(readNamedFile(option, path, 1 << 16))
    .toString('utf8')
    .split(/\r?\n/, 1)[0]
    ?.trim() ?? ''

/** Reads `--data` and `--database-url-file` with what the environment says. */
export function readPlace(reading: Reading, env: Environment): PlaceSetting {
  const data = reading.text('data') ?? env.FORESEEN_DATA ?? '.foreseen'
  if (data === '') reading.refuse('cli-empty-value', '--data is empty.', 'Give the name of a directory.')
  const file = reading.text('database-url-file')
  const databaseUrl = file === undefined ? (env.DATABASE_URL ?? '') : firstLine('--database-url-file', file)
  if (file !== undefined && databaseUrl === '')
    reading.refuse('cli-empty-value', `${file} is empty.`, 'Its first line is the URL of the database.')
  return { data, databaseUrl }
}

function readPort(reading: Reading, env: Environment): number {
  if (reading.given('port') || env.FORESEEN_PORT === undefined) return reading.count('port', 8480, 0, 65_535)
  const read = parseCount(env.FORESEEN_PORT, 0, 65_535)
  if (read.ok) return read.value
  for (const { code, detail, remedy } of read.problems)
    reading.refuse(code, `FORESEEN_PORT ${detail}`, remedy)
  return 8480
}

/** Reads everything that `foreseen serve` takes. `isTerminal`: whether standard error is one. */
export function parseServe(raw: RawValues, env: Environment, isTerminal: boolean): Read<ServeSetting> {
  const reading = new Reading(raw)
  return reading.result({
    ...readPlace(reading, env),
    host: reading.text('host') ?? env.FORESEEN_HOST ?? '127.0.0.1',
    port: readPort(reading, env),
    publicUrl: reading.text('public-url') ?? env.FORESEEN_PUBLIC_URL ?? '',
    proxies: reading.texts('proxy'),
    oidcFile: reading.text('oidc-file') ?? '',
    openMetrics: reading.on('open-metrics'),
    logLevel: reading.choice('log-level', logLevels, isTerminal ? 'warn' : 'info'),
    // Commander turns --no-worker into worker: false.
    worker: raw.worker !== false,
  })
}

/** Reads what a command on the data directory takes beside its words. */
export function parsePlace(raw: RawValues, env: Environment): Read<PlaceSetting> {
  const reading = new Reading(raw)
  return reading.result(readPlace(reading, env))
}
