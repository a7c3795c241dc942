/** One place to run jobs in a test: an empty database, and a clock that the test moves by hand. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { TestClock } from 'pg-boss'
import type { JobOptions, JobQueue, JobTimers } from '../../src/jobs/contract.ts'
import { openPostgresJobs } from '../../src/jobs/postgres/open.ts'
import { openSqliteJobs } from '../../src/jobs/sqlite/open.ts'
import type { Cluster } from '../postgres.ts'

export interface Bench {
  /** Opens the same database once more, as another process would. */
  open(options?: Partial<JobOptions>): Promise<JobQueue>
  readonly timers: JobTimers
  /** Time passes for everybody, timers fire. */
  pass(ms: number): Promise<void>
  /** Time passes while all processes are held up: what was due fires afterwards. */
  holdUp(ms: number): Promise<void>
  /** The wall clock of the processes jumps; no time has passed. */
  jump(ms: number): void
  /** Lets time pass in small steps until the condition holds. */
  until(condition: () => boolean | Promise<boolean>, what: string): Promise<void>
  close(): Promise<void>
}

/** 2027-01-15: a fixed day, so that nothing depends on when the tests run. */
export const startMs = Date.UTC(2027, 0, 15, 12)

/** Timers of a process that was stopped: nothing that it set ever fires, but for what the end of the test waits for. */
export const stoppedTimers = (timers: JobTimers): JobTimers => ({
  ...timers,
  setTimeout: (run, ms) => (ms === 0 ? setImmediate(run) : undefined),
  clearTimeout: () => undefined,
})

function ground(clock: TestClock): Pick<Bench, 'timers' | 'pass' | 'holdUp' | 'jump' | 'until'> {
  let offsetMs = 0
  const pass = (ms: number): Promise<void> => clock.tick(ms)
  return {
    timers: {
      now: () => clock.now() + offsetMs,
      monotonicMs: () => clock.now() - startMs,
      setTimeout: (run, ms) => clock.setTimeout(run, ms),
      clearTimeout: handle => clock.clearTimeout(handle),
    },
    pass,
    holdUp: ms => clock.setTime(clock.now() + ms),
    jump: ms => {
      offsetMs += ms
    },
    async until(condition, what) {
      for (let step = 0; step < 1200; step++) {
        if (await condition()) return
        await pass(step % 4 === 3 ? 250 : 1)
        await turn()
      }
      throw new Error(`waited in vain until ${what}`)
    },
  }
}

async function closing(queues: readonly JobQueue[], pass: Bench['pass']): Promise<void> {
  let closed = false
  const all = Promise.allSettled(queues.map(queue => queue.close(0))).then(() => {
    closed = true
  })
  while (!closed) {
    await pass(100).catch(() => undefined)
    await turn()
  }
  await all
}

export async function sqliteBench(): Promise<Bench> {
  const dir = mkdtempSync(join(tmpdir(), 'foreseen-jobs-'))
  const parts = ground(new TestClock(startMs))
  const queues: JobQueue[] = []
  return {
    ...parts,
    async open(options) {
      const queue = openSqliteJobs(join(dir, 'jobs.db'), {
        timers: parts.timers,
        random: Math.random,
        worker: 'bench',
        ...options,
      })
      queues.push(queue)
      return queue
    },
    async close() {
      await closing(queues, parts.pass)
      rmSync(dir, { recursive: true })
    },
  }
}

export async function postgresBench(cluster: Cluster): Promise<Bench> {
  const url = await cluster.database()
  const clock = new TestClock(startMs)
  const parts = ground(clock)
  const queues: JobQueue[] = []
  return {
    ...parts,
    async open(options) {
      const queue = await openPostgresJobs(url, {
        timers: parts.timers,
        random: Math.random,
        worker: 'bench',
        clock,
        connections: 4,
        ...options,
      })
      queues.push(queue)
      return queue
    },
    async close() {
      await closing(queues, parts.pass)
    },
  }
}
