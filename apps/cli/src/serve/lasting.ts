/** Programs that run until they are told to end. */

/** Longer than jobs are given to end (`docs/jobs.md`); a second signal ends at once. */
const patienceMs = 25_000

/**
 * Takes signals over from now on; resolves at the first one. To be called before anything is begun: a signal that comes
 * between two handlers is lost.
 */
export function armEnd(): Promise<void> {
  return new Promise<void>(resolve => {
    // The usual handlers of the command line end at once; here there is work to give back.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.removeAllListeners(signal)
      process.once(signal, () => {
        for (const again of ['SIGINT', 'SIGTERM'] as const) process.once(again, () => process.exit(1))
        resolve()
      })
    }
  })
}

/**
 * Waits until it is told to end, then closes in order. A second signal, or a close that takes too long, ends the program
 * at once: nothing acknowledged is lost by that, only work under way is begun anew.
 */
export async function untilTold(
  told: Promise<void>,
  close: () => Promise<void>,
  say: (line: string) => void,
): Promise<void> {
  await told
  say('Ending: what is under way is given back.')
  const timer = setTimeout(() => process.exit(1), patienceMs)
  try {
    await close()
  } finally {
    clearTimeout(timer)
  }
  say('Ended.')
}
