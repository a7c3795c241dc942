/** Letters to insert, delete, replace or swap with their neighbour to turn one word into the other. */
function distance(from: string, to: string): number {
  let before: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let i = 1; i <= from.length; i++) {
    const row = [i]
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1]
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1))
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      if (swapped) cost = Math.min(cost, (before[j - 2] ?? 0) + 1)
      row.push(cost)
    }
    before = last
    last = row
  }
  return last[to.length] ?? 0
}

/** The known word nearest to what was typed; `undefined` when nothing is near enough to be meant. */
export function nearest(typed: string, known: readonly string[]): string | undefined {
  const word = typed.toLowerCase().slice(0, 64)
  const starting = word.length >= 3 ? known.filter(candidate => candidate.startsWith(word)) : []
  if (starting.length === 1) return starting[0]
  const ranked = known
    .map(candidate => ({ candidate, cost: distance(word, candidate) }))
    .filter(({ candidate, cost }) => cost <= Math.max(1, Math.floor(candidate.length / 3)))
    .sort((a, b) => a.cost - b.cost)
  return ranked[0]?.candidate
}

/** ` Did you mean X?` where something is near, else ''. */
export function suggestion(typed: string, known: readonly string[], prefix = ''): string {
  const found = nearest(typed, known)
  return found === undefined ? '' : `Did you mean ${prefix}${found}?`
}
