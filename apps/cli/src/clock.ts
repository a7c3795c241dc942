/** The one place of this program that reads the clock, for what a person sees. */
export function clockMs(): number {
  return Date.now()
}

/** Time since the start of the program, for durations. */
export function runningMs(): number {
  return performance.now()
}
