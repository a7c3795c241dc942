import type { Cast, Credentials } from '../parts.ts'

/** Names kept; a client that makes up more gets its certificates made anew. */
const maxKept = 1000

/** Credentials by scenario, shift and name, made once however many connections ask at a time. */
export class Presenter {
  readonly #cast: Cast
  readonly #kept = new Map<string, Promise<Credentials>>()

  constructor(cast: Cast) {
    this.#cast = cast
  }

  credentials(scenario: string, serverName: string, shiftDays: number): Promise<Credentials> {
    const key = `${shiftDays} ${scenario} ${serverName}`
    const kept = this.#kept.get(key)
    if (kept !== undefined) return kept
    const made = this.#cast.credentials({ scenario, serverName, shiftDays })
    if (this.#kept.size < maxKept) this.#kept.set(key, made)
    made.catch(() => this.#kept.delete(key))
    return made
  }
}
