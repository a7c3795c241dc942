import { type Endpoint, parseEndpoint } from '@foreseen/facts'
import { starttlsWords } from './flags.ts'
import type { Reading } from './read.ts'

/** How endpoints are reached. */
export interface ReachingOptions {
  readonly endpoints: readonly Endpoint[]
  /** Empty asks DNS. */
  readonly addresses: readonly string[]
  /** `undefined` asks for the host; '' asks for none. */
  readonly sni: string | undefined
  readonly timeoutMs: number
  readonly retries: number
  /** '' for none. */
  readonly servedFile: string
}

/** Reads endpoints from `words`, and `--address` to `--served`. */
export function readReaching(reading: Reading, words: readonly string[]): ReachingOptions {
  const given = reading.given('starttls') ? reading.choice('starttls', starttlsWords, 'none') : undefined
  const endpoints = words.flatMap(word => {
    const parsed = parseEndpoint(word, given)
    if (parsed.ok) return [parsed.value]
    for (const { code, detail } of parsed.problems) {
      reading.refuse(
        code,
        `the endpoint is not usable: ${detail}.`,
        'Write HOST, HOST:PORT, [ADDRESS]:PORT or a URL.',
      )
    }
    return []
  })
  return {
    endpoints,
    addresses: reading.texts('address'),
    sni: reading.text('sni'),
    timeoutMs: reading.duration('timeout', 5000),
    retries: reading.count('retries', 1, 0, 10),
    servedFile: reading.text('served') ?? '',
  }
}
