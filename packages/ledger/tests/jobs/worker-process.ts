/**
 * A worker as a process of its own: `worker-process.ts ENGINE ADDRESS CONCURRENCY [HOURS]`. Says `begin ID ATTEMPT` and
 * `end ID ATTEMPT` on its output, written at once, so that a killed one has said what it did. `HOURS` is how much later
 * its clocks stand. A job with `hold` runs until it is killed or told to end.
 */
import { writeSync } from 'node:fs'
import type { JobOptions } from '../../src/jobs/contract.ts'
import { openPostgresJobs } from '../../src/jobs/postgres/open.ts'
import { openSqliteJobs } from '../../src/jobs/sqlite/open.ts'
import { systemTimers } from '../../src/jobs/timers.ts'

const [engine, address = '', concurrency = '1', hours = '0'] = process.argv.slice(2)
const laterMs = Number(hours) * 3_600_000

const options: JobOptions = {
  timers: {
    ...systemTimers,
    now: () => systemTimers.now() + laterMs,
    monotonicMs: () => systemTimers.monotonicMs() + laterMs,
  },
  random: Math.random,
  worker: `process ${process.pid}`,
  pollMs: 50,
  leaseMs: 10_000,
  onTrouble: error => writeSync(2, `${String(error)}\n`),
}

const queue =
  engine === 'sqlite'
    ? openSqliteJobs(address, options)
    : await openPostgresJobs(address, { ...options, connections: 4 })

const say = (word: string, id: string, attempt: number): void => {
  writeSync(1, `${word} ${id} ${attempt}\n`)
}

queue.work('scan', { concurrency: Number(concurrency) }, async (job, signal) => {
  say('begin', job.id, job.attempt)
  if (job.payload.hold === true && job.attempt === 1)
    await new Promise((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    })
  say('end', job.id, job.attempt)
})
writeSync(1, 'ready\n')

process.once('SIGTERM', () => void queue.close(1000))
