/** A generator with a seed (mulberry32): the same corpus for the same seed. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** Uniform integer in [0, count). */
  pick(count: number): number
  of<T>(list: readonly T[]): T
}

export function createRandom(seed: number): Random {
  let state = seed | 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const pick = (count: number): number => Math.floor(next() * count)
  const of = <T>(list: readonly T[]): T => {
    const item = list[pick(list.length)]
    if (item === undefined) throw new Error('nothing to pick from')
    return item
  }
  return { next, pick, of }
}
