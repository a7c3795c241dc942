import type { ShownJob } from '@foreseen/facts'
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { interfaceRoot } from './client.ts'
import { type ChangedRoom, invalidateRooms } from './rooms.ts'

/** `lost`: nothing is told; pages ask by themselves until it is back. */
export type Connection = 'opening' | 'live' | 'lost'

/** Many changes within this time are asked for once. */
const gatherMs = 700
/** Without events, pages ask so often, and try as often to be told again. */
const pollMs = 20_000

const changedRooms: readonly string[] = [
  'releases',
  'endpoints',
  'forecasts',
  'rehearsals',
  'jobs',
  'settings',
] satisfies ChangedRoom[]

const isChangedRoom = (text: unknown): text is ChangedRoom =>
  typeof text === 'string' && changedRooms.includes(text)

function parsed(text: unknown): object | undefined {
  try {
    const value: unknown = JSON.parse(String(text))
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

const isJob = (value: object | undefined): value is ShownJob =>
  value !== undefined && 'id' in value && typeof value.id === 'string' && 'state' in value

/** Gathers rooms and has them asked for at once. */
function gather(client: QueryClient) {
  const rooms = new Set<ChangedRoom>()
  let timer: ReturnType<typeof setTimeout> | undefined
  return {
    add: (room: ChangedRoom) => {
      rooms.add(room)
      timer ??= setTimeout(() => {
        timer = undefined
        const taken = [...rooms]
        rooms.clear()
        void invalidateRooms(client, taken)
      }, gatherMs)
    },
    end: () => clearTimeout(timer),
  }
}

/** A job's news stands in its own answer at once; lists are asked for again. */
function takeJob(client: QueryClient, job: ShownJob): void {
  client.setQueryData([`/jobs/${job.id}`], job)
}

function follow(client: QueryClient, tell: (connection: Connection) => void): () => void {
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let wasLost = false
  const gathered = gather(client)
  const lose = () => {
    wasLost = true
    tell('lost')
    timer ??= setTimeout(() => {
      timer = undefined
      void client.invalidateQueries()
      // The browser tries again by itself after a broken connection, but not after a refusal.
      if (source?.readyState === EventSource.CLOSED) open()
      else if (source?.readyState === EventSource.CONNECTING) lose()
    }, pollMs)
  }
  const open = () => {
    source?.close()
    source = new EventSource(`${interfaceRoot}/changes`)
    source.onopen = () => {
      clearTimeout(timer)
      timer = undefined
      tell('live')
      if (wasLost) void client.invalidateQueries()
      wasLost = false
    }
    source.onerror = lose
    source.addEventListener('job', ({ data }) => {
      const job = parsed(data)
      if (!isJob(job)) return
      takeJob(client, job)
      gathered.add('jobs')
    })
    source.addEventListener('change', ({ data }) => {
      const change = parsed(data)
      if (change !== undefined && 'room' in change && isChangedRoom(change.room)) gathered.add(change.room)
    })
  }
  open()
  return () => {
    source?.close()
    clearTimeout(timer)
    gathered.end()
  }
}

/** Keeps what is shown as the server has it; one for all pages, opened by the shell. */
export function useLive(): Connection {
  const client = useQueryClient()
  const [connection, setConnection] = useState<Connection>('opening')
  useEffect(() => follow(client, setConnection), [client])
  return connection
}
