import type { Hit } from '@foreseen/scan'
import type { FilePath } from './file-path.ts'
import type { BigFile, Event, FileScanner } from './file-scanner.ts'
import { unreadable } from './unseen.ts'

/** A piece of work for one thread; plain data, posted to workers as it is. */
export type Job =
  | { readonly type: 'batch'; readonly paths: readonly FilePath[] }
  | { readonly type: 'range'; readonly path: FilePath; readonly from: number; readonly to: number }
  | {
      readonly type: 'judge'
      readonly path: FilePath
      readonly sizeBytes: number
      readonly hits: readonly Hit[] | undefined
    }

/** What came of a job. `big` and `rest` end a batch early: the file, and the paths behind it. */
export interface Outcome {
  readonly events: readonly Event[]
  readonly big?: BigFile
  readonly rest?: readonly FilePath[]
  /** Of a range: undefined when there were too many. */
  readonly hits?: readonly Hit[] | undefined
  readonly bytes: number
  readonly files: number
  readonly containers: number
  readonly members: number
  readonly inflatedBytes: number
}

type Found = Pick<Outcome, 'big' | 'rest' | 'hits'>

/** A batch goes back after this much, so that no thread is left with all the work. */
const batchBytes = 64 << 20

async function runBatch(
  scanner: FileScanner,
  paths: readonly FilePath[],
  isStopped: () => boolean,
): Promise<Found> {
  const start = scanner.counts.bytes
  for (const [k, path] of paths.entries()) {
    const result = scanner.scan(path)
    if (result !== undefined) {
      if ('sizeBytes' in result) return { big: result, rest: paths.slice(k + 1) }
      await result
    }
    if (isStopped()) return {}
    if (scanner.counts.bytes - start > batchBytes) return { rest: paths.slice(k + 1) }
  }
  return {}
}

async function runAny(
  scanner: FileScanner,
  job: Job,
  isStopped: () => boolean,
): Promise<Found & { failed?: Event; bytes?: number }> {
  if (job.type === 'batch') return runBatch(scanner, job.paths, isStopped)
  try {
    if (job.type === 'range') return scanner.sweep(job.path, job.from, job.to)
    await scanner.judge(job.path, job.sizeBytes, job.hits)
    return {}
  } catch (error) {
    return { failed: unreadable(job.path, error), hits: [] }
  }
}

/** Does one job in this thread. */
export async function runJob(scanner: FileScanner, job: Job, isStopped: () => boolean): Promise<Outcome> {
  const before = { ...scanner.counts }
  const { failed, bytes = 0, ...found } = await runAny(scanner, job, isStopped)
  const { counts } = scanner
  return {
    ...found,
    events: failed === undefined ? scanner.drain() : [...scanner.drain(), failed],
    bytes: counts.bytes - before.bytes + bytes,
    files: counts.files - before.files,
    containers: counts.containers - before.containers,
    members: counts.members - before.members,
    inflatedBytes: counts.inflatedBytes - before.inflatedBytes,
  }
}
