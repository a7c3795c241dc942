import type { Duplex } from 'node:stream'
import type { WireEvent } from '@foreseen/facts'
import type { StagedRun } from '../parts.ts'

/** Connections of one run that are answered; a client that opens more is looping. */
const maxConnections = 1000

/** Events of one run that are passed on. */
const maxEvents = 10_000

/** Names kept of one run. */
const maxNames = 500

type Without<Event> = Event extends WireEvent ? Omit<Event, 'connection' | 'atMs'> : never

/** An event before its connection and time are known. */
export type Seen = Without<WireEvent>

/** What the client meant to reach. */
export interface Meant {
  /** Address or, by CONNECT, host name. */
  readonly address: string
  readonly port: number
}

/** A run that the stage has admitted: its connections, its names, its clock. */
export class Admission {
  readonly run: StagedRun
  /** Why its connections cannot be told from those of others, or ''. */
  mixed = ''
  readonly #clock: () => number
  readonly #startedMs: number
  readonly #names = new Set<string>()
  readonly #live = new Set<Connection>()
  #opened = 0
  #events = 0
  #ended = false
  #emptied: (() => void) | undefined

  constructor(run: StagedRun, clock: () => number) {
    this.run = run
    this.#clock = clock
    this.#startedMs = clock()
  }

  get namesAsked(): readonly string[] {
    return [...this.#names]
  }

  ask(name: string): void {
    if (name !== '' && this.#names.size < maxNames) this.#names.add(name)
  }

  /** Takes a connection in, or destroys it when there were too many. */
  open(socket: Duplex, meant: Meant): Connection | undefined {
    socket.on('error', () => {})
    this.#opened += 1
    if (this.#ended || socket.destroyed || this.#opened > maxConnections) {
      socket.destroy()
      return undefined
    }
    const connection = new Connection(this, socket, this.#opened)
    this.#live.add(connection)
    connection.emit({ kind: 'opened', address: meant.address, port: meant.port })
    return connection
  }

  emit(connection: number, seen: Seen): void {
    this.#events += 1
    if (this.#events > maxEvents) return
    const atMs = Math.max(0, Math.round((this.#clock() - this.#startedMs) * 10) / 10)
    this.run.emit({ ...seen, connection, atMs })
  }

  leave(connection: Connection): void {
    this.#live.delete(connection)
    if (this.#live.size === 0) this.#emptied?.()
  }

  /** Resolves when no connection is left; after `graceMs` those that are left are torn down first. */
  async end(graceMs: number): Promise<void> {
    if (this.#live.size === 0) {
      this.#ended = true
      return
    }
    const emptied = new Promise<void>(resolve => {
      this.#emptied = resolve
    })
    // A busy machine may have kept the loop from what came within the grace: that is heard first.
    const timer = setTimeout(() => void settle().then(() => this.#tear()), graceMs)
    await emptied
    clearTimeout(timer)
    this.#ended = true
  }

  #tear(): void {
    this.#ended = true
    for (const connection of this.#live) connection.destroy()
  }
}

/** One connection; `closed` comes last and once. */
export class Connection {
  /** The stream whose bytes count as application data, once there is one. */
  application: (Duplex & { readonly bytesRead: number }) | undefined
  readonly #admission: Admission
  readonly #socket: Duplex
  readonly #number: number
  #closed = false
  #torn = false

  constructor(admission: Admission, socket: Duplex, number: number) {
    this.#admission = admission
    this.#socket = socket
    this.#number = number
    // A turn later, so that what broke the connection is told before its end.
    socket.once('close', () => setImmediate(() => this.#close()))
  }

  get scenario(): string {
    return this.#admission.run.scenario
  }

  get shiftDays(): number {
    return this.#admission.run.shiftDays
  }

  emit(seen: Seen): void {
    // What breaks because the stage tears a connection down is no deed of the client.
    if (this.#closed || (this.#torn && seen.kind !== 'closed')) return
    this.#admission.emit(this.#number, seen)
  }

  /** Tears it down; only `closed` is told after that. */
  destroy(): void {
    this.#torn = true
    this.application?.destroy()
    this.#socket.destroy()
  }

  #close(): void {
    const { application } = this
    if (application !== undefined && !application.closed) {
      application.once('close', () => this.#close())
      application.destroy()
      return
    }
    if (this.#closed) return
    this.emit({ kind: 'closed', bytes: application?.bytesRead ?? 0 })
    this.#closed = true
    this.#admission.leave(this)
  }
}

/**
 * A client may have connected, spoken and ended before its connection was taken from the queue: three turns of the
 * event loop accept it, read it and see its end.
 */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise<void>(resolve => setImmediate(resolve))
}
