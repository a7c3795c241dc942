import { availableParallelism } from 'node:os'
import { setImmediate } from 'node:timers/promises'
import type { Finding, ScanTotals, Unseen } from '@foreseen/facts'
import { compileKernel, createKernel, type Limits } from '@foreseen/scan'
import type { Cache } from './cache.ts'
import { openFileCache } from './cache-file.ts'
import { type Crew, createCrew } from './crew.ts'
import { displayPath } from './file-path.ts'
import { createFileScanner, type Event, type FileScanner } from './file-scanner.ts'
import { type Job, type Outcome, runJob } from './jobs.ts'
import { createRecall } from './recall.ts'
import { createSequence } from './sequence.ts'
import { nextTask, type Plan, type Task } from './tasks.ts'
import { createWalk } from './walk.ts'

/** What is scanned and how; whatever is left out has a default. */
export interface ScanFilesOptions {
  /** Threads, this one among them; by default one for each processor. */
  readonly jobs?: number
  /** Globs relative to each path; see `parseGlob`. */
  readonly include?: readonly string[]
  readonly exclude?: readonly string[]
  readonly limits?: Partial<Limits>
  readonly passwords?: readonly string[]
  readonly signal?: AbortSignal
  /** Remembers results of unchanged files from one scan to the next: a cache, or the path of its file. */
  readonly cache?: Cache | string
  /** Address of a module that exports `openEngine`; by default the one with all codecs. */
  readonly engineUrl?: string
  /** Address of a module that every worker thread imports before its own. */
  readonly workerPreload?: string
}

export interface Progress {
  readonly files: number
  readonly bytes: number
  /** The last file handed out, as it may be shown. */
  readonly path: string
}

export interface ScanFilesHandlers {
  onFinding(finding: Finding): void
  onUnseen(unseen: Unseen): void
  onProgress?(progress: Progress): void
}

/** Starting a thread costs as much as scanning this much. */
const crewAfterFiles = 4000
const crewAfterBytes = 64 << 20
/** Bigger files are read by several threads, in ranges. */
const shareBytes = 32 << 20

interface Run extends Plan {
  readonly options: ScanFilesOptions
  readonly handlers: ScanFilesHandlers
  readonly scanner: FileScanner
  readonly startCrew: () => Crew | undefined
  readonly cache: Cache | undefined
  crew: Crew | undefined
  /** Scanned here and now, not remembered. */
  scannedFiles: number
  scannedBytes: number
}

function failedOutcome(job: Job, error: Error): Outcome {
  const paths = job.type === 'batch' ? job.paths : [job.path]
  const detail = `Not scanned: ${error.message}.`
  const events = paths.map(
    path => ({ path: displayPath(path), reason: 'unreadable', code: 'disk-worker-failed', detail }) as const,
  )
  return { events, bytes: 0, files: 0, containers: 0, members: 0, inflatedBytes: 0, hits: [] }
}

function count(run: Run, outcome: Outcome): void {
  const { totals } = run
  run.scannedFiles += outcome.files
  run.scannedBytes += outcome.bytes
  totals.files += outcome.files
  totals.bytes += outcome.bytes
  totals.containers += outcome.containers
  totals.members += outcome.members
  totals.inflatedBytes += outcome.inflatedBytes
  run.handlers.onProgress?.({ files: totals.files, bytes: totals.bytes, path: run.lastPath })
}

function settle(run: Run, task: Task, outcome: Outcome | Error): void {
  const result = outcome instanceof Error ? failedOutcome(task.job, outcome) : outcome
  count(run, result)
  task.done(result)
}

function wantsCrew(run: Run): boolean {
  return run.scannedFiles >= crewAfterFiles || run.scannedBytes >= crewAfterBytes || run.tasks.length > 1
}

/** Gives workers their fill, then works here too; ends when nothing is left to take or to wait for. */
async function work(run: Run): Promise<void> {
  const { signal } = run.options
  const isStopped = (): boolean => signal?.aborted === true
  for (;;) {
    signal?.throwIfAborted()
    if (run.crew === undefined && wantsCrew(run)) run.crew = run.startCrew()
    const { crew } = run
    while (crew?.hungry === true) {
      const task = await nextTask(run, isStopped)
      if (task === undefined) break
      crew.post(task.job, outcome => settle(run, task, outcome))
    }
    const own = await nextTask(run, isStopped)
    if (own !== undefined) {
      settle(run, own, await runJob(run.scanner, own.job, isStopped))
      if (crew !== undefined || signal !== undefined) await setImmediate()
    } else if (crew !== undefined && crew.busy > 0) await crew.next()
    else return
  }
}

function prepare(paths: readonly string[], options: ScanFilesOptions, handlers: ScanFilesHandlers): Run {
  let compiled: WebAssembly.Module | undefined
  const module = (): WebAssembly.Module => {
    compiled ??= compileKernel()
    return compiled
  }
  let scanner: FileScanner | undefined
  const isSource = import.meta.url.endsWith('.ts')
  const jobs = Math.max(1, options.jobs ?? availableParallelism())
  const walkEvents: Event[] = []
  const { include = [], exclude = [], limits = {}, passwords = [] } = options
  const walk = createWalk(paths, { include, exclude, onUnseen: unseen => walkEvents.push(unseen) })
  const start = {
    engineUrl: options.engineUrl ?? new URL(isSource ? '../engine.ts' : '../engine.js', import.meta.url).href,
    setup: { limits, passwords },
    readsWhole: walk.readsWhole,
    shareBytes: jobs > 1 ? shareBytes : Number.POSITIVE_INFINITY,
  }
  const put = (event: Event): void =>
    'reason' in event ? handlers.onUnseen(event) : handlers.onFinding(event)
  const cache = typeof options.cache === 'string' ? openFileCache(options.cache, start.setup) : options.cache
  return {
    options,
    handlers,
    cache,
    recall: cache === undefined ? undefined : createRecall(cache, Date.now()),
    walk,
    walkEvents,
    sequence: createSequence(put),
    get scanner() {
      // Not before the first file that must be read: a rescan with nothing new needs no kernel.
      scanner ??= createFileScanner({ ...start, kernel: createKernel(module()) })
      return scanner
    },
    tasks: [],
    totals: { files: 0, bytes: 0, containers: 0, members: 0, inflatedBytes: 0 },
    startCrew: () =>
      jobs > 1 ? createCrew(jobs - 1, { ...start, module: module() }, options.workerPreload) : undefined,
    crew: undefined,
    scannedFiles: 0,
    scannedBytes: 0,
    lastPath: '',
  }
}

/**
 * Scans files and all files below folders: findings and records come in the order of the walk, whatever
 * the number of threads. Rejects with the signal's reason when it is aborted, and with the system's error when
 * the cache cannot be written; bad input never rejects.
 */
export async function scanFiles(
  paths: readonly string[],
  options: ScanFilesOptions,
  handlers: ScanFilesHandlers,
): Promise<ScanTotals> {
  const run = prepare(paths, options, handlers)
  const stop = (): void => void run.crew?.close()
  options.signal?.addEventListener('abort', stop, { once: true })
  try {
    await work(run)
    run.cache?.save()
    return run.totals
  } finally {
    options.signal?.removeEventListener('abort', stop)
    await run.crew?.close()
  }
}
