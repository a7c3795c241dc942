import { availableParallelism } from 'node:os'
import { setImmediate } from 'node:timers/promises'
import type { Finding, ScanTotals, Unseen } from '@foreseen/facts'
import { compileKernel, createKernel, type Hit, type Limits } from '@foreseen/scan'
import { type Crew, createCrew } from './crew.ts'
import { displayPath } from './file-path.ts'
import { type BigFile, createFileScanner, type Event, type FileScanner } from './file-scanner.ts'
import { type Job, type Outcome, runJob } from './jobs.ts'
import { createSequence, type Sequence, type Slot } from './sequence.ts'
import { maxHits } from './sweep.ts'
import { createWalk, type Walk } from './walk.ts'

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
  /** Address of a module that exports `openEngine`; by default the one with all codecs. */
  readonly engineUrl?: string
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

const batchFiles = 256
/** Starting a thread costs as much as scanning this much. */
const crewAfterFiles = 4000
const crewAfterBytes = 64 << 20
/** Bigger files are read by several threads, in ranges. */
const shareBytes = 32 << 20
const rangeBytes = 16 << 20
/** Places ahead of the first unfinished one: bounds what finished threads keep. */
const maxWaiting = 256

interface Task {
  readonly job: Job
  readonly done: (outcome: Outcome) => void
}

interface Run {
  readonly options: ScanFilesOptions
  readonly handlers: ScanFilesHandlers
  readonly walk: Walk
  readonly sequence: Sequence
  readonly scanner: FileScanner
  /** Tasks that come before what the walk has next. */
  readonly tasks: Task[]
  readonly totals: { -readonly [K in keyof ScanTotals]: number }
  readonly startCrew: () => Crew | undefined
  /** Records of the walk, put out with the next batch. */
  readonly walkEvents: Event[]
  crew: Crew | undefined
  lastPath: string
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
  totals.files += outcome.files
  totals.bytes += outcome.bytes
  totals.containers += outcome.containers
  totals.members += outcome.members
  totals.inflatedBytes += outcome.inflatedBytes
  run.handlers.onProgress?.({ files: totals.files, bytes: totals.bytes, path: run.lastPath })
}

/** Shares out a big file: ranges first, then the engine over all hits, if there are any. */
function shareOut(run: Run, { path, sizeBytes }: BigFile, slot: Slot): void {
  const starts = Array.from({ length: Math.ceil(sizeBytes / rangeBytes) }, (_, k) => k * rangeBytes)
  const found: (readonly Hit[] | undefined)[] = []
  const events: Event[] = []
  let left = starts.length
  const finish = (): void => {
    run.totals.files++
    const total = found.reduce((sum, hits) => sum + (hits?.length ?? maxHits + 1), 0)
    if (total === 0) {
      run.sequence.fill(slot, events)
      return
    }
    const hits = total > maxHits ? undefined : found.flatMap(part => part ?? [])
    run.tasks.unshift({
      job: { type: 'judge', path, sizeBytes, hits },
      done: outcome => run.sequence.fill(slot, [...events, ...outcome.events]),
    })
  }
  const tasks = starts.map(
    (from, k): Task => ({
      job: { type: 'range', path, from, to: Math.min(from + rangeBytes, sizeBytes) },
      done(outcome) {
        found[k] = outcome.hits
        // One range that cannot be read says enough for the file.
        if (events.length === 0) events.push(...outcome.events)
        if (--left === 0) finish()
      },
    }),
  )
  run.tasks.unshift(...tasks)
}

/** The task for some paths; what a batch gives back becomes tasks of its own, in its place. */
function batchTask(
  run: Run,
  paths: readonly (string | Buffer)[],
  slot: Slot,
  before: readonly Event[] = [],
): Task {
  return {
    job: { type: 'batch', paths },
    done({ events, big, rest }) {
      const behind = rest === undefined || rest.length === 0 ? undefined : run.sequence.insertAfter(slot)
      if (behind !== undefined && rest !== undefined) run.tasks.unshift(batchTask(run, rest, behind))
      if (big !== undefined) shareOut(run, big, run.sequence.insertAfter(slot))
      run.sequence.fill(slot, [...before, ...events])
    },
  }
}

function nextTask(run: Run): Task | undefined {
  const task = run.tasks.shift()
  if (task !== undefined) return task
  if (run.sequence.waiting >= maxWaiting) return undefined
  const paths = run.walk.take(batchFiles)
  const events = run.walkEvents.splice(0)
  if (paths.length === 0 && events.length === 0) return undefined
  run.lastPath = displayPath(paths.at(-1) ?? '')
  return batchTask(run, paths, run.sequence.append(), events)
}

function settle(run: Run, task: Task, outcome: Outcome | Error): void {
  const result = outcome instanceof Error ? failedOutcome(task.job, outcome) : outcome
  count(run, result)
  task.done(result)
}

function wantsCrew(run: Run): boolean {
  const { files, bytes } = run.totals
  return files >= crewAfterFiles || bytes >= crewAfterBytes || run.tasks.length > 1
}

/** Gives workers their fill, then works here too; ends when nothing is left to take or to wait for. */
async function work(run: Run): Promise<void> {
  const { signal } = run.options
  for (;;) {
    signal?.throwIfAborted()
    if (run.crew === undefined && wantsCrew(run)) run.crew = run.startCrew()
    const { crew } = run
    while (crew?.hungry === true) {
      const task = nextTask(run)
      if (task === undefined) break
      crew.post(task.job, outcome => settle(run, task, outcome))
    }
    const own = nextTask(run)
    if (own !== undefined) {
      settle(run, own, await runJob(run.scanner, own.job, () => signal?.aborted === true))
      if (crew !== undefined || signal !== undefined) await setImmediate()
    } else if (crew !== undefined && crew.busy > 0) await crew.next()
    else return
  }
}

function prepare(paths: readonly string[], options: ScanFilesOptions, handlers: ScanFilesHandlers): Run {
  const module = compileKernel()
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
  return {
    options,
    handlers,
    walk,
    walkEvents,
    sequence: createSequence(put),
    scanner: createFileScanner({ ...start, kernel: createKernel(module) }),
    tasks: [],
    totals: { files: 0, bytes: 0, containers: 0, members: 0, inflatedBytes: 0 },
    startCrew: () => (jobs > 1 ? createCrew(jobs - 1, { ...start, module }) : undefined),
    crew: undefined,
    lastPath: '',
  }
}

/**
 * Scans files and all files below folders: findings and records come in the order of the walk, whatever
 * the number of threads. Rejects with the signal's reason when it is aborted; bad input never rejects.
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
    return run.totals
  } finally {
    options.signal?.removeEventListener('abort', stop)
    await run.crew?.close()
  }
}
