/** What a run is asked for: `--scale 0.1 --seed 7 --address URL --rate 200 --seconds 20`. */
import { parseArgs } from 'node:util'

export interface BenchOptions {
  /** 1 is a million occurrences over 2,000 releases and 5,000 endpoints. */
  readonly scale: number
  readonly seed: number
  /** Where the ledger is made; a temporary file unless said; `postgresql` for a server of its own. */
  readonly address: string
  /** Requests a second while latencies are taken. */
  readonly rate: number
  readonly seconds: number
}

const usual = { scale: '0.05', seed: '7', address: '', rate: '200', seconds: '15' }

/** Throws on unknown flags and on numbers that are none. */
export function readOptions(argv: readonly string[]): BenchOptions {
  const flags = ['scale', 'seed', 'address', 'rate', 'seconds'] as const
  const options = Object.fromEntries(flags.map(flag => [flag, { type: 'string' as const }]))
  const { values } = parseArgs({ args: [...argv], options })
  const text = (flag: (typeof flags)[number]): string => {
    const value = values[flag]
    return typeof value === 'string' ? value : usual[flag]
  }
  const number = (flag: (typeof flags)[number]): number => {
    const value = Number(text(flag))
    if (!(value >= 0)) throw new Error(`--${flag} takes a number`)
    return value
  }
  return {
    scale: number('scale'),
    seed: number('seed'),
    address: text('address'),
    rate: number('rate'),
    seconds: number('seconds'),
  }
}
