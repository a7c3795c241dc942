/** When a plan is rehearsed again: after a fraction of the life left, and when what it rested on is another. */
import { createHash } from 'node:crypto'
import { LedgerFailure, type ListedEndpoint, type StoredPlan, type StoredRun } from '@foreseen/ledger'
import { decideNextLook, decideNextTry, foreseeing, type Life } from '@foreseen/rules'
import { bySystem, type Place, type WorkOf } from '../place.ts'

const kind = 'rehearse'
const soonMs = 1000
/** Looked at again at least so often, whatever is planned: a plan without runs, an endpoint never looked at. */
const mostWaitMs = 6 * 3_600_000
const plansAtOnce = 500
/** So many failed runs are looked back at; the wait does not grow beyond that. */
const runsLookedAt = 10

/**
 * Something that rehearsals rest on may have changed: it is looked at soon, once for all that changes until then. Sent
 * beside the calendar's own job and never moved, so that changes without end do not put it off without end.
 */
export async function askForRehearsals({ jobs, now }: Place): Promise<void> {
  await jobs.send(kind, { title: 'rehearsals that are due' }, { key: 'soon', notBeforeMs: now() + soonMs })
}

/** Fixed for one plan, 0 to 1: plans entered together are not rehearsed together. */
const spreadOf = (id: string): number => createHash('sha256').update(id).digest().readUInt32BE() / 2 ** 32

async function endpointOf({ ledger }: Place, id: string): Promise<ListedEndpoint | undefined> {
  try {
    return await ledger.endpoints.get(id)
  } catch (error) {
    if (error instanceof LedgerFailure && error.code === 'ledger-missing') return undefined
    throw error
  }
}

/** What is served, and what the newest scan of each release is: when this is another, the answer may be too. */
async function basisOf({ ledger }: Place, plan: StoredPlan, endpoint: string): Promise<string> {
  const served = await ledger.endpoints.servedNow(endpoint)
  const chains = served.flatMap(({ state, chainSha256 }) => (state === 'served' ? [chainSha256 ?? ''] : []))
  const scans: string[] = []
  for (const { release } of plan.clients) {
    if (release === null) continue
    const { items } = await ledger.findings.listScans(release, { limit: 1 })
    scans.push(`${release} ${items[0]?.id ?? ''}`)
  }
  return createHash('sha256')
    .update(JSON.stringify([[...new Set(chains)].sort(), scans.sort()]))
    .digest('hex')
}

const lifeOf = ({ look }: ListedEndpoint): Life => ({
  notBeforeMs: look?.notBeforeMs ?? 0,
  notAfterMs: look?.notAfterMs,
})

/** The moment of the next run, from the runs that there were; `runs` newest first. Now where there was none. */
export function decideNextRun(life: Life, runs: readonly StoredRun[], nowMs: number, spread: number): number {
  const [last] = runs
  if (last === undefined) return nowMs
  const sinceMs = last.endedMs ?? last.createdMs
  const done = runs.findIndex(({ state }) => state !== 'failed')
  const failures = done < 0 ? runs.length : done
  return failures > 0
    ? decideNextTry(life, foreseeing, sinceMs, spread, failures)
    : decideNextLook(life, foreseeing, sinceMs, spread)
}

/** What the newest run that was asked for on a basis rested on; runs of people and pushed ones rest on none. */
const basisBefore = (runs: readonly StoredRun[]): string =>
  runs.find(({ basis }) => basis !== '')?.basis ?? ''

/** Asks for a run where one is due; when to look at the plan again. `undefined` for a plan without an endpoint. */
async function lookAtPlan(place: Place, plan: StoredPlan): Promise<number | undefined> {
  const { ledger, organisation } = place
  const endpoint = plan.endpoint === null ? undefined : await endpointOf(place, plan.endpoint)
  // Before anything was seen there is nothing to rehearse from; the first look asks again.
  if (endpoint?.look === undefined || endpoint.endedMs !== undefined) return undefined
  const { items: runs } = await ledger.rehearsals.listRuns({
    organisation,
    plan: plan.id,
    limit: runsLookedAt,
  })
  const nowMs = place.now()
  const [last] = runs
  if (last?.state === 'waiting' || last?.state === 'running') return undefined
  const basis = await basisOf(place, plan, endpoint.id)
  const dueMs = decideNextRun(lifeOf(endpoint), runs, nowMs, spreadOf(plan.id))
  const known = basisBefore(runs)
  const isOther = known !== '' && known !== basis && last?.state !== 'failed'
  if (dueMs > nowMs && !isOther) return dueMs
  await ledger.rehearsals.askRun(bySystem(place), plan.id, basis)
  return undefined
}

/** Asks for what is due; when the next look is worth it, milliseconds since the epoch. */
export async function lookAtPlans(place: Place, signal: AbortSignal): Promise<number> {
  const { ledger, organisation } = place
  let nextMs = place.now() + mostWaitMs
  let after: string | undefined
  do {
    const page = await ledger.rehearsals.listPlans(organisation, {
      limit: plansAtOnce,
      ...(after === undefined ? {} : { after }),
    })
    for (const plan of page.items) {
      signal.throwIfAborted()
      nextMs = Math.min(nextMs, (await lookAtPlan(place, plan)) ?? nextMs)
    }
    after = page.next
  } while (after !== undefined)
  return nextMs
}

/** Asks for rehearsals that are due, and sets its own next time. Who carries them out are runners. */
export const rehearseWork: WorkOf = place => {
  place.jobs.work(kind, { timeoutMs: 300_000 }, async (_job, signal) => {
    const nextMs = await lookAtPlans(place, signal)
    await place.jobs.schedule('calendar', kind, { title: 'rehearsals by the calendar' }, nextMs)
  })
}
