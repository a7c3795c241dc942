/** One run, from taking it to saying what came of it. */
import type { ClaimedRehearsal } from '@foreseen/facts'
import { printable } from '@foreseen/x509'
import { countText } from '../text/amounts.ts'
import type { RehearsalProgress } from '../text/rehearsal-progress.ts'
import { untilHeard } from './patience.ts'
import type { Carried, RunnerPorts } from './ports.ts'

/** Heartbeats within one lease where nothing happens: two may be lost on their way. */
const beatsPerLease = 4
/** Somebody may watch: what has changed is said so often, and a run that was ended is heard of. */
const tickMs = 2000
const longestText = 500
const longestReason = 2000

const nameOf = ({ plan, clients }: ClaimedRehearsal): string =>
  `${printable(plan.name)} (${countText(clients.length, 'client')})`

/** A run while this machine has it. */
class Held {
  readonly claimed: ClaimedRehearsal
  readonly #ports: RunnerPorts
  readonly #controller = new AbortController()
  #progress: RehearsalProgress = { done: 0, all: 0, last: '' }
  #isAway = false
  #isNew = true
  #quietTicks = 0
  /** The program ends: nothing more is said of this run but that it is given back. */
  isEnding = false

  constructor(ports: RunnerPorts, claimed: ClaimedRehearsal) {
    this.#ports = ports
    this.claimed = claimed
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  get isOurs(): boolean {
    return !this.isEnding && !this.signal.aborted
  }

  note(progress: RehearsalProgress): void {
    this.#progress = progress
    this.#isNew = true
  }

  /** Says how far it is when there is news, and often enough to keep the lease. */
  tick(): void {
    const mostQuiet = (this.claimed.leaseSeconds * 1000) / beatsPerLease / tickMs
    if (!this.#isNew && ++this.#quietTicks < mostQuiet) return
    this.#isNew = false
    this.#quietTicks = 0
    void this.#beat()
  }

  lose(): void {
    if (!this.isOurs) return
    this.#ports.say('the run was ended, or another runner has it by now: this one stops')
    this.#controller.abort()
  }

  async #beat(): Promise<void> {
    if (!this.isOurs) return
    const { done, all, last } = this.#progress
    const share = all === 0 ? 0 : Math.min(1, done / all)
    const text = all === 0 ? 'opening the sandbox' : `${done} of ${countText(all, 'run')}; last ${last}`
    const said = await this.#ports.protocol.progress(this.claimed, share, text.slice(0, longestText))
    if (said.kind === 'lost') this.lose()
    const isAway = said.kind === 'away'
    if (isAway && !this.#isAway) this.#ports.say(`the server does not answer (${said.detail}); going on`)
    if (said.kind === 'refused') this.#ports.say(`the server refuses the progress: ${said.detail}`)
    this.#isAway = isAway
  }
}

/** Sends what came of it until the server has heard it, or somebody else has the run. */
async function tell(ports: RunnerPorts, held: Held, carried: Carried): Promise<boolean> {
  const { protocol, say } = ports
  const { claimed } = held
  const fail = async (reason: string): Promise<boolean> => {
    // What a sandbox printed may be in it.
    const cut = printable(reason).slice(0, longestReason)
    say(`came to nothing: ${cut}`)
    const said = await untilHeard(
      ports,
      () => protocol.fail(claimed, cut),
      () => held.isOurs,
    )
    if (said?.kind === 'lost') held.lose()
    return false
  }
  if (!carried.ok) return await fail(carried.reason)
  const said = await untilHeard(
    ports,
    () => protocol.finish(claimed, carried.report),
    () => held.isOurs,
  )
  if (said === undefined) return false
  if (said.kind === 'lost') held.lose()
  if (said.kind === 'refused') return await fail(`The server refuses the report: ${said.detail}`)
  if (said.kind !== 'heard') return false
  for (const sentence of carried.sentences) say(`  ${printable(sentence)}`)
  say(`done: ${nameOf(claimed)}`)
  return true
}

/** Carries out one run; whether it came to a report that the server took. */
export async function carryOut(ports: RunnerPorts, claimed: ClaimedRehearsal): Promise<boolean> {
  const { protocol, say } = ports
  const held = new Held(ports, claimed)
  say(`takes ${nameOf(claimed)}, attempt ${claimed.attempt}, ${claimed.run}`)
  const stopBeats = ports.every(tickMs, () => held.tick())
  const forget = ports.onInterrupt(async () => {
    held.isEnding = true
    stopBeats()
    const said = await protocol.giveBack(claimed)
    say(said.kind === 'heard' ? 'gave the run back' : 'could not give the run back: its lease runs out')
  })
  try {
    const carried = await ports.rehearse(claimed, held.signal, progress => held.note(progress))
    return held.isOurs && (await tell(ports, held, carried))
  } finally {
    stopBeats()
    forget()
  }
}
