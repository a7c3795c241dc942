import { Worker } from 'node:worker_threads'
import type { Job, Outcome } from './jobs.ts'
import type { WorkerStart } from './worker.ts'

/** Worker threads that take jobs. */
export interface Crew {
  /** Is some worker about to run out of jobs? */
  readonly hungry: boolean
  /** Jobs posted and not answered. */
  readonly busy: number
  /** Gives the job to the worker with the fewest; `done` gets the outcome, or what ended the worker. */
  post(job: Job, done: (outcome: Outcome | Error) => void): void
  /** Resolves when the next outcome has come. */
  next(): Promise<void>
  close(): Promise<void>
}

/** Jobs posted ahead to each worker, so that none waits while the main thread scans. */
const ahead = 3
/** A worker's young generation: it makes few objects, and all threads share one budget of memory. */
const youngGenerationMb = 8

interface Member {
  readonly worker: Worker
  readonly waiting: ((outcome: Outcome | Error) => void)[]
}

function startWorker(start: WorkerStart, preload: string | undefined): Worker {
  const isSource = import.meta.url.endsWith('.ts')
  const url = new URL(isSource ? './worker.ts' : './worker.js', import.meta.url)
  return new Worker(url, {
    workerData: start,
    execArgv: [
      ...(isSource ? ['--conditions=foreseen-source'] : []),
      ...(preload === undefined ? [] : ['--import', preload]),
    ],
    resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMb },
  })
}

/** Starts `size` workers; each imports the module at the address `preload` first. */
export function createCrew(size: number, start: WorkerStart, preload?: string): Crew {
  let wake = (): void => {}
  let members: Member[] = []
  const lose = (member: Member, error: Error): void => {
    members = members.filter(other => other !== member)
    for (const done of member.waiting.splice(0)) done(error)
    wake()
  }
  for (let k = 0; k < size; k++) {
    const member: Member = { worker: startWorker(start, preload), waiting: [] }
    member.worker.on('message', (outcome: Outcome) => {
      member.waiting.shift()?.(outcome)
      wake()
    })
    member.worker.on('error', error =>
      lose(member, error instanceof Error ? error : new Error(String(error))),
    )
    member.worker.on('exit', () => lose(member, new Error('the worker thread ended')))
    members.push(member)
  }
  return {
    get hungry() {
      return members.some(member => member.waiting.length < ahead)
    },
    get busy() {
      return members.reduce((sum, member) => sum + member.waiting.length, 0)
    },
    post(job, done) {
      const [free] = members.toSorted((a, b) => a.waiting.length - b.waiting.length)
      free?.waiting.push(done)
      free?.worker.postMessage(job)
    },
    next: () =>
      new Promise(resolve => {
        wake = resolve
      }),
    async close() {
      const closing = members
      members = []
      for (const member of closing) member.waiting.length = 0
      await Promise.all(closing.map(member => member.worker.terminate()))
    },
  }
}
