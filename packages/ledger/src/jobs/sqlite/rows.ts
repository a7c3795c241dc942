import type { Job, JobId, JobPayload, JobState } from '../contract.ts'
import type { ClaimedJob } from '../store.ts'
import type { Row } from './door.ts'

const states: readonly JobState[] = ['waiting', 'running', 'done', 'dead', 'cancelled']

export function stateOf(value: unknown): JobState {
  const state = states.find(state => state === value)
  if (state === undefined) throw new Error(`a job is in the state ${String(value)}, which there is not`)
  return state
}

function payloadOf(text: string): JobPayload {
  const payload: JobPayload = JSON.parse(text)
  return payload
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)

export const idOf = (row: Row): JobId => String(row.id)

export function jobOf(row: Row): Job {
  const share = numberOf(row.share)
  return {
    id: idOf(row),
    kind: String(row.kind),
    key: textOf(row.key),
    state: stateOf(row.state),
    priority: Number(row.priority),
    payload: payloadOf(String(row.payload)),
    attempts: Number(row.attempts),
    retries: Number(row.retries),
    createdAtMs: Number(row.created_ms),
    notBeforeMs: numberOf(row.retry_ms) ?? numberOf(row.not_before_ms),
    startedAtMs: numberOf(row.started_ms),
    finishedAtMs: numberOf(row.finished_ms),
    worker: textOf(row.worker),
    progress:
      share === undefined ? undefined : { share, text: String(row.said ?? ''), atMs: Number(row.said_ms) },
    lastError: textOf(row.error),
  }
}

export function claimedOf(row: Row): ClaimedJob {
  return {
    id: idOf(row),
    kind: String(row.kind),
    key: textOf(row.key),
    payload: String(row.payload),
    attempt: Number(row.attempts),
    backoff: { baseMs: Number(row.backoff_base_ms), mostMs: Number(row.backoff_most_ms) },
  }
}
