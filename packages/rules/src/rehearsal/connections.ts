import type { WireEvent } from '@foreseen/facts'

/** How far one connection came. `wordless`: it opened and never began TLS, so no certificate was shown. */
export type Reach = 'wordless' | 'hello' | 'secured' | 'data'

/** What one connection came to. */
export interface Connection {
  readonly id: number
  readonly host: string
  /** Highest TLS version offered; '' when it said no hello. */
  readonly version: string
  readonly reach: Reach
  /** `GET /path` of the first request, or ''. */
  readonly request: string
  readonly alert: number | undefined
  /** Why the handshake ended, in the stage's words; '' when it did not end by itself. */
  readonly detail: string
  readonly starttls: string
  readonly openedMs: number
  /** When it was closed, ms since the run's start; `undefined` when it stood until the end. */
  readonly closedMs: number | undefined
}

/** A run's connections, those that count and those that do not. */
export interface Connections {
  /** To hosts under rehearsal, or to nobody knows whom: opened and never said hello. */
  readonly rehearsed: readonly Connection[]
  /** Names and addresses that are not under rehearsal. */
  readonly others: readonly string[]
}

/** Sorts a run's events by connection. How connections interleave does not matter, their own order neither. */
export function readConnections(events: readonly WireEvent[]): Connections {
  const byConnection = new Map<number, WireEvent[]>()
  for (const event of events) {
    const own = byConnection.get(event.connection)
    if (own === undefined) byConnection.set(event.connection, [event])
    else own.push(event)
  }
  const rehearsed: Connection[] = []
  const others = new Set<string>()
  for (const own of byConnection.values()) {
    const hello = pick(own, 'hello')
    const plain = pick(own, 'plain')
    if (hello?.rehearsed === false) others.add(hello.serverName === '' ? hello.host : hello.serverName)
    else if (hello === undefined && plain !== undefined) others.add(plain.host)
    else rehearsed.push(connectionOf(own))
  }
  const ranked = rehearsed.sort((a, b) => a.openedMs - b.openedMs || a.id - b.id)
  return {
    rehearsed: ranked.filter(connection => !wasRetried(connection, ranked)),
    others: [...others].sort(),
  }
}

type EventOf<K extends WireEvent['kind']> = Extract<WireEvent, { readonly kind: K }>

function pick<K extends WireEvent['kind']>(events: readonly WireEvent[], kind: K): EventOf<K> | undefined {
  return events.find((event): event is EventOf<K> => event.kind === kind)
}

function connectionOf(events: readonly WireEvent[]): Connection {
  const hello = pick(events, 'hello')
  const refused = pick(events, 'refused')
  const broke = pick(events, 'broke')
  const request = pick(events, 'request')
  return {
    id: events[0]?.connection ?? 0,
    host: hello?.host ?? '',
    version: hello?.version ?? '',
    reach: reachOf(events),
    request: request === undefined ? '' : `${request.method} ${request.path}`,
    alert: refused?.alert ?? broke?.alert,
    detail: refused?.detail ?? '',
    starttls: pick(events, 'starttls')?.protocol ?? '',
    openedMs: Math.min(...events.map(event => event.atMs)),
    closedMs: pick(events, 'closed')?.atMs ?? refused?.atMs ?? broke?.atMs,
  }
}

/**
 * Only what the client sent counts as data: `closed.bytes` and a greeting that the server sends first prove
 * nothing about the client. An alert proves that it saw the chain, even where the hello could not be read.
 */
function reachOf(events: readonly WireEvent[]): Reach {
  if (events.some(event => event.kind === 'request' || (event.kind === 'data' && event.bytes > 0)))
    return 'data'
  if (pick(events, 'secured') !== undefined) return 'secured'
  const alerted = pick(events, 'refused')?.alert !== undefined
  return pick(events, 'hello') !== undefined || alerted ? 'hello' : 'wordless'
}

/** A failed attempt that the client made again with a lower TLS version is one attempt with the later one. */
function wasRetried(connection: Connection, all: readonly Connection[]): boolean {
  if (connection.reach === 'data' || connection.version === '') return false
  return all.some(
    later =>
      later.host === connection.host &&
      later.openedMs > connection.openedMs &&
      later.version !== '' &&
      later.version < connection.version,
  )
}
