import { setTimeout as pause } from 'node:timers/promises'
import type { Endpoint, Observation, RehearsedClient } from '@foreseen/facts'
import { observeEndpoints } from '@foreseen/world/tls'
import { clockMs, runningMs } from '../clock.ts'
import type { RehearseOptions } from '../options/rehearse.ts'
import { CommandFailure } from '../options/usage-problem.ts'
import { type Asked, prepareRehearsal, told } from '../rehearse/ask.ts'
import { runRehearsal } from '../rehearse/run.ts'
import { doneSentences } from '../text/rehearsal.ts'

/** What a rehearsal for the gate came to. */
export interface GateRehearsal {
  readonly clients: readonly RehearsedClient[]
  /** Why there are none, as a sentence with its code; '' when it ran. */
  readonly failure: string
  /** What was done and what the sandbox promises, one sentence each. */
  readonly done: readonly string[]
}

/** The outside, as far as the gate needs it: a test brings its own. */
export interface GatePorts {
  readonly rehearse: (options: RehearseOptions, asked: Asked) => Promise<GateRehearsal>
  /** What the endpoints serve, at these addresses or at those of DNS. */
  readonly look: (
    endpoints: readonly Endpoint[],
    addresses: readonly string[],
  ) => Promise<readonly Observation[]>
  readonly nowMs: () => number
  /** Time that only goes forward, ms. */
  readonly runningMs: () => number
  readonly pause: (ms: number) => Promise<void>
}

/**
 * Rehearses. That no client could be kept apart, or that the stage failed, is no reason to stop: it leaves every
 * release unknown, and what to do then is for the decision to say.
 */
async function rehearse(options: RehearseOptions, asked: Asked): Promise<GateRehearsal> {
  try {
    const rehearsed = await told(async () => runRehearsal(await prepareRehearsal(options, asked, true)))
    const clients = rehearsed.parts.flatMap(({ releases }) => releases.map(({ answer }) => answer))
    return { clients, failure: '', done: doneSentences(rehearsed) }
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error
    const failure = `Nothing was rehearsed: ${error.message} [${error.code}] ${error.remedy}`
    return { clients: [], failure, done: [] }
  }
}

/** The real outside. */
export const realPorts: GatePorts = {
  rehearse,
  look: (endpoints, addresses) => observeEndpoints(endpoints, { addresses, nowMs: clockMs }),
  nowMs: clockMs,
  runningMs,
  pause: async ms => {
    await pause(ms)
  },
}
