import { LedgerFailure, type ListedEndpoint, type RunningJob } from '@foreseen/ledger'
import { type AddressRules, decideAddress, observeEndpoint } from '@foreseen/world/tls'
import { askForForecast } from '../forecast/ask.ts'
import type { Place, WorkOf } from '../place.ts'
import { askForRehearsals } from '../rehearsal/schedule.ts'
import { nextLookMs, observe, scheduleLook } from './schedule.ts'

/** Endpoints looked at by one process at a time; each look waits for others far more than it works. */
const concurrency = 8

/** A name with many addresses that all keep silent takes minutes; nothing takes longer. */
const timeoutMs = 600_000

/** What began here is told apart from what others push. */
export const ownLooker = 'server'

/** `undefined` for an endpoint that is not there: a job may outlive what it is about. */
async function endpointOf({ ledger }: Place, { payload }: RunningJob): Promise<ListedEndpoint | undefined> {
  const id = typeof payload.endpoint === 'string' ? payload.endpoint : ''
  try {
    return await ledger.endpoints.get(id)
  } catch (error) {
    if (error instanceof LedgerFailure && error.code === 'ledger-missing') return undefined
    throw error
  }
}

/** All that one look sees has one moment, so that it is known to belong together. */
async function lookAt(place: Place, endpoint: ListedEndpoint, signal: AbortSignal) {
  const { privateAddresses, loopbackAddresses } = await place.ledger.settings.read(place.organisation)
  const rules: AddressRules = { privateAddresses, loopbackAddresses }
  const atMs = place.now()
  return await observeEndpoint(endpoint, {
    nowMs: () => atMs,
    signal,
    allows: address => decideAddress(address, rules),
  })
}

/** Looks at one endpoint, records what was seen, failures too, and plans the next look by what came of it. */
async function takeLook(place: Place, job: RunningJob, signal: AbortSignal): Promise<void> {
  const endpoint = await endpointOf(place, job)
  if (endpoint === undefined || endpoint.endedMs !== undefined) return
  const { id } = endpoint
  const seen = await lookAt(place, endpoint, signal)
  signal.throwIfAborted()
  const by = { organisation: place.organisation, actor: `job:${job.id}` }
  const pushed = seen.map(observation => ({ endpoint: id, observation, by: ownLooker }))
  const { changed } = await place.ledger.endpoints.observe(by, pushed)
  if (changed > 0) await askForForecast(place)
  if (changed > 0) await askForRehearsals(place)
  const nextMs = nextLookMs(await place.ledger.endpoints.get(id))
  if (nextMs !== undefined) await scheduleLook(place, endpoint, nextMs)
}

/** Looks at endpoints as their schedules or people ask. */
export const observationWork: WorkOf = place => {
  place.jobs.work(observe, { concurrency, timeoutMs }, (job, signal) => takeLook(place, job, signal))
}
