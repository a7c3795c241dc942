import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Scanner } from '@foreseen/server'

/** An archive bomb ends the scan and not the server: V8's own limit of a process. */
const mostHeapMb = 2048

interface Said {
  readonly share: number
  readonly text: string
}

const isSaid = (value: unknown): value is Said =>
  typeof value === 'object' &&
  value !== null &&
  'share' in value &&
  typeof value.share === 'number' &&
  'text' in value &&
  typeof value.text === 'string'

function startScan(path: string, signal: AbortSignal) {
  const isSource = import.meta.url.endsWith('.ts')
  const child = fileURLToPath(new URL(isSource ? './scan-child.ts' : './scan-child.js', import.meta.url))
  return fork(child, [path], {
    signal,
    killSignal: 'SIGKILL',
    silent: true,
    execArgv: [...(isSource ? ['--conditions=foreseen-source'] : []), `--max-old-space-size=${mostHeapMb}`],
    // The database's address and the like are none of its business.
    env: { PATH: process.env.PATH ?? '', LANG: 'C.UTF-8' },
  })
}

/** What a process said on standard error, at most its last 2,000 characters. */
function tailOf(stream: NodeJS.ReadableStream | null): () => string {
  let tail = ''
  stream?.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-2000)
  })
  return () => tail.trim()
}

/** Scans in a process of its own; see `Scanner`. */
export const scanner: Scanner = async function* (path, signal, onProgress) {
  signal.throwIfAborted()
  const child = startScan(path, signal)
  const trouble = tailOf(child.stderr)
  const ended = once(child, 'close').catch((error: unknown) => [undefined, error])
  child.on('message', message => {
    if (isSaid(message)) onProgress(message.share, message.text)
  })
  try {
    if (child.stdout !== null) yield* child.stdout
    const [code] = await ended
    signal.throwIfAborted()
    if (code !== 0) throw new Error(`the scan ended with ${String(code)}: ${trouble() || 'nothing was said'}`)
  } finally {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    await ended
  }
}
