import { existsSync, mkdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { RunEnd, RunRecord, Scenario } from '@foreseen/facts'
import { type Moved, moveClock } from './clock/state.ts'
import type { Client, RunRequest } from './contract.ts'
import { SandboxFailure } from './failure.ts'
import { perform, type RunnerParts, type Start, seatOf } from './performance.ts'
import { runFolder } from './place/placed-run.ts'
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

/** `openSandbox`'s inside: one client, one scenario, one record. */
export function createRunner(parts: RunnerParts): Runner {
  const turns = createTurns()
  const clocks = new Map<string, Promise<Moved>>()
  const visits = new Map<string, Promise<string>>()
  let next = 0
  mkdirSync(parts.dir, { recursive: true })

  const startClient = async (start: Start): Promise<RunRecord> => {
    const { client, predicate } = start.request
    const path = client.env.PATH ?? parts.environment.PATH ?? ''
    const command = findCommand(start.argv[0] ?? '', path, client.cwd)
    if (command.kind === 'unusable') return recordOf(start, { kind: 'not-started', detail: command.detail })
    const seat = seatOf(parts.dir, next++)
    try {
      const { ended, overlays, events, namesAsked, mixed } = await perform(parts, seat, start)
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
  const words = (client: Client): string[] => client.argv.map(word => substitute(word, parts.substitutes))

  /** HOME after a first visit to the baseline, made once for each client and trust. */
  const visit = async (request: RunRequest): Promise<string> => {
    const { client, trust } = request
    const baseline = parts.scenarios.find(({ kind }) => kind === 'baseline')
    if (client.firstVisit === '' || baseline === undefined) return ''
    const folder = runFolder(join(parts.dir, `${next}`))
    await startClient({
      request: {
        ...request,
        scenario: baseline.id,
        trust: trust === 'host' ? 'host' : 'both',
        predicate: undefined,
      },
      argv: [parts.programs.sh || 'sh', '-c', substitute(client.firstVisit, parts.substitutes)],
      lateEnv: {},
      shiftDays: 0,
      clock: { kind: 'real' },
      visited: '',
      keep: true,
    })
    return existsSync(folder.home) ? folder.home : ''
  }
  const visited = (request: RunRequest): Promise<string> => {
    const key = `${request.client.id}\n${request.trust === 'host'}`
    const made = visits.get(key) ?? visit(request)
    visits.set(key, made)
    return made
  }
  /** How the client's clock is moved, found out once for each client, trust and scenario. */
  const moved = (scenario: Scenario, plain: Start): Promise<Moved> => {
    const { client, trust } = plain.request
    const key = `${client.id}\n${trust}\n${scenario.id}`
    const { programs, cast } = parts
    const path = client.env.PATH ?? parts.environment.PATH ?? ''
    const found = clocks.get(key) ?? moveClock({ programs, cast, path, scenario, plain, startClient })
    clocks.set(key, found)
    // Connections that could be another run's prove nothing: the same is asked again, alone.
    found.then(({ mixed }) => mixed && clocks.delete(key)).catch(() => clocks.delete(key))
    return found
  }
  return {
    run: request =>
      turns.take(request.alone, async () => {
        const scenario = parts.scenarios.find(({ id }) => id === request.scenario)
        if (scenario === undefined)
          throw new SandboxFailure('sandbox-unknown-scenario', `There is no scenario ${request.scenario}.`)
        const argv = words(request.client)
        const plain: Start = {
          request,
          argv,
          lateEnv: {},
          shiftDays: 0,
          clock: { kind: 'real' },
          visited: await visited(request),
          keep: false,
        }
        if (scenario.clockDays === 0) return startClient(plain)
        return startClient({ ...plain, ...(await moved(scenario, plain)) })
      }),
  }
}
