import { hrtime } from 'node:process'
import type { JobTimers } from './contract.ts'

/** The clocks and timers of the machine. `hrtime` counts from the boot on Linux, macOS and Windows alike, for all processes. */
export const systemTimers: JobTimers = {
  now: () => Date.now(),
  monotonicMs: () => Number(hrtime.bigint() / 1_000_000n),
  setTimeout: (run, ms) => setTimeout(run, ms),
  clearTimeout: handle => {
    if (handle instanceof Object) clearTimeout(handle as NodeJS.Timeout)
  },
}
