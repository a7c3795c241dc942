import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { ClockState, RunEnd, RunRecord, Scenario, TrustStore, WireEvent } from '@foreseen/facts'
import { type Moved, moveClock } from './clock/state.ts'
import type { Client, RehearsedHost, RunRequest } from './contract.ts'
import { SandboxFailure } from './failure.ts'
import { furnish, giveTo, homeVariables } from './homes.ts'
import type { Cast, Stage, TrustFiles, TrustTarget } from './parts.ts'
import { joinKnobs, mountedKnobs, proxyKnobs, trustKnobs } from './place/knobs.ts'
import { type Launcher, refusalName, tableName } from './place/launcher.ts'
import { nameBindings } from './place/machine.ts'
import type { RunUser } from './place/messages.ts'
import type { Overlays } from './place/overlays.ts'
import {
  hostsFile,
  type Overlay,
  type PlacedRun,
  type RunFolder,
  resolvFile,
  runFolder,
  trustBindings,
} from './place/placed-run.ts'
import type { Programs } from './place/programs.ts'
import { type Substitutes, substitute } from './placeholders.ts'
import { decidePredicate } from './predicate.ts'
import { type BoundedEnd, runBounded } from './process/bounded.ts'
import { findCommand } from './process/command.ts'
import { outputTail } from './process/output.ts'
import { runMark } from './process/strays.ts'
import { createTurns } from './turns.ts'

/** What runs need; made once for a sandbox. */
export interface RunnerParts {
  readonly launcher: Launcher
  readonly programs: Programs
  readonly user: RunUser
  readonly stage: Stage
  readonly cast: Cast
  readonly hosts: readonly RehearsedHost[]
  readonly scenarios: readonly Scenario[]
  readonly trustFiles: (store: TrustStore) => Promise<TrustFiles | undefined>
  readonly trustTargets: readonly TrustTarget[]
  readonly overlays: Overlays | undefined
  readonly substitutes: Substitutes
  /** The clients' environment, scrubbed. */
  readonly environment: Readonly<Record<string, string>>
  readonly machineHosts: string
  /** Folder of the scratch for runs. */
  readonly dir: string
}

export interface Runner {
  /** Throws `SandboxFailure` with `sandbox-unknown-scenario`, `sandbox-bad-predicate` or `sandbox-mounts-refused`. */
  run(request: RunRequest): Promise<RunRecord>
}

/** One start of a client, decided: what is run, on which stage, with which clock. */
interface Start {
  readonly request: RunRequest
  readonly argv: readonly string[]
  readonly lateEnv: Readonly<Record<string, string>>
  readonly shiftDays: number
  readonly clock: ClockState
  /** What a first visit left, or ''. */
  readonly visited: string
  /** Keeps the run's HOME and says where, for a first visit. */
  readonly keep: boolean
}

interface Seat {
  readonly folder: RunFolder
  readonly address: string
}

/** Addresses 127.1.0.1 to 127.1.255.254, in turn. */
function seatOf(dir: string, number: number): Seat {
  const slot = number % (256 * 254)
  return {
    folder: runFolder(join(dir, `${number}`)),
    address: `127.1.${Math.floor(slot / 254)}.${(slot % 254) + 1}`,
  }
}

/** The scrubbed environment, the run's own folders, what trust needs; over it what the user set. */
function clientEnvironment(
  parts: RunnerParts,
  client: Client,
  folder: RunFolder,
  knobs: Readonly<Record<string, string>>,
): Record<string, string> {
  const own = Object.entries(client.env).map(([name, value]) => [name, substitute(value, parts.substitutes)])
  return {
    ...parts.environment,
    ...homeVariables(folder),
    PWD: client.cwd,
    ...knobs,
    ...Object.fromEntries(own),
    [runMark]: folder.dir,
  }
}

function knobsOf(parts: RunnerParts, trust: TrustFiles | undefined, proxyPort: number | undefined) {
  const trusted = parts.launcher.binds ? mountedKnobs(trust) : trustKnobs(trust)
  return joinKnobs(trusted, proxyPort === undefined ? {} : proxyKnobs(proxyPort))
}

function bindingsOf(parts: RunnerParts, folder: RunFolder, trust: TrustFiles | undefined) {
  if (!parts.launcher.binds) return []
  const empty = join(folder.dir, 'empty')
  writeFileSync(empty, '')
  const names = nameBindings(folder.hosts, folder.resolv, empty).bindings
  return trust === undefined ? names : [...names, ...trustBindings(parts.trustTargets, trust)]
}

/** Furnishes the run's folder and gives the client what is its own there. */
async function placeRun(
  parts: RunnerParts,
  seat: Seat,
  start: Start,
  proxyPort: number | undefined,
): Promise<PlacedRun> {
  const { request, argv, lateEnv, visited } = start
  const { client } = request
  const { folder, address } = seat
  const trust = await parts.trustFiles(request.trust)
  furnish(folder, {
    hosts: hostsFile(parts.machineHosts, parts.hosts, address),
    resolv: resolvFile(address),
    templates: visited === '' ? [client.homeTemplate] : [visited],
    trust,
  })
  const folders = (await parts.overlays?.folders(client.cwd)) ?? []
  const overlays: Overlay[] = parts.overlays?.prepare(join(folder.dir, 'overlay'), folders) ?? []
  const env = clientEnvironment(parts, client, folder, knobsOf(parts, trust, proxyPort))
  const bindings = bindingsOf(parts, folder, trust)
  const run: PlacedRun = { folder, cwd: client.cwd, argv, env, lateEnv, bindings, overlays }
  const table = parts.launcher.table(run)
  if (table !== '') writeFileSync(join(folder.dir, tableName), table)
  if (parts.launcher.method === 'sudo')
    for (const path of [folder.home, folder.tmp, folder.runtime]) giveTo(path, parts.user)
  return run
}

/** What the mounts of a run said when they were refused; the client was not started then. */
function refusalOf(folder: RunFolder): string {
  try {
    const said = readFileSync(join(folder.dir, refusalName), 'utf8').trim().split('\n')
    return said.at(-1) === 'refused' ? said.slice(0, -1).join(' ').slice(0, 300) || 'no reason given' : ''
  } catch {
    return ''
  }
}

interface Performance {
  readonly ended: BoundedEnd
  readonly overlays: readonly Overlay[]
  readonly events: readonly WireEvent[]
  readonly namesAsked: readonly string[]
  readonly mixed: string
}

async function perform(parts: RunnerParts, seat: Seat, start: Start): Promise<Performance> {
  const { request, shiftDays } = start
  const { client } = request
  const events: WireEvent[] = []
  const { proxyPort } = await parts.stage.admit({
    address: seat.address,
    scenario: request.scenario,
    shiftDays,
    emit: event => events.push(event),
  })
  let dismissed = { namesAsked: [] as readonly string[], mixed: '' }
  try {
    const run = await placeRun(parts, seat, start, proxyPort)
    const ended = await runBounded({
      argv: parts.launcher.argv(run),
      cwd: parts.dir,
      env: run.env,
      timeoutMs: client.timeoutMs,
      outputLimitBytes: client.outputLimitBytes,
      dir: seat.folder.dir,
    })
    const refusal = refusalOf(seat.folder)
    if (refusal !== '') throw new SandboxFailure('sandbox-mounts-refused', refusal)
    dismissed = await parts.stage.dismiss(seat.address)
    return { ended, overlays: run.overlays, events, ...dismissed }
  } catch (error) {
    await parts.stage.dismiss(seat.address)
    throw error
  }
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
