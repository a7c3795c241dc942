/** Everything of a machine that a rehearsal could change, as text that is equal when nothing did. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { lstatSync, readdirSync, readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'

const files = ['/etc/hosts', '/etc/resolv.conf', '/etc/nsswitch.conf', '/etc/passwd']
const trust = ['/etc/ssl', '/etc/pki', '/etc/ca-certificates', '/usr/local/share/ca-certificates']
/** Listed whole: in the machine of a test they are its own. */
const temporary = ['/tmp', '/var/tmp', '/dev/shm']
/** Listed by their first level: places for a scratch, where no other test works. */
const shallow = ['/', '/srv', '/mnt', '/media', '/opt', '/etc']
const sockets = ['tcp', 'tcp6', 'udp', 'udp6', 'raw', 'unix']

function contentOf(path: string): string {
  try {
    return createHash('sha256').update(readFileSync(path)).digest('hex')
  } catch {
    return 'none'
  }
}

function entriesOf(dir: string, isDeep: boolean): string[] {
  let names: string[]
  try {
    names = readdirSync(dir).sort()
  } catch {
    return []
  }
  return names.flatMap(name => {
    const path = join(dir, name)
    try {
      const { mode, uid, size, mtimeMs } = lstatSync(path)
      const isFolder = (mode & 0o170000) === 0o040000
      // Who else works on this machine may change what lies deeper, and with it times and sizes of folders.
      const line = isDeep || !isFolder ? `${path} ${mode} ${uid} ${size} ${mtimeMs}` : path
      return [line, ...(isDeep && isFolder ? entriesOf(path, true) : [])]
    } catch {
      return []
    }
  })
}

/** Addresses and states, without the counters that always move. */
function socketLines(name: string): string[] {
  const [, ...lines] = readFileSync(`/proc/net/${name}`, 'latin1').trim().split('\n')
  if (name === 'unix') return lines.flatMap(line => /(\/.*)$/.exec(line)?.[1] ?? [])
  return lines.map(line => line.trim().split(/\s+/).slice(1, 4).join(' '))
}

/** Command lines of all processes but the one that asks; those that ended and were not yet asked for are none. */
export function processes(): string[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap(pid => {
      try {
        const state = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.[0]
        const words = readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0').join(' ').trim()
        return state === 'Z' || state === 'X' ? [] : [words]
      } catch {
        return []
      }
    })
    .sort()
}

const ask = (command: string, ...args: string[]): string[] =>
  execFileSync(command, args, { encoding: 'utf8' }).split('\n').filter(Boolean)

/** One list of lines for each thing that must stay as it is. */
export function snapshot(): Readonly<Record<string, readonly string[]>> {
  return {
    files: files.map(path => `${path} ${contentOf(path)}`),
    trust: trust.flatMap(dir => entriesOf(dir, true)),
    temporary: temporary.flatMap(dir => entriesOf(dir, true)),
    folders: shallow.flatMap(dir => entriesOf(dir, false)),
    routes: [
      ...ask('ip', 'route', 'show', 'table', 'all'),
      ...ask('ip', '-6', 'route', 'show', 'table', 'all'),
    ],
    links: ask('ip', '-o', 'addr'),
    sockets: sockets.flatMap(name => socketLines(name).map(line => `${name} ${line}`)),
    mounts: readFileSync('/proc/self/mountinfo', 'utf8').split('\n'),
    memory: ['shm', 'sem', 'msg'].flatMap(name => readFileSync(`/proc/sysvipc/${name}`, 'utf8').split('\n')),
    name: [hostname()],
    processes: processes(),
  }
}

/** What is different, one line each; empty when nothing is. */
export function differences(
  before: Readonly<Record<string, readonly string[]>>,
  after: Readonly<Record<string, readonly string[]>>,
): string[] {
  return Object.entries(before).flatMap(([what, lines]) => {
    const now = after[what] ?? []
    const gone = lines.filter(line => !now.includes(line)).map(line => `${what}: gone ${line}`)
    const come = now.filter(line => !lines.includes(line)).map(line => `${what}: new ${line}`)
    return [...gone, ...come]
  })
}
