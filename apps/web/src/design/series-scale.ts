/** Where the points of a series stand, and what is written at its edges. */

export interface SeriesPoint {
  /** Milliseconds since the epoch. */
  readonly ms: number
  readonly value: number
}

/** A day as it is written takes so many pixels, with air around it. */
const dayPixels = 110

/** Values from 0 to at or above `most` in steps of 1, 2 or 5 times a power of ten: three to six of them. */
export function niceTicks(most: number): readonly number[] {
  const power = 10 ** Math.floor(Math.log10(most / 2))
  const step = [1, 2, 5, 10].map(factor => factor * power).find(size => most / size <= 5) ?? 10 * power
  const whole = Math.max(1, Math.round(step))
  return Array.from({ length: Math.ceil(most / whole) + 1 }, (_, at) => at * whole)
}

/** Days for the edge below: first and last, and as many between as fit. */
export function timeTicks(points: readonly SeriesPoint[], pixels: number): readonly number[] {
  const [first, last] = [points[0]?.ms, points.at(-1)?.ms]
  if (first === undefined || last === undefined) return []
  const count = Math.max(1, Math.min(6, Math.floor(pixels / dayPixels)))
  if (first === last || count === 1) return [first]
  return Array.from({ length: count }, (_, at) => first + ((last - first) * at) / (count - 1))
}

export interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** From time and value to pixels; a single moment stands at the left. */
export function placed(points: readonly SeriesPoint[], most: number, box: Box) {
  const first = points[0]?.ms ?? 0
  const span = Math.max(1, (points.at(-1)?.ms ?? 0) - first)
  const round = (pixels: number): number => Math.round(pixels * 10) / 10
  return {
    x: (ms: number) => round(box.left + ((ms - first) / span) * (box.right - box.left)),
    y: (value: number) => round(box.bottom - (value / most) * (box.bottom - box.top)),
  }
}
