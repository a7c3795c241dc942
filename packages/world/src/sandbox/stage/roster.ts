import type { StagedRun, StagedRunEnd } from '../parts.ts'
import { Admission, settle } from './admission.ts'

/** Time for a client's last connections to be closed by itself, ms. */
const graceMs = 250

/** `127.1.0.7` of `::ffff:127.1.0.7`. */
export const plainAddress = (address: string | undefined): string => (address ?? '').replace(/^::ffff:/i, '')

/** The runs under way, by address. */
export class Roster {
  readonly #clock: () => number
  readonly #runs = new Map<string, Admission>()
  /** Addresses of runs that are over: what still comes there is nobody's. */
  readonly #over = new Set<string>()
  /** Stand-ins for runs that cannot be told apart: answered, and heard by nobody. */
  readonly #crowds = new Map<string, Admission>()

  constructor(clock: () => number) {
    this.#clock = clock
  }

  has(address: string): boolean {
    return this.#runs.has(address)
  }

  admit(run: StagedRun): Admission {
    const admission = new Admission(run, this.#clock)
    this.#runs.set(run.address, admission)
    this.#over.delete(run.address)
    return admission
  }

  /**
   * Whose connection it is that came to `address`. An address that belongs to no run is hardwired in a client: of
   * several runs nobody can say which. It is then answered only if all of them play the same.
   */
  find(address: string): Admission | undefined {
    const own = this.#runs.get(address)
    if (own !== undefined || this.#over.has(address)) return own
    const all = [...this.#runs.values()]
    const [first] = all
    if (first === undefined || all.length === 1) return first
    for (const admission of all) {
      admission.mixed = `a connection to ${address} came while ${all.length} runs were under way`
    }
    const { scenario, shiftDays } = first.run
    if (all.some(({ run }) => run.scenario !== scenario || run.shiftDays !== shiftDays)) return undefined
    const key = `${shiftDays} ${scenario}`
    const crowd =
      this.#crowds.get(key) ?? new Admission({ address, scenario, shiftDays, emit: () => {} }, this.#clock)
    this.#crowds.set(key, crowd)
    return crowd
  }

  /** Lets a run's connections end, and forgets it. */
  async dismiss(address: string): Promise<StagedRunEnd> {
    const admission = this.#runs.get(address)
    if (admission === undefined) return { namesAsked: [], mixed: '' }
    await settle()
    await admission.end(graceMs)
    this.#runs.delete(address)
    this.#over.add(address)
    return { namesAsked: admission.namesAsked, mixed: admission.mixed }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#runs.values(), ...this.#crowds.values()].map(admission => admission.end(0)))
    this.#runs.clear()
    this.#crowds.clear()
  }
}
