import { existsSync, mkdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { RunEnd, RunRecord, Scenario } from '@foreseen/facts'
import { type Moved, moveClock } from './clock/state.ts'
import type { Client, RunRequest } from './contract.ts'
import { SandboxFailure } from './failure.ts'
import { perform, type RunnerParts, type Seat, type Start, seatOf } from './performance.ts'
import { substitute } from './placeholders.ts'
import { decidePredicate } from './predicate.ts'
import { findCommand } from './process/command.ts'
import { outputTail } from './process/output.ts'
import { createTurns } from './turns.ts'

export interface Runner {
  /** Throws `SandboxFailure` with `sandbox-unknown-scenario`, `sandbox-bad-predicate` or `sandbox-mounts-refused`. */
  run(request: RunRequest): Promise<RunRecord>
}

function recordOf(start: Start, end: RunEnd): RunRecord {
  const { request, clock } = start
  return {
    client: request.client.id,
    scenario: request.scenario,
    trust: request.trust,
    attempt: request.attempt,
    end,
    durationMs: 0,
    output: '',
    outputBytes: 0,
    events: [],
    namesAsked: [],
    strays: 0,
    clock,
    predicate: undefined,
    mixed: '',
  }
}

/** Runs of one sandbox, with what is found out once for each client: what a first visit leaves, how its clock moves. */
class ClientRunner implements Runner {
  readonly #parts: RunnerParts
  readonly #turns = createTurns()
  readonly #clocks = new Map<string, Promise<Moved>>()
  readonly #visits = new Map<string, Promise<string>>()
  #next = 0

  constructor(parts: RunnerParts) {
    this.#parts = parts
  }

  run(request: RunRequest): Promise<RunRecord> {
    return this.#turns.take(request.alone, async () => {
      const scenario = this.#parts.scenarios.find(({ id }) => id === request.scenario)
      if (scenario === undefined)
        throw new SandboxFailure('sandbox-unknown-scenario', `There is no scenario ${request.scenario}.`)
      const plain: Start = {
        request,
        argv: request.client.argv.map(word => substitute(word, this.#parts.substitutes)),
        lateEnv: {},
        shiftDays: 0,
        clock: { kind: 'real' },
        visited: await this.#visited(request),
        keep: false,
      }
      if (scenario.clockDays === 0) return this.#start(plain)
      return this.#start({ ...plain, ...(await this.#moved(scenario, plain)) })
    })
  }

  #path(client: Client): string {
    return client.env.PATH ?? this.#parts.environment.PATH ?? ''
  }

  async #start(start: Start, seat = this.#seat()): Promise<RunRecord> {
    const { client, predicate } = start.request
    const command = findCommand(start.argv[0] ?? '', this.#path(client), client.cwd)
    if (command.kind === 'unusable') return recordOf(start, { kind: 'not-started', detail: command.detail })
    try {
      const { ended, overlays, events, namesAsked, mixed } = await perform(this.#parts, seat, start)
      const { end, durationMs, output, outputBytes, strays } = ended
      const outcome = { end, output, events, home: seat.folder.home, moved: overlays }
      return {
        ...recordOf(start, end),
        durationMs: Math.round(durationMs),
        output: outputTail(output),
        outputBytes,
        events,
        namesAsked,
        strays,
        predicate: decidePredicate(predicate, outcome),
        mixed,
      }
    } finally {
      if (!start.keep) await rm(seat.folder.dir, { recursive: true, force: true }).catch(() => {})
    }
  }

  #seat(): Seat {
    return seatOf(this.#parts.dir, this.#next++)
  }

  /** HOME after a first visit to the baseline, made once for each client, with the trust of this machine or both stand-ins. */
  #visited(request: RunRequest): Promise<string> {
    const key = `${request.client.id}\n${request.trust === 'host'}`
    const made = this.#visits.get(key) ?? this.#visit(request)
    this.#visits.set(key, made)
    return made
  }

  async #visit(request: RunRequest): Promise<string> {
    const { client, trust } = request
    const { scenarios, programs, substitutes } = this.#parts
    const baseline = scenarios.find(({ kind }) => kind === 'baseline')
    if (client.firstVisit === '' || baseline === undefined) return ''
    const seat = this.#seat()
    const visit: RunRequest = {
      ...request,
      scenario: baseline.id,
      trust: trust === 'host' ? 'host' : 'both',
      predicate: undefined,
    }
    const argv = [programs.sh || 'sh', '-c', substitute(client.firstVisit, substitutes)]
    const plain = { lateEnv: {}, shiftDays: 0, clock: { kind: 'real' } as const }
    await this.#start({ ...plain, request: visit, argv, visited: '', keep: true }, seat)
    return existsSync(seat.folder.home) ? seat.folder.home : ''
  }

  /** How the client's clock is moved, found out once for each client, trust and scenario. */
  #moved(scenario: Scenario, plain: Start): Promise<Moved> {
    const { client, trust } = plain.request
    const key = `${client.id}\n${trust}\n${scenario.id}`
    const known = this.#clocks.get(key)
    if (known !== undefined) return known
    const { programs, cast } = this.#parts
    const startClient = (start: Start): Promise<RunRecord> => this.#start(start)
    const found = moveClock({ programs, cast, path: this.#path(client), scenario, plain, startClient })
    this.#clocks.set(key, found)
    // Connections that could be another run's prove nothing: the same is asked again, alone.
    found.then(({ mixed }) => mixed && this.#clocks.delete(key)).catch(() => this.#clocks.delete(key))
    return found
  }
}

/** `openSandbox`'s inside: one client, one scenario, one record. */
export function createRunner(parts: RunnerParts): Runner {
  mkdirSync(parts.dir, { recursive: true })
  return new ClientRunner(parts)
}
