import { parseArgs } from 'node:util'

export interface BenchOptions {
  /** 1: one million occurrences over 2,000 releases and 5,000 endpoints. */
  readonly scale: number
  readonly seed: number
  /** Also through a ledger on SQLite. */
  readonly ledger: boolean
}

export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      scale: { type: 'string', default: '0.1' },
      seed: { type: 'string', default: '1' },
      ledger: { type: 'boolean', default: false },
    },
  })
  return { scale: Number(values.scale), seed: Number(values.seed), ledger: values.ledger }
}
