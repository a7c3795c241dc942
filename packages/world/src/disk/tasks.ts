import { setImmediate } from 'node:timers/promises'
import type { Hit } from '@foreseen/scan'
import type { FileKey } from './cache.ts'
import { displayPath, type FilePath } from './file-path.ts'
import type { BigFile, Counts, Event } from './file-scanner.ts'
import type { Job, Outcome } from './jobs.ts'
import { type Recall, recalled } from './recall.ts'
import type { Sequence, Slot } from './sequence.ts'
import { maxHits } from './sweep.ts'
import type { Walk } from './walk.ts'

const batchFiles = 256
const rangeBytes = 16 << 20
/** Places ahead of the first unfinished one: bounds what finished threads keep. */
const maxWaiting = 256

/** A job with what becomes of its outcome. */
export interface Task {
  readonly job: Job
  readonly done: (outcome: Outcome) => void
}

/** What tasks are made from and what they change. */
export interface Plan {
  readonly walk: Walk
  readonly sequence: Sequence
  /** Tasks that come before what the walk has next. */
  readonly tasks: Task[]
  /** Records of the walk, put out with the next batch. */
  readonly walkEvents: Event[]
  readonly totals: Counts
  readonly recall: Recall | undefined
  lastPath: string
}

interface Batch {
  readonly paths: readonly FilePath[]
  readonly keys: readonly (FileKey | undefined)[]
}

/** Shares out a big file: ranges first, then the engine over all hits, if there are any. */
function shareOut(plan: Plan, { path, sizeBytes }: BigFile, key: FileKey | undefined, slot: Slot): void {
  const starts = Array.from({ length: Math.ceil(sizeBytes / rangeBytes) }, (_, k) => k * rangeBytes)
  const found: (readonly Hit[] | undefined)[] = []
  const events: Event[] = []
  let left = starts.length
  const end = (outcome: Outcome | undefined): void => {
    const all = [...events, ...(outcome?.events ?? [])]
    plan.recall?.learnOne(path, key, all, outcome)
    plan.sequence.fill(slot, all)
  }
  const judge = (): void => {
    plan.totals.files++
    const total = found.reduce((sum, hits) => sum + (hits?.length ?? maxHits + 1), 0)
    const hits = total > maxHits ? undefined : found.flatMap(part => part ?? [])
    if (total === 0) end(undefined)
    else plan.tasks.unshift({ job: { type: 'judge', path, sizeBytes, hits }, done: end })
  }
  const tasks = starts.map(
    (from, k): Task => ({
      job: { type: 'range', path, from, to: Math.min(from + rangeBytes, sizeBytes) },
      done(outcome) {
        found[k] = outcome.hits
        // One range that cannot be read says enough for the file.
        if (events.length === 0) events.push(...outcome.events)
        if (--left === 0) judge()
      },
    }),
  )
  plan.tasks.unshift(...tasks)
}

/** The task for some paths; what a batch gives back becomes tasks of its own, in its place. */
function batchTask(plan: Plan, { paths, keys }: Batch, slot: Slot, before: readonly Event[]): Task {
  return {
    job: { type: 'batch', paths },
    done(outcome) {
      const { events, big, finished = 0, rest = [] } = outcome
      plan.recall?.learn(paths, keys, outcome)
      if (rest.length > 0) {
        const behind = { paths: rest, keys: keys.slice(paths.length - rest.length) }
        plan.tasks.unshift(batchTask(plan, behind, plan.sequence.insertAfter(slot), []))
      }
      if (big !== undefined) shareOut(plan, big, keys[finished], plan.sequence.insertAfter(slot))
      plan.sequence.fill(slot, [...before, ...events])
    },
  }
}

/** Tasks for those files that the cache does not know; what it knows is put out in its place. */
function recallBatch(plan: Plan, recall: Recall, paths: readonly FilePath[], before: readonly Event[]): void {
  let batch: { paths: FilePath[]; keys: (FileKey | undefined)[] } = { paths: [], keys: [] }
  if (before.length > 0) plan.sequence.fill(plan.sequence.append(), before)
  const flush = (): void => {
    if (batch.paths.length > 0) plan.tasks.push(batchTask(plan, batch, plan.sequence.append(), []))
    batch = { paths: [], keys: [] }
  }
  for (const path of paths) {
    const { key, known } = recall.ask(path)
    if (known === undefined) {
      batch.paths.push(path)
      batch.keys.push(key)
      continue
    }
    plan.totals.files++
    plan.totals.bytes += key?.size ?? 0
    if (known === 'clean') continue
    plan.totals.containers += known.containers
    plan.totals.members += known.members
    plan.totals.inflatedBytes += known.inflatedBytes
    flush()
    plan.sequence.fill(plan.sequence.append(), recalled(known, path))
  }
  flush()
}

/** The next task; undefined when there is none now. */
export async function nextTask(plan: Plan, isStopped: () => boolean): Promise<Task | undefined> {
  while (plan.tasks.length === 0 && plan.sequence.waiting < maxWaiting && !isStopped()) {
    const paths = plan.walk.take(batchFiles)
    const events = plan.walkEvents.splice(0)
    if (paths.length === 0 && events.length === 0) return undefined
    plan.lastPath = displayPath(paths.at(-1) ?? '')
    if (plan.recall === undefined) return batchTask(plan, { paths, keys: [] }, plan.sequence.append(), events)
    recallBatch(plan, plan.recall, paths, events)
    await setImmediate()
  }
  return plan.tasks.shift()
}
