import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

/** Name of the variable that marks the processes of a run; its value is the run's folder. */
export const runMark = 'FORESEEN_RUN'

/** A client's helpers may need a moment to end by themselves after it; only what stays is left behind. */
const settleMs = 150
const stepMs = 10
/** A process that survives SIGKILL hangs in the kernel; it is not waited for longer. */
const killWaitMs = 2000

function readText(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}

/** A zombie is a process no more: only its parent has not asked yet. */
function isAlive(pid: string): boolean {
  const status = readText(`/proc/${pid}/stat`)
  const state = status.slice(status.lastIndexOf(')') + 2)[0]
  return state !== undefined && state !== 'Z' && state !== 'X'
}

/** Looks that must agree that nothing is left: a process that forks and ends within one look is in none of its lines. */
const emptyLooks = 3

/** Processes of a run, looked for until some are seen or several looks in a row saw none. */
export function runProcesses(dir: string): number[] {
  for (let look = 1; look < emptyLooks; look++) {
    const seen = lookOnce(dir)
    if (seen.length > 0) return seen
  }
  return lookOnce(dir)
}

/**
 * Processes of the run whose folder is `dir`, or of all runs below it: those that see it as a mount point, or that
 * carry the mark. Either alone could be shed, by another mount namespace or by a clean environment.
 */
function lookOnce(dir: string): number[] {
  let names: string[]
  try {
    names = readdirSync('/proc')
  } catch {
    return []
  }
  const marks = [`${runMark}=${dir}\0`, `${runMark}=${dir}/`]
  const mounts = [` ${dir} `, ` ${dir}/`]
  const has = (text: string, parts: readonly string[]): boolean => parts.some(part => text.includes(part))
  return names
    .filter(name => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter(
      name =>
        has(`${readText(`/proc/${name}/environ`)}\0`, marks) ||
        has(readText(`/proc/${name}/mountinfo`), mounts),
    )
    .filter(isAlive)
    .map(Number)
}

/** Sends a signal to a process, or to a group when negative; one that is gone is no matter. */
export function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It ended between being seen and being signalled.
  }
}

/** Counts what a run left behind, and ends it. */
export async function endStrays(dir: string): Promise<number> {
  let left = runProcesses(dir)
  for (let waited = 0; left.length > 0 && waited < settleMs; waited += stepMs) {
    await wait(stepMs)
    left = runProcesses(dir)
  }
  const strays = left.length
  for (let waited = 0; left.length > 0 && waited < killWaitMs; waited += stepMs) {
    for (const pid of left) signalProcess(pid, 'SIGKILL')
    await wait(stepMs)
    left = runProcesses(dir)
  }
  return strays
}
