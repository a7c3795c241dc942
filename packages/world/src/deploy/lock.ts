import { linkSync, readFileSync, rmSync, unlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { writeDurably } from './durable.ts'
import { DeployFailure, inFolder } from './failure.ts'

/** A lock that is held. `release` is called once, and also works while the program is being ended. */
export interface Lock {
  release(): void
}

/** Start time of a process in ticks since boot (proc(5), field 22); '' where the system does not tell. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The name stands in parentheses and may hold blanks and parentheses itself.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  } catch {
    return ''
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Whether whoever wrote this lock may still run. Doubt counts as running: another machine, another format. */
function mayRun(text: string): boolean {
  const [pid, start, host] = text.split('\n')
  if (!/^[0-9]{1,10}$/.test(pid ?? '') || host !== hostname()) return true
  if (!exists(Number(pid))) return false
  const now = startOf(Number(pid))
  return now === '' || start === '' || now === start
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1').slice(0, 1000)
  } catch {
    return undefined
  }
}

/** A hard link appears with its content or not at all, and only one of several can be the first. */
function claim(from: string, path: string): boolean {
  try {
    linkSync(from, path)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/** Only who holds the second lock may remove a stale first one: else two could each remove the other's new one. */
function takeOver(own: string, path: string): boolean {
  const guard = `${path}.takeover`
  if (!claim(own, guard)) return false
  try {
    const text = read(path)
    if (text !== undefined && mayRun(text)) return false
    rmSync(path, { force: true })
    return claim(own, path)
  } finally {
    unlinkSync(guard)
  }
}

/** Takes the lock of a live folder; one of a process that is gone is taken over. Errors: `deploy-locked`. */
export function takeLock(dir: string): Lock {
  const path = join(dir, 'gate.lock')
  const own = `${path}.${process.pid}`
  const text = `${process.pid}\n${startOf(process.pid)}\n${hostname()}\n`
  inFolder(dir, () => {
    rmSync(own, { force: true })
    writeDurably(own, new TextEncoder().encode(text), 0o600)
  })
  try {
    if (!claim(own, path) && !takeOver(own, path)) {
      const pid = read(path)?.split('\n')[0] ?? ''
      const who = pid === '' ? '' : ` (process ${pid})`
      throw new DeployFailure('deploy-locked', `another gate works in ${dir}${who}; its lock is ${path}`)
    }
  } finally {
    rmSync(own, { force: true })
  }
  return {
    release: () => {
      if (read(path) === text) rmSync(path, { force: true })
    },
  }
}
