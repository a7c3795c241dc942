import { type ChildProcess, spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { getCompileCacheDir } from 'node:module'
import { userInfo } from 'node:os'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { RunRecord } from '@foreseen/facts'
import type { Guarantees, RunRequest, Sandbox, SandboxOptions, StagedChain } from './contract.ts'
import { scrubEnvironment } from './environment.ts'
import { reasonOf, SandboxFailure } from './failure.ts'
import type { InnerMessage } from './parts.ts'
import { eachLine, type InnerStart } from './place/messages.ts'
import { findPrograms } from './place/programs.ts'
import { findScratch } from './place/scratch.ts'
import { sessionArgv } from './place/session.ts'
import { machineSockets } from './place/sockets.ts'

interface Waiting {
  readonly resolve: (record: RunRecord) => void
  readonly reject: (error: Error) => void
}

const stderrChars = 2000

function innerCommand(): string[] {
  const isSource = import.meta.url.endsWith('.ts')
  const entry = fileURLToPath(new URL(isSource ? './place/inner.ts' : './place/inner.js', import.meta.url))
  return [process.execPath, ...(isSource ? ['--conditions=foreseen-source'] : []), entry]
}

function startOf(options: SandboxOptions): InnerStart {
  const environment: Record<string, string> = {}
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) environment[name] = value
  const { uid, gid, homedir } = userInfo()
  const scratch = findScratch(options.method, process.cwd())
  return {
    options,
    environment,
    user: { uid, gid, home: homedir },
    programs: findPrograms(environment.PATH ?? ''),
    scratch: scratch.path,
    scratchMade: scratch.made,
    sockets: machineSockets(),
  }
}

/** The sandbox process and what is expected of it. */
interface Session {
  readonly child: ChildProcess
  readonly waiting: Map<number, Waiting>
  readonly ended: Promise<void>
  stderr: string
  chains: readonly StagedChain[]
  guarantees: Guarantees | undefined
  over: boolean
}

function startSession(start: InnerStart): Session {
  const [file = '', ...args] = sessionArgv(
    start.options.method,
    start.programs,
    start.scratch,
    innerCommand(),
  )
  const { env } = scrubEnvironment(start.environment, false)
  // Where the caller keeps compiled modules, the process inside finds them; clients never see the variable.
  const compiled = getCompileCacheDir()
  const own = compiled === undefined ? {} : { NODE_COMPILE_CACHE: dirname(compiled) }
  const child = spawn(file, args, {
    env: { ...env, ...own },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  })
  const ended = new Promise<void>(resolve => {
    child.once('close', () => resolve())
    child.once('error', () => resolve())
  })
  const session: Session = {
    child,
    waiting: new Map(),
    ended,
    stderr: '',
    chains: [],
    guarantees: undefined,
    over: false,
  }
  child.stderr.setEncoding('utf8')
  child.stderr.on('data', (text: string) => {
    session.stderr = (session.stderr + text).slice(-stderrChars)
  })
  child.on('error', error => {
    session.stderr += error.message
  })
  // A sandbox that ended is told by `close`; a write to it meanwhile has nothing to add.
  child.stdin.on('error', () => {})
  child.stdin.write(`${JSON.stringify(start)}\n`)
  return session
}

type Ready = Extract<InnerMessage, { kind: 'ready' }>

function isAnswer(value: unknown): value is InnerMessage {
  return typeof value === 'object' && value !== null && 'kind' in value
}

function settle(session: Session, answer: InnerMessage): void {
  if (answer.kind === 'ready') return
  const waiting = answer.id === undefined ? undefined : session.waiting.get(answer.id)
  if (answer.id !== undefined) session.waiting.delete(answer.id)
  if (answer.kind === 'record') {
    session.chains = answer.chains
    session.guarantees = answer.guarantees
    waiting?.resolve(answer.record)
  } else waiting?.reject(new SandboxFailure(answer.code, answer.detail))
}

function listen(session: Session): Promise<Ready> {
  return new Promise((resolve, reject) => {
    const { stdout } = session.child
    if (stdout === null) return
    eachLine(
      stdout,
      line => {
        let answer: unknown
        try {
          answer = JSON.parse(line)
        } catch {
          session.stderr += line.slice(0, stderrChars)
        }
        if (!isAnswer(answer)) return
        if (answer.kind === 'ready') {
          session.chains = answer.chains
          resolve(answer)
        } else if (answer.kind === 'failed' && answer.id === undefined)
          reject(new SandboxFailure(answer.code, answer.detail))
        else settle(session, answer)
      },
      () => {
        session.over = true
        const said = session.stderr.trim().split('\n').at(-1) ?? ''
        const lost = new SandboxFailure('sandbox-ended', `The sandbox process ended. ${said}`.trim())
        for (const { reject: lose } of session.waiting.values()) lose(lost)
        session.waiting.clear()
        reject(new SandboxFailure('sandbox-start-failed', `The sandbox did not start. ${said}`.trim()))
      },
    )
  })
}

function removeScratch(start: InnerStart): void {
  if (!start.scratchMade) return
  rmSync(start.scratch, { recursive: true, force: true, maxRetries: 3 })
}

function sandboxOf(session: Session, start: InnerStart, ready: Ready): Sandbox {
  let next = 0
  return {
    method: start.options.method,
    get guarantees() {
      return session.guarantees ?? ready.guarantees
    },
    get chains() {
      return session.chains
    },
    run: (request: RunRequest) =>
      new Promise((resolve, reject) => {
        if (session.over) {
          reject(new SandboxFailure('sandbox-ended', 'The sandbox is closed.'))
          return
        }
        const id = next++
        session.waiting.set(id, { resolve, reject })
        session.child.stdin?.write(`${JSON.stringify({ id, request })}\n`)
      }),
    async close() {
      session.child.stdin?.end()
      await session.ended
      removeScratch(start)
    },
  }
}

/**
 * Opens a place in which clients meet the stage; nothing of it outlives `close`, nor this process.
 * Throws `SandboxFailure` with `sandbox-method-unavailable`, `sandbox-start-failed`, or with the code that cast, trust or stage gave.
 */
export async function openSandbox(options: SandboxOptions): Promise<Sandbox> {
  const start = startOf(options)
  const [program = ''] = sessionArgv(options.method, start.programs, start.scratch, innerCommand())
  if (program === '') {
    removeScratch(start)
    const detail = `The program for the method ${options.method} is missing.`
    throw new SandboxFailure('sandbox-method-unavailable', detail)
  }
  const session = startSession(start)
  try {
    return sandboxOf(session, start, await listen(session))
  } catch (error) {
    session.child.stdin?.end()
    await session.ended
    removeScratch(start)
    if (error instanceof SandboxFailure) throw error
    throw new SandboxFailure('sandbox-start-failed', reasonOf(error), error)
  }
}
