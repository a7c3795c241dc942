/** One at a time, in the order of asking. */
export class Mutex {
  #held = false
  readonly #waiting: (() => void)[] = []

  async lock(): Promise<void> {
    if (!this.#held) {
      this.#held = true
      return
    }
    await new Promise<void>(resolve => this.#waiting.push(resolve))
  }

  /** Hands the lock to whoever waited longest. */
  unlock(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#held = false
    else next()
  }
}
