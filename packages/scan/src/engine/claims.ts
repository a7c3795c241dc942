import type { Span } from '../detectors/contract.ts'

/** Spans already explained by a detector: hits inside them say nothing new. Hits come in ascending order. */
export interface Claims {
  add(span: Span): void
  has(offset: number): boolean
}

/** Claims that forget what lies behind the last hit. */
export function createClaims(): Claims {
  let spans: Span[] = []
  let furthest = 0
  return {
    add(span) {
      spans.push(span)
      if (span.end > furthest) furthest = span.end
    },
    has(offset) {
      if (offset >= furthest) {
        if (spans.length > 0) spans = []
        return false
      }
      return spans.some(span => span.start <= offset && offset < span.end)
    },
  }
}
