import type { Endpoint, Observation } from '@foreseen/facts'
import { observeEndpoints, servedFromFile } from '@foreseen/world/tls'
import type { ReachingOptions } from './options/reaching.ts'
import { readNamedFile } from './read-file.ts'

/** What every endpoint serves, by the network. `atMs` is written into the records. */
export async function lookAtEndpoints(
  options: ReachingOptions,
  atMs: number,
): Promise<readonly Observation[]> {
  const { endpoints, addresses, sni, timeoutMs, retries } = options
  return observeEndpoints(endpoints, { addresses, sni, timeoutMs, retries, nowMs: () => atMs })
}

/** The file that stands in for an endpoint, as an observation. */
export function lookAtFile(path: string, endpoint: Endpoint, atMs: number): Observation {
  return servedFromFile(readNamedFile('--served', path), endpoint, atMs)
}
