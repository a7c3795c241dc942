import type { Socket } from 'node:net'
import type { Stage, StagedRun, StagedRunEnd, StageOptions } from '../parts.ts'
import type { Admission } from './admission.ts'
import { StageFailure } from './failure.ts'
import { type Front, openFront } from './front.ts'
import { portsOf } from './hosts.ts'
import { HttpOne } from './http-one.ts'
import { openNameServer } from './name-server.ts'
import { Presenter } from './presenter.ts'
import { openProxy } from './proxy.ts'
import { Reception } from './reception.ts'
import { plainAddress, Roster } from './roster.ts'

/** Addresses inside certificates and redirects have no port of their own; other hosts are mostly at 443. */
const standingPorts = [80, 443]

/** What a run has of its own while it is admitted. */
interface Own {
  close(): void
}

/** The stage of one rehearsal; state with a lifetime, ended by `close`. */
class StandingStage implements Stage {
  readonly #options: StageOptions
  readonly #roster: Roster
  readonly #reception: Reception
  readonly #httpOne = new HttpOne()
  readonly #own = new Map<string, Own>()
  #front: Front | undefined
  #closed = false

  constructor(options: StageOptions) {
    this.#options = options
    this.#roster = new Roster(options.clock)
    this.#reception = new Reception({
      cast: options.cast,
      hosts: options.hosts,
      answersDir: options.answersDir,
      presenter: new Presenter(options.cast),
      httpOne: this.#httpOne,
    })
  }

  /** Opens what all runs have in common: with `network`, the listeners. */
  async open(): Promise<void> {
    if (this.#options.reach !== 'network') return
    const ports = [...new Set([...portsOf(this.#options.hosts), ...standingPorts])]
    const meet = (socket: Socket): void => this.#meet(socket, undefined)
    // A machine may have no IPv6 at all; then no client can mean such an address either.
    this.#front = await openFront('::', ports, meet).catch(() => openFront('0.0.0.0', ports, meet))
  }

  async admit(run: StagedRun): Promise<{ readonly proxyPort: number | undefined }> {
    if (this.#closed) throw new StageFailure('stage-closed', 'the stage is closed')
    if (this.#roster.has(run.address))
      throw new StageFailure('stage-address-taken', `a run with the address ${run.address} is under way`)
    const admission = this.#roster.admit(run)
    try {
      const { own, proxyPort } = await this.#openOwn(admission)
      this.#own.set(run.address, own)
      return { proxyPort }
    } catch (error) {
      await this.#roster.dismiss(run.address)
      throw error
    }
  }

  async #openOwn(admission: Admission): Promise<{ own: Own; proxyPort: number | undefined }> {
    const { reach, hosts } = this.#options
    if (reach === 'network') return { own: await openNameServer(admission), proxyPort: undefined }
    if (reach === 'loopback') {
      const meet = (socket: Socket): void => this.#meet(socket, admission)
      return { own: await openFront(admission.run.address, portsOf(hosts), meet), proxyPort: undefined }
    }
    const proxy = await openProxy(admission, this.#reception)
    return { own: proxy, proxyPort: proxy.port }
  }

  /** A connection came to a listener; which run's it is, the address says that it came to. */
  #meet(socket: Socket, owner: Admission | undefined): void {
    const address = plainAddress(socket.localAddress)
    const admission = owner ?? this.#roster.find(address)
    if (admission === undefined || address === '') {
      socket.on('error', () => {})
      socket.destroy()
      return
    }
    socket.setNoDelay(true)
    this.#reception.receive(socket, admission, { address, port: socket.localPort ?? 0 })
  }

  async dismiss(address: string): Promise<StagedRunEnd> {
    const end = await this.#roster.dismiss(address)
    this.#own.get(address)?.close()
    this.#own.delete(address)
    return end
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#front?.close()
    for (const own of this.#own.values()) own.close()
    this.#own.clear()
    await this.#roster.close()
    this.#httpOne.close()
  }
}

/**
 * Opens the stage that all runs of a rehearsal meet. With `network` it also listens on 80 and 443, for what
 * certificates point to and for hosts that are not under rehearsal.
 * @throws StageFailure `stage-cannot-listen` when a port cannot be opened; `admit` throws the same for a run's own
 * ports, `stage-address-taken` and `stage-closed`.
 */
export async function openStage(options: StageOptions): Promise<Stage> {
  const stage = new StandingStage(options)
  await stage.open()
  return stage
}
