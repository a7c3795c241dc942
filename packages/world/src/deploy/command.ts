import { type ChildProcess, spawn } from 'node:child_process'

/** A command that puts a certificate to use: copies it, reloads a server. */
export interface DeployCommand {
  /** Program and arguments, no shell. Empty for none. */
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly timeoutMs: number
  /** Where its output and errors go: a file descriptor of this process. */
  readonly outputFd: number
}

/** The files that the command finds in FORESEEN_CHAIN, FORESEEN_KEY and FORESEEN_GENERATION. */
export interface DeployedFiles {
  readonly chainPath: string
  readonly keyPath: string
  /** 0 when there are no generations. */
  readonly generation: number
}

/** How the command ended; `code` is one of `gateCodes`. */
export type CommandEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly code: string; readonly detail: string }

/** Ends the command and everything of its group. */
function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal)
  } catch {
    // It has just ended by itself.
  }
}

/** A command that ignores SIGTERM gets this long before SIGKILL. */
const graceMs = 3000

function failed(code: string, detail: string): CommandEnd {
  return { kind: 'failed', code, detail }
}

/**
 * Runs a deploy command to its end. It runs in a process group of its own, which is ended with it when its time
 * is over or `signal` fires; a service that it left running after a good end is meant to run.
 */
export function runDeployCommand(
  command: DeployCommand,
  files: DeployedFiles,
  signal?: AbortSignal,
): Promise<CommandEnd> {
  const [program, ...args] = command.argv
  if (program === undefined) return Promise.resolve({ kind: 'done' })
  const env = {
    ...command.env,
    FORESEEN_CHAIN: files.chainPath,
    FORESEEN_KEY: files.keyPath,
    FORESEEN_GENERATION: files.generation === 0 ? '' : String(files.generation),
  }
  return new Promise(resolve => {
    const { outputFd, timeoutMs } = command
    const child = spawn(program, args, { env, detached: true, stdio: ['ignore', outputFd, outputFd] })
    let late = false
    const stop = (): void => {
      late = true
      end(child, 'SIGTERM')
      setTimeout(() => end(child, 'SIGKILL'), graceMs).unref()
    }
    const abort = (): void => end(child, 'SIGKILL')
    const timer = setTimeout(stop, timeoutMs)
    signal?.addEventListener('abort', abort, { once: true })
    if (signal?.aborted === true) abort()
    const settle = (result: CommandEnd): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
      // What it started and left goes with it when it did not end well.
      if (result.kind === 'failed') end(child, 'SIGKILL')
      resolve(result)
    }
    child.once('error', error =>
      settle(failed('deploy-not-started', `${program} could not be started: ${error.message}`)),
    )
    child.once('exit', (code, by) => {
      if (late) settle(failed('deploy-timeout', `${program} did not end within ${timeoutMs / 1000} s`))
      else if (code === 0) settle({ kind: 'done' })
      else
        settle(failed('deploy-failed', `${program} ended ${by === null ? `with code ${code}` : `by ${by}`}`))
    })
  })
}
