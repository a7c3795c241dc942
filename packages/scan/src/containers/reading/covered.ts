/** Ranges of a container that members take; what they leave is searched raw. */
export interface Covered {
  add(start: number, end: number): void
  /** The ranges between `from` and `to` that nothing takes, longer than `leastBytes`. */
  gaps(
    from: number,
    to: number,
    leastBytes: number,
  ): readonly { readonly start: number; readonly end: number }[]
}

/** Ranges in any order; 16 bytes each, for containers of a million members. */
export function createCovered(): Covered {
  let starts = new Float64Array(64)
  let ends = new Float64Array(64)
  let count = 0
  return {
    add(start, end) {
      if (count === starts.length) {
        const wider = [new Float64Array(2 * count), new Float64Array(2 * count)] as const
        wider[0].set(starts)
        wider[1].set(ends)
        ;[starts, ends] = wider
      }
      starts[count] = start
      ends[count++] = end
    },
    gaps(from, to, leastBytes) {
      const order = Uint32Array.from({ length: count }, (_, i) => i).sort(
        (a, b) => (starts[a] ?? 0) - (starts[b] ?? 0),
      )
      const gaps: { start: number; end: number }[] = []
      let at = from
      for (const i of order) {
        const start = Math.min(starts[i] ?? 0, to)
        if (start - at > leastBytes) gaps.push({ start: at, end: start })
        at = Math.max(at, ends[i] ?? 0)
      }
      if (to - at > leastBytes) gaps.push({ start: at, end: to })
      return gaps
    },
  }
}
