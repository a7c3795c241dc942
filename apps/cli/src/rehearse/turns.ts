interface Waiter {
  readonly weight: number
  readonly start: () => void
}

/**
 * How many runs may be under way. A light client weighs 1, a heavy one 2, one that must be alone everything:
 * with two turns for each core this is 2 x cores light ones, or as many heavy ones as there are cores
 * (measured: light ones gain nothing beyond that, heavy ones lose).
 */
export class Turns {
  readonly #capacity: number
  readonly #waiting: Waiter[] = []
  #taken = 0

  constructor(capacity: number) {
    this.#capacity = Math.max(1, capacity)
  }

  /** Does `work` when its turn comes; whoever came first goes first, so that a run alone is not put off for ever. */
  async take<T>(weight: number, work: () => Promise<T>): Promise<T> {
    const own = Math.min(this.#capacity, weight)
    await new Promise<void>(resolve => {
      this.#waiting.push({ weight: own, start: resolve })
      this.#next()
    })
    try {
      return await work()
    } finally {
      this.#taken -= own
      this.#next()
    }
  }

  /** Does `work` while nothing else is under way. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    return this.take(this.#capacity, work)
  }

  #next(): void {
    for (let first = this.#waiting[0]; first !== undefined; first = this.#waiting[0]) {
      if (this.#taken + first.weight > this.#capacity) return
      this.#waiting.shift()
      this.#taken += first.weight
      first.start()
    }
  }
}
