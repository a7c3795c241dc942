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

/** The part of a batch's outcome that belongs to one of its paths; paths without one held nothing. */
export interface Part {
  /** Index of the path in the batch. */
  readonly index: number
  /** Its events are [from, to) of the outcome's. */
  readonly from: number
  readonly to: number
  readonly containers: number
  readonly members: number
  readonly inflatedBytes: number
}

/** What came of a job. `big` and `rest` end a batch early: the file, and the paths behind it. */
export interface Outcome {
  readonly events: readonly Event[]
  readonly big?: BigFile
  readonly rest?: readonly FilePath[]
  /** Of a batch: how many of its paths are done, from the first on. */
  readonly finished?: number
  readonly parts?: readonly Part[]
  /** Of a range: undefined when there were too many. */
  readonly hits?: readonly Hit[] | undefined
  readonly bytes: number
  readonly files: number
  readonly containers: number
  readonly members: number
  readonly inflatedBytes: number
}

type Found = Pick<Outcome, 'big' | 'rest' | 'hits' | 'finished' | 'parts'>

/** A batch goes back after this much, so that no thread is left with all the work. */
const batchBytes = 64 << 20

async function runBatch(
  scanner: FileScanner,
  paths: readonly FilePath[],
  isStopped: () => boolean,
): Promise<Found> {
  const { counts } = scanner
  const start = counts.bytes
  const parts: Part[] = []
  for (const [index, path] of paths.entries()) {
    const from = scanner.pending
    const { containers, members, inflatedBytes } = counts
    const result = scanner.scan(path)
    if (result !== undefined) {
      if ('sizeBytes' in result) return { big: result, rest: paths.slice(index + 1), finished: index, parts }
      await result
    }
    const to = scanner.pending
    if (to > from || result !== undefined) {
      const opened = { containers: counts.containers - containers, members: counts.members - members }
      parts.push({ index, from, to, ...opened, inflatedBytes: counts.inflatedBytes - inflatedBytes })
    }
    if (isStopped()) return {}
    if (counts.bytes - start > batchBytes) return { rest: paths.slice(index + 1), finished: index + 1, parts }
  }
  return { finished: paths.length, parts }
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
