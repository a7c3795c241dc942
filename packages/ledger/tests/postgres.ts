/** A PostgreSQL cluster of its own for a file of tests: on a unix socket in a temporary folder, gone afterwards. */
import { execFile, spawnSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { Client } from 'pg'

const run = promisify(execFile)

export interface Cluster {
  /** The address of a new, empty database. */
  database(): Promise<string>
  /** As a crash: every connection breaks, what was committed is there again. */
  restart(): Promise<void>
  /** Gone, as after a crash, until `up`. */
  down(): Promise<void>
  up(): Promise<void>
  stop(): Promise<void>
}

/** `nobody` everywhere; postgres refuses to run as root. */
const ordinary = 65534

const asOrdinary = (program: string, args: readonly string[]): [string, string[]] =>
  process.getuid?.() === 0
    ? ['setpriv', [`--reuid=${ordinary}`, `--regid=${ordinary}`, '--clear-groups', '--', program, ...args]]
    : [program, [...args]]

/** Debian keeps the server's programs by version, off the path. */
function serverPrograms(): string | undefined {
  const home = '/usr/lib/postgresql'
  const versions = existsSync(home) ? readdirSync(home).map(Number) : []
  const newest = versions.filter(version => version >= 15).sort((a, b) => b - a)[0]
  if (newest !== undefined) return join(home, String(newest), 'bin')
  const found = spawnSync('sh', ['-c', 'dirname "$(command -v initdb)"'], { encoding: 'utf8' })
  return found.status === 0 && spawnSync('initdb', ['--version']).status === 0
    ? found.stdout.trim()
    : undefined
}

/** Why tests on PostgreSQL cannot run here; `undefined` when they can. */
export const postgresMissing: string | undefined =
  serverPrograms() === undefined ? 'needs PostgreSQL 15 or newer: apt install postgresql' : undefined

/** Starts a cluster. `durable` keeps fsync on, for measurements. */
export async function startCluster({ durable = false } = {}): Promise<Cluster> {
  const bin = serverPrograms()
  if (bin === undefined) throw new Error(postgresMissing)
  const dir = mkdtempSync(join(tmpdir(), 'foreseen-pg-'))
  if (process.getuid?.() === 0) chownSync(dir, ordinary, ordinary)
  const data = join(dir, 'data')
  const at = { cwd: dir, env: { PATH: process.env.PATH ?? '', LC_ALL: 'C.UTF-8' } }
  const control = (...args: string[]): [string, string[]] =>
    asOrdinary(join(bin, 'pg_ctl'), ['-D', data, '-s', '-w', ...args])
  const end = (): void => {
    if (existsSync(data)) spawnSync(...control('stop', '-m', 'immediate'), at)
    rmSync(dir, { recursive: true, force: true })
  }
  process.once('exit', end)
  const initial = ['-D', data, '-U', 'foreseen', '-A', 'trust', '-E', 'UTF8', '--no-sync']
  await run(...asOrdinary(join(bin, 'initdb'), initial), at)
  const options = `-c listen_addresses='' -c unix_socket_directories='${dir}' -c fsync=${durable ? 'on' : 'off'} -c max_connections=100`
  const start = (): Promise<unknown> => run(...control('start', '-l', join(dir, 'log'), '-o', options), at)
  await start()
  const down = async (): Promise<void> => {
    await run(...control('stop', '-m', 'immediate'), at)
  }
  let made = 0
  const url = (name: string): string => `postgresql://foreseen@/${name}?host=${encodeURIComponent(dir)}`
  return {
    async database() {
      const name = `test_${++made}`
      const client = new Client({ connectionString: url('postgres') })
      await client.connect()
      await client.query(`create database ${name}`)
      await client.end()
      return url(name)
    },
    async restart() {
      await down()
      await start()
    },
    down,
    async up() {
      await start()
    },
    async stop() {
      process.removeListener('exit', end)
      end()
    },
  }
}
