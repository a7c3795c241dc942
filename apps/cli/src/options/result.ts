import type { Reading } from './read.ts'

/** How a result is written. */
export interface ResultOptions<Format extends string> {
  readonly format: Format
  /** '' writes to standard output. */
  readonly out: string
  /** The time that is taken for now, milliseconds. */
  readonly atMs: number
}

/** Reads `--format`, `--json`, `--out` and `--at`. `nowMs` is the clock. */
export function readResult<Format extends string>(
  reading: Reading,
  formats: readonly (Format | 'text' | 'json')[],
  nowMs: number,
): ResultOptions<Format | 'text' | 'json'> {
  const format = reading.choice(`format`, formats, reading.on('json') ? 'json' : 'text')
  if (reading.on('json') && format !== 'json') {
    reading.refuse(
      'cli-two-formats',
      `--json and --format ${format} contradict each other.`,
      'Give one of them.',
    )
  }
  const out = reading.text('out') ?? ''
  if (reading.given('out') && out === '')
    reading.refuse('cli-empty-value', '--out is empty.', 'Give the name of a file.')
  return { format, out, atMs: reading.day('at', nowMs) }
}
