import type { Backoff } from './contract.ts'

/**
 * How long to wait after a failed attempt: evenly drawn from nothing to the ceiling ("full jitter"). Of the usual
 * forms it spreads a herd that failed together best, for the least total work (AWS Architecture Blog, "Exponential
 * Backoff And Jitter", 2015). The exponent ends at 30, where any ceiling is reached.
 */
export function retryInMs(backoff: Backoff, attempt: number, random: () => number): number {
  const ceiling = Math.min(backoff.mostMs, backoff.baseMs * 2 ** Math.min(30, Math.max(0, attempt - 1)))
  return Math.floor(random() * ceiling)
}
