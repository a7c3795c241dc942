/** Lets work through side by side, and work that must be alone one at a time. */
export interface Turns {
  take<T>(alone: boolean, work: () => Promise<T>): Promise<T>
}

interface Waiting {
  readonly alone: boolean
  readonly go: () => void
}

/** In the order of asking: who must be alone waits for all before it, and all after it wait. */
export function createTurns(): Turns {
  const queue: Waiting[] = []
  let running = 0
  let isAlone = false
  const next = (): void => {
    for (let head = queue[0]; head !== undefined; head = queue[0]) {
      if (isAlone || (head.alone && running > 0)) return
      queue.shift()
      running++
      isAlone = head.alone
      head.go()
    }
  }
  return {
    async take(alone, work) {
      await new Promise<void>(go => {
        queue.push({ alone, go })
        next()
      })
      try {
        return await work()
      } finally {
        running--
        if (alone) isAlone = false
        next()
      }
    },
  }
}
