/** What both engines offer to the rooms of the ledger. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { isPassing, LedgerFailure } from './failure.ts'
import type { Changes, Queries } from './schema.ts'

export type EngineName = 'sqlite' | 'postgresql'

export interface Engine {
  readonly name: EngineName
  /** Reads what is committed; cannot write. */
  readonly read: Queries
  /**
   * Carries a change out as if it were alone (serialisable), tries again when others came between, and undoes
   * everything when it throws. Code: `ledger-contended`, `ledger-locked` after `attempts`, and whatever the
   * engine refuses.
   */
  readonly transact: <T>(act: (changes: Changes) => Promise<T>) => Promise<T>
  /**
   * Waits until nobody else appends to the log, until the end of this transaction, and gives a view of what is
   * committed now, which the transaction's own snapshot may be older than.
   */
  readonly appending: (changes: Changes) => Promise<Queries>
  /** Reads with one unmoving view of everything, however long it takes. */
  readonly snapshot: <T>(act: (view: Changes) => Promise<T>) => Promise<T>
  readonly close: () => Promise<void>
}

/** How often a change is tried; the pauses double from 5 ms to half a second: some ten seconds in all. */
const attempts = 25
const shortestMs = 5
const longestMs = 500

/** Chance between half and the whole of a pause that doubles each time. */
function pauseMs(attempt: number, random: (sizeBytes: number) => Uint8Array): number {
  const whole = Math.min(shortestMs * 2 ** attempt, longestMs)
  return whole / 2 + (whole / 2) * ((random(1)[0] ?? 0) / 255)
}

/** Carries changes out, again where others came between. */
export type Persist = <T>(act: () => Promise<T>) => Promise<T>

/**
 * For one engine: tries until it succeeds, fails for good, or was tried often enough. A change within a change
 * would wait for itself and is refused.
 */
export function persisting(random: (sizeBytes: number) => Uint8Array): Persist {
  const underWay = new AsyncLocalStorage<true>()
  return async act => {
    if (underWay.getStore() === true) throw new Error('a change was begun within a change')
    for (let attempt = 0; ; attempt++) {
      try {
        return await underWay.run(true, act)
      } catch (error) {
        if (!isPassing(error)) throw error
        if (attempt + 1 >= attempts) throw spent(error)
        await wait(pauseMs(attempt, random))
      }
    }
  }
}

function spent(error: unknown): unknown {
  if (!(error instanceof LedgerFailure)) return error
  return new LedgerFailure(error.code, `${error.message} (tried ${attempts} times)`, error)
}
