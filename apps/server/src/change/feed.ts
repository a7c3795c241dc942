/** What changed, for pages that are open: one look a second for all of them, and none while nobody follows. */
import { eventKindsAfter, readHead } from '@foreseen/ledger'
import { jobText } from '../job/shape.ts'
import type { Place } from '../place.ts'
import type { StreamEvent, StreamTimers } from '../stream/events.ts'

/** Rooms as the pages have them. */
export type ChangedRoom = 'releases' | 'endpoints' | 'forecasts' | 'rehearsals' | 'jobs' | 'settings'

/** The first word of an event's kind, and the room that it changes. Accounts change nothing that others see. */
const roomOfNoun: Readonly<Record<string, ChangedRoom>> = {
  product: 'releases',
  release: 'releases',
  scan: 'releases',
  installs: 'releases',
  endpoint: 'endpoints',
  forecast: 'forecasts',
  rehearsal: 'rehearsals',
  runner: 'rehearsals',
  setting: 'settings',
  settings: 'settings',
  sample: 'settings',
}

const lookMs = 1000
/** A reader that is so far behind is told that everything changed, and not each thing. */
const mostWaiting = 200
const jobsLookedAt = 100

const everything: readonly StreamEvent[] = (
  ['releases', 'endpoints', 'forecasts', 'rehearsals', 'jobs', 'settings'] as const
).map(room => ({ type: 'change', data: { room } }))

interface Follower {
  waiting: StreamEvent[]
  wake: () => void
}

/** What became of jobs since they were last looked at; `known` is brought up to now. */
async function lookAtJobs(
  { jobs }: Place,
  known: Map<string, string>,
  isFirst: boolean,
): Promise<StreamEvent[]> {
  const [newest, running] = await Promise.all([
    jobs.list({ limit: jobsLookedAt }),
    jobs.list({ state: 'running', limit: jobsLookedAt }),
  ])
  const seen = new Map([...running.jobs, ...newest.jobs].map(job => [job.id, jobText(job)]))
  // One that ran and is no longer among the newest has ended.
  for (const id of known.keys()) {
    const ended = seen.has(id) ? undefined : await jobs.get(id)
    if (ended !== undefined) seen.set(id, jobText(ended))
  }
  const events: StreamEvent[] = []
  for (const [id, job] of seen) {
    const text = JSON.stringify(job)
    if (!isFirst && known.get(id) !== text) events.push({ type: 'job', data: job })
    if (job.state === 'running' || newest.jobs.some(other => other.id === id)) known.set(id, text)
    else known.delete(id)
  }
  for (const id of known.keys()) if (!seen.has(id)) known.delete(id)
  return events
}

/** A feed of one server. */
export interface Feed {
  /** What changes from now on; ends when the signal fires. */
  follow(signal: AbortSignal): AsyncGenerator<StreamEvent, void, undefined>
}

/** `onTrouble` hears when a look failed; the next one tries again. */
export function openFeed(place: Place, timers: StreamTimers, onTrouble: (error: unknown) => void): Feed {
  const followers = new Set<Follower>()
  const jobs = new Map<string, string>()
  let seq: number | undefined
  let isLooking = false

  async function look(): Promise<void> {
    const isFirst = seq === undefined
    seq ??= (await readHead(place.ledger.read)).seq
    const after = await eventKindsAfter(place.ledger.read, seq)
    seq = after.seq
    const rooms = new Set(after.kinds.map(kind => roomOfNoun[kind.split('.')[0] ?? '']))
    const changes = [...rooms].flatMap(room =>
      room === undefined ? [] : [{ type: 'change', data: { room } }],
    )
    tell([...changes, ...(await lookAtJobs(place, jobs, isFirst))])
  }

  function tell(events: readonly StreamEvent[]): void {
    if (events.length === 0) return
    for (const follower of followers) {
      follower.waiting.push(...events)
      if (follower.waiting.length > mostWaiting) follower.waiting = [...everything]
      follower.wake()
    }
  }

  async function lookOn(): Promise<void> {
    if (isLooking) return
    isLooking = true
    while (followers.size > 0) {
      await look().catch(onTrouble)
      await new Promise<void>(resolve => void timers.setTimeout(resolve, lookMs))
    }
    isLooking = false
    seq = undefined
    jobs.clear()
  }

  async function* follow(signal: AbortSignal): AsyncGenerator<StreamEvent, void, undefined> {
    const follower: Follower = { waiting: [], wake: () => {} }
    const wake = () => follower.wake()
    followers.add(follower)
    signal.addEventListener('abort', wake)
    void lookOn()
    try {
      while (!signal.aborted) {
        const next = follower.waiting.shift()
        if (next !== undefined) yield next
        else
          await new Promise<void>(resolve => {
            follower.wake = resolve
          })
      }
    } finally {
      followers.delete(follower)
      signal.removeEventListener('abort', wake)
    }
  }
  return { follow }
}
