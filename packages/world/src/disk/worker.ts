import { parentPort, workerData } from 'node:worker_threads'
import { createKernel } from '@foreseen/scan'
import type { EngineSetup } from './engine-port.ts'
import { createFileScanner } from './file-scanner.ts'
import { type Job, runJob } from './jobs.ts'

/** What a worker is started with. */
export interface WorkerStart {
  readonly module: WebAssembly.Module
  readonly engineUrl: string
  readonly setup: EngineSetup
  readonly readsWhole: boolean
  readonly shareBytes: number
}

function isStart(data: unknown): data is WorkerStart {
  return typeof data === 'object' && data !== null && 'module' in data && 'engineUrl' in data
}

/** Bytes that are a path arrive as plain arrays. */
function revive(job: Job): Job {
  const path = (value: string | Uint8Array) =>
    typeof value === 'string' ? value : Buffer.from(value.buffer, value.byteOffset, value.length)
  return job.type === 'batch' ? { ...job, paths: job.paths.map(path) } : { ...job, path: path(job.path) }
}

function serve(): void {
  const start: unknown = workerData
  const port = parentPort
  if (port === null || !isStart(start)) return
  const scanner = createFileScanner({ ...start, kernel: createKernel(start.module) })
  let turn = Promise.resolve()
  port.on('message', (job: Job) => {
    turn = turn.then(async () => port.postMessage(await runJob(scanner, revive(job), () => false)))
  })
}

serve()
