/** What `npm run bench --` understands. */
import { parseArgs } from 'node:util'

export const partNames = ['raw', 'rg', 'cache', 'containers', 'memory', 'correctness'] as const
export type PartName = (typeof partNames)[number]

export interface BenchOptions {
  /** A folder to measure on instead of the made corpus. */
  readonly dir: string | undefined
  readonly rounds: number
  /** Files of the made corpus, in units of 20,000 (1 GB). */
  readonly scale: number
  readonly quick: boolean
  readonly seed: number
  readonly jobs: number
  readonly json: string | undefined
  readonly only: ReadonlySet<PartName>
}

export const usage = `npm run bench -- [--dir DIR] [--rounds 7] [--scale 1] [--quick] [--seed 1] [--jobs 2]
  [--only ${partNames.join(',')}] [--json FILE]
`

function isPart(word: string): word is PartName {
  return partNames.some(name => name === word)
}

function number(word: string | undefined, otherwise: number): number {
  const value = Number(word ?? otherwise)
  if (!Number.isFinite(value) || value <= 0) throw new Error(`not a number above zero: ${word}`)
  return value
}

/** Throws on what it does not understand. */
export function parseOptions(words: readonly string[]): BenchOptions {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    args: [...words],
    options: {
      dir: text,
      rounds: text,
      scale: text,
      seed: text,
      jobs: text,
      json: text,
      only: text,
      quick: { type: 'boolean' },
    },
  })
  const quick = values.quick ?? false
  const only = (values.only ?? partNames.join(',')).split(',')
  const unknown = only.find(word => !isPart(word))
  if (unknown !== undefined) throw new Error(`no such part: ${unknown}`)
  return {
    dir: values.dir,
    rounds: Math.floor(number(values.rounds, quick ? 3 : 7)),
    scale: number(values.scale, quick ? 0.1 : 1),
    quick,
    seed: Math.floor(number(values.seed, 1)),
    jobs: Math.floor(number(values.jobs, 2)),
    json: values.json,
    only: new Set(only.filter(isPart)),
  }
}
