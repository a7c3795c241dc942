import type { Backoff, Job, JobPayload, JobState } from '../contract.ts'
import { idFromUuid } from '../identity.ts'
import { leaseLostText } from '../store.ts'
import { schema } from './boss.ts'

/** What our jobs are in the `data` column: the payload stays text, because jsonb refuses U+0000 and reorders names. */
export interface BossData {
  readonly payload: string
  readonly backoff: Backoff
}

const ms = (column: string, name: string): string =>
  `(extract(epoch from ${column}) * 1000)::float8 as ${name}`

/** The columns of a job as people see it, of `j` and its note `n`. Read only: every change goes through pg-boss. */
export const jobColumns = `j.id::text as id, j.name as kind, j.singleton_key as key, j.state::text as state, j.priority, j.data,
  j.retry_count, j.retry_limit, j.output, ${ms('j.created_on', 'created')}, ${ms('j.start_after', 'start_after')},
  ${ms('j.started_on', 'started')}, ${ms('j.completed_on', 'completed')}, n.worker, n.share, n.said, n.said_ms::float8 as said_ms,
  n.attempt as noted`

export const noteJoin = `left join ${schema}.foreseen_note n on n.job = j.id`

type Row = Record<string, unknown>

const states: Readonly<Record<string, JobState>> = {
  created: 'waiting',
  retry: 'waiting',
  active: 'running',
  completed: 'done',
  failed: 'dead',
  cancelled: 'cancelled',
}

export const bossStates = (state: JobState): string[] =>
  Object.keys(states).filter(name => states[name] === state)

export function stateOf(value: unknown): JobState {
  const state = states[String(value)]
  if (state === undefined) throw new Error(`pg-boss knows a state "${String(value)}" that we do not`)
  return state
}

export function dataOf(value: unknown): BossData {
  const data = typeof value === 'object' && value !== null ? value : {}
  const backoff = 'backoff' in data && typeof data.backoff === 'object' ? data.backoff : null
  return {
    payload: 'payload' in data && typeof data.payload === 'string' ? data.payload : '{}',
    backoff: {
      baseMs: backoff !== null && 'baseMs' in backoff ? Number(backoff.baseMs) : 5000,
      mostMs: backoff !== null && 'mostMs' in backoff ? Number(backoff.mostMs) : 600_000,
    },
  }
}

const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' ? Math.round(value) : undefined
const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** What we wrote, or what pg-boss says when its own pass found a lease that had run out. */
function errorOf(output: unknown): string | undefined {
  if (typeof output !== 'object' || output === null) return undefined
  if ('error' in output) return textOf(output.error)
  return 'value' in output ? leaseLostText : undefined
}

function progressOf(row: Row): Job['progress'] {
  // A note of an earlier attempt says nothing about this one.
  if (typeof row.share !== 'number' || row.noted !== row.retry_count) return undefined
  return { share: row.share, text: String(row.said ?? ''), atMs: numberOf(row.said_ms) ?? 0 }
}

export function jobOf(row: Row): Job {
  const createdAtMs = numberOf(row.created) ?? 0
  const notBeforeMs = numberOf(row.start_after)
  const payload: JobPayload = JSON.parse(dataOf(row.data).payload)
  return {
    id: idFromUuid(String(row.id)),
    kind: String(row.kind),
    key: textOf(row.key),
    state: stateOf(row.state),
    priority: Number(row.priority),
    payload,
    attempts: Number(row.retry_count) + (row.started === null ? 0 : 1),
    retries: Number(row.retry_limit),
    createdAtMs,
    notBeforeMs: notBeforeMs === createdAtMs ? undefined : notBeforeMs,
    startedAtMs: numberOf(row.started),
    finishedAtMs: numberOf(row.completed),
    worker: textOf(row.worker),
    progress: progressOf(row),
    lastError: errorOf(row.output),
  }
}
