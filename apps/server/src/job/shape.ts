import type { ShownJob } from '@foreseen/facts'
import type { Job } from '@foreseen/ledger'
import { type Static, Type } from 'typebox'
import { MaybeTime, maybeTime, Time, timeText } from '../http/shapes.ts'

const closed = { additionalProperties: false }
const MaybeText = Type.Union([Type.String(), Type.Null()])

export const JobStates = Type.Enum(['waiting', 'running', 'done', 'dead', 'cancelled'])

export const jobShape = Type.Object(
  {
    id: Type.String(),
    kind: Type.String(),
    title: Type.String({ description: 'What it is about, in words' }),
    key: MaybeText,
    state: JobStates,
    attempts: Type.Integer(),
    retries: Type.Integer(),
    created: Time,
    notBefore: MaybeTime,
    started: MaybeTime,
    finished: MaybeTime,
    worker: MaybeText,
    progress: Type.Union([
      Type.Object({ share: Type.Number({ minimum: 0, maximum: 1 }), text: Type.String() }, closed),
      Type.Null(),
    ]),
    lastError: MaybeText,
  },
  closed,
)

export const jobCountShape = Type.Object(
  { kind: Type.String(), state: JobStates, count: Type.Integer() },
  closed,
)

/** Senders may say in words what a job is about, as `title` of its payload. */
const titleOf = ({ kind, key, payload }: Job): string => {
  const said = typeof payload.title === 'string' ? payload.title : ''
  if (said !== '') return said
  return key === undefined || key === kind ? kind : `${kind} ${key}`
}

/** A job as the interface tells it; its payload stays inside. */
export const jobText = (job: Job): Static<typeof jobShape> & ShownJob => ({
  id: job.id,
  kind: job.kind,
  title: titleOf(job),
  key: job.key ?? null,
  state: job.state,
  attempts: job.attempts,
  retries: job.retries,
  created: timeText(job.createdAtMs),
  notBefore: maybeTime(job.notBeforeMs),
  started: maybeTime(job.startedAtMs),
  finished: maybeTime(job.finishedAtMs),
  worker: job.worker ?? null,
  progress: job.progress === undefined ? null : { share: job.progress.share, text: job.progress.text },
  lastError: job.lastError ?? null,
})
