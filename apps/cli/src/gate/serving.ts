import { certificateTextOf, type Endpoint, type Observation, type Serving } from '@foreseen/facts'
import { decideServing } from '@foreseen/rules'
import type { GateOptions } from '../options/gate.ts'
import type { GatePorts } from './ports.ts'

/** Between two looks. */
const pauseMs = 500

/**
 * Looks until the chain is served everywhere or the time is over: a reload takes a moment, and a wrong answer
 * then would be a false alarm. `undefined` when nobody is to look.
 */
export async function lookAfter(
  options: GateOptions,
  endpoints: readonly Endpoint[],
  sha256: readonly string[],
  ports: GatePorts,
): Promise<Serving | undefined> {
  if (!options.verify || endpoints.length === 0) return undefined
  const startMs = ports.runningMs()
  for (;;) {
    const serving = decideServing(await ports.look(endpoints, options.addresses), sha256)
    const isLate = ports.runningMs() - startMs + pauseMs > options.verifyWithinMs
    if (serving.state === 'everywhere' || isLate) return serving
    await ports.pause(pauseMs)
  }
}

/** When the first of the leaves that are served ends; `undefined` when none was seen. */
export function servedEndMs(observations: readonly Observation[]): number | undefined {
  const ends = observations.flatMap(({ outcome }) => {
    if (outcome.state !== 'served') return []
    const leaf = outcome.chain[outcome.leafIndex]
    const endMs = leaf === undefined ? undefined : certificateTextOf(leaf.der)?.notAfterMs
    return endMs === undefined || Number.isNaN(endMs) ? [] : [endMs]
  })
  return ends.length === 0 ? undefined : Math.min(...ends)
}
