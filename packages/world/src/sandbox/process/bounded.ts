import { spawn } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import type { RunEnd } from '@foreseen/facts'
import { endStrays, runProcesses, signalProcess } from './strays.ts'
import type { WriteWatch } from './write-watch.ts'

export interface BoundedCommand {
  readonly argv: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly timeoutMs: number
  readonly outputLimitBytes: number
  /** Folder of the run: marks its processes, and is where they write. */
  readonly dir: string
  readonly writes: WriteWatch
}

export interface BoundedEnd {
  readonly end: RunEnd
  readonly durationMs: number
  /** What it printed on both streams as it came, at most `outputLimitBytes`. */
  readonly output: Buffer
  /** Bytes printed, and written to files where these were too many. */
  readonly outputBytes: number
  readonly strays: number
}

/** Between SIGTERM and SIGKILL: enough for a handler that closes files. */
const graceMs = 300
/** A pipe that stays open after all processes of the run ended is held by something else. */
const drainMs = 200
/** setTimeout takes 31 bits. */
const maxTimeoutMs = 2 ** 31 - 1

async function endRun(pid: number, dir: string, exited: Promise<unknown>): Promise<void> {
  const all = (signal: NodeJS.Signals): void => {
    signalProcess(-pid, signal)
    for (const one of runProcesses(dir)) signalProcess(one, signal)
  }
  all('SIGTERM')
  await Promise.race([exited, wait(graceMs)])
  all('SIGKILL')
}

interface Output {
  readonly chunks: Buffer[]
  bytes: number
}

/**
 * Runs a command without terminal or input, in a session of its own, and ends it when time or output are used
 * up. Resolves when neither it nor anything that it started is there any more.
 */
export async function runBounded(command: BoundedCommand): Promise<BoundedEnd> {
  const [file = '', ...args] = command.argv
  const startMs = performance.now()
  const child = spawn(file, args, {
    cwd: command.cwd,
    env: command.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let cause: 'timeout' | 'flood' | undefined
  let ending: Promise<void> | undefined
  const exited = new Promise<RunEnd>(resolve => {
    child.once('error', error => resolve({ kind: 'not-started', detail: error.message }))
    child.once('exit', (code, signal) =>
      resolve(signal === null ? { kind: 'code', code: code ?? 0 } : { kind: 'signal', signal }),
    )
  })
  const stop = (why: 'timeout' | 'flood'): void => {
    cause ??= why
    if (child.pid !== undefined) ending ??= endRun(child.pid, command.dir, exited)
  }
  const closed = new Promise<void>(resolve => child.once('close', () => resolve()))
  const output: Output = { chunks: [], bytes: 0 }
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      const room = command.outputLimitBytes - output.bytes
      if (room > 0) output.chunks.push(chunk.subarray(0, room))
      output.bytes += chunk.length
      if (output.bytes > command.outputLimitBytes) stop('flood')
    })
  }
  const unwatch = command.writes.begin(command.dir, bytes => {
    output.bytes += bytes
    stop('flood')
  })
  const timer = setTimeout(() => stop('timeout'), Math.min(command.timeoutMs, maxTimeoutMs))
  const own = await exited
  const durationMs = performance.now() - startMs
  clearTimeout(timer)
  unwatch()
  await ending
  const strays = await endStrays(command.dir)
  if (child.pid !== undefined) signalProcess(-child.pid, 'SIGKILL')
  await Promise.race([closed, wait(drainMs, undefined, { ref: false })])
  child.stdout.destroy()
  child.stderr.destroy()
  const end: RunEnd = cause === undefined ? own : { kind: cause }
  return { end, durationMs, output: Buffer.concat(output.chunks), outputBytes: output.bytes, strays }
}
