import type { Outcome } from '@foreseen/facts'

const rank: Readonly<Record<Outcome, number>> = { survives: 0, 'may-break': 1, breaks: 2 }

/** Alternatives of which one is enough: an anchor among others, a pin of a set. */
export function best(outcomes: readonly Outcome[]): Outcome {
  return outcomes.reduce<Outcome>((a, b) => (rank[b] < rank[a] ? b : a), 'breaks')
}

/** Demands that all must pass: trust and every pin set. */
export function worst(outcomes: readonly Outcome[]): Outcome {
  return outcomes.reduce<Outcome>((a, b) => (rank[b] > rank[a] ? b : a), 'survives')
}

/** Possibilities of which one is true and unknown: verifiers, ways of comparing. None at all: nothing is asked. */
export function either(outcomes: readonly Outcome[]): Outcome {
  const first = outcomes[0]
  if (first === undefined) return 'survives'
  return outcomes.every(outcome => outcome === first) ? first : 'may-break'
}

/** Breaks on all, on some, on none of them. */
export function overAll<T>(items: readonly T[], survives: (item: T) => boolean): Outcome {
  return either(items.map(item => (survives(item) ? 'survives' : 'breaks')))
}
