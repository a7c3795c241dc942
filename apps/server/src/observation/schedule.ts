import { createHash } from 'node:crypto'
import { formatEndpoint } from '@foreseen/facts'
import type { ListedEndpoint, StoredEndpoint } from '@foreseen/ledger'
import { decideNextLook, decideNextTry, observing } from '@foreseen/rules'
import type { Place } from '../place.ts'

/** Kind of the jobs that look at one endpoint; its key is the endpoint's id. */
export const observe = 'observe'

/** Schedules written at once: PostgreSQL takes three times as many a second as one by one. */
const atOnce = 50

/** 0 to 1, fixed for one endpoint. */
const spreadOf = (id: string): number => createHash('sha256').update(id).digest().readUInt32BE(0) / 2 ** 32

/** When an endpoint is looked at next, by what is known of it; `undefined` when it is not looked at from here. */
export function nextLookMs({ id, look, watched, createdMs, endedMs }: ListedEndpoint): number | undefined {
  if (!watched || endedMs !== undefined) return undefined
  if (look === undefined) return createdMs
  const life = { notBeforeMs: look.notBeforeMs ?? 0, notAfterMs: look.notAfterMs }
  const { atMs, state, failures } = look
  return state === 'served'
    ? decideNextLook(life, observing, atMs, spreadOf(id))
    : decideNextTry(life, observing, atMs, spreadOf(id), failures)
}

/** Looks at an endpoint at `atMs`; a look that waits is moved there. Answers the job. */
export const scheduleLook = ({ jobs }: Place, endpoint: StoredEndpoint, atMs: number): Promise<string> => {
  const { id } = endpoint
  return jobs.schedule(id, observe, { endpoint: id, title: `Look at ${formatEndpoint(endpoint)}` }, atMs)
}

/** By endpoint, when its look is due: those that wait; a look that runs plans the next one itself. */
async function plannedLooks({ jobs }: Place): Promise<ReadonlyMap<string, number>> {
  const planned = new Map<string, number>()
  for (const state of ['waiting', 'running'] as const) {
    let cursor: string | undefined
    do {
      const page = await jobs.list({
        kind: observe,
        state,
        limit: 500,
        ...(cursor === undefined ? {} : { cursor }),
      })
      for (const { key, notBeforeMs, createdAtMs } of page.jobs)
        if (key !== undefined) planned.set(key, state === 'running' ? 0 : (notBeforeMs ?? createdAtMs))
      cursor = page.next
    } while (cursor !== undefined)
  }
  return planned
}

/**
 * Plans the looks at all endpoints from what the ledger knows: after a move to another database, after a job that
 * died, after many endpoints came at once. What stands right is left; how many were planned.
 */
export async function planLooks(place: Place): Promise<number> {
  const endpoints = await place.ledger.endpoints.listPresent(place.organisation)
  const planned = await plannedLooks(place)
  const due = endpoints.flatMap(endpoint => {
    const nextMs = nextLookMs(endpoint)
    if (nextMs === undefined) return []
    const atMs = planned.get(endpoint.id)
    return atMs !== undefined && atMs <= Math.max(nextMs, place.now()) ? [] : [{ endpoint, nextMs }]
  })
  for (let from = 0; from < due.length; from += atOnce)
    await Promise.all(
      due.slice(from, from + atOnce).map(({ endpoint, nextMs }) => scheduleLook(place, endpoint, nextMs)),
    )
  return due.length
}

/** Looks again at once at what was refused by settings that have changed. */
export async function lookAgainAtRefused(place: Place): Promise<void> {
  const endpoints = await place.ledger.endpoints.listPresent(place.organisation)
  const refused = endpoints.filter(
    endpoint => endpoint.look?.code === 'tls-address-not-allowed' && nextLookMs(endpoint) !== undefined,
  )
  for (const endpoint of refused) await scheduleLook(place, endpoint, place.now())
}
