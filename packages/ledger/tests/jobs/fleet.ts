/** Worker processes of a test, and what they said. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('./worker-process.ts', import.meta.url))

export interface Member {
  readonly pid: number
  /** `begin job_... 1`, in order. */
  readonly lines: readonly string[]
  /** Ids that it began and did not end. */
  unfinished(): string[]
  /** As a power cut: nothing can be said or undone any more. */
  kill(): Promise<void>
  end(): Promise<void>
}

const gone = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const exit = once(child, 'exit')
  child.kill(signal)
  await exit
}

export function startMember(engine: string, address: string, concurrency: number, hours = 0): Member {
  const args = ['--conditions=foreseen-source', script, engine, address, String(concurrency), String(hours)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines: string[] = []
  let rest = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n')
    rest = parts.pop() ?? ''
    lines.push(...parts)
  })
  const ids = (word: string): string[] =>
    lines.filter(line => line.startsWith(`${word} `)).map(line => line.split(' ')[1] ?? '')
  return {
    pid: child.pid ?? 0,
    lines,
    unfinished: () => {
      const ended = new Set(ids('end'))
      return ids('begin').filter(id => !ended.has(id))
    },
    kill: () => gone(child, 'SIGKILL'),
    end: () => gone(child, 'SIGTERM'),
  }
}
