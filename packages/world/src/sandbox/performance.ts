import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ClockState, Scenario, TrustStore, WireEvent } from '@foreseen/facts'
import type { Client, RehearsedHost, RunRequest } from './contract.ts'
import { SandboxFailure } from './failure.ts'
import { furnish, giveTo, homeVariables } from './homes.ts'
import type { Cast, Stage, TrustFiles, TrustTarget } from './parts.ts'
import { joinKnobs, mountedKnobs, proxyKnobs, trustKnobs } from './place/knobs.ts'
import { type Launcher, refusalName, tableName } from './place/launcher.ts'
import { nameBindings, socketBindings } from './place/machine.ts'
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
import { type BoundedEnd, runBounded } from './process/bounded.ts'
import { runMark } from './process/strays.ts'
import type { WriteWatch } from './process/write-watch.ts'

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
  readonly writes: WriteWatch
  /** Local sockets of the machine, by path. */
  readonly sockets: readonly string[]
  /** Folder of the scratch for runs. */
  readonly dir: string
}

/** One start of a client, decided: what is run, on which stage, with which clock. */
export interface Start {
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

/** Where a run takes place: its folder and its address. */
export interface Seat {
  readonly folder: RunFolder
  readonly address: string
}

/** Addresses 127.1.0.1 to 127.1.255.254, in turn. */
export function seatOf(dir: string, number: number): Seat {
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
  const names = nameBindings(folder.hosts, folder.resolv).bindings
  const sockets = parts.launcher.reach === 'network' ? socketBindings(parts.sockets, empty) : []
  const trusted = trust === undefined ? [] : trustBindings(parts.trustTargets, trust)
  return [...names, ...sockets, ...trusted]
}

/** A run's folder, furnished; all that can be done before its time begins. */
type Furnished = Omit<PlacedRun, 'env'> & { readonly trust: TrustFiles | undefined }

async function furnishRun(parts: RunnerParts, seat: Seat, start: Start): Promise<Furnished> {
  const { request, argv, lateEnv, visited } = start
  const { client } = request
  const { folder, address } = seat
  const trust = await parts.trustFiles(request.trust)
  const folders = (await parts.overlays?.folders(client.cwd)) ?? []
  furnish(folder, {
    hosts: hostsFile(parts.machineHosts, parts.hosts, address),
    resolv: resolvFile(address),
    templates: visited === '' ? [client.homeTemplate] : [visited],
    trust,
  })
  if (parts.launcher.method === 'sudo')
    for (const path of [folder.home, folder.tmp, folder.runtime]) giveTo(path, parts.user)
  const overlays = parts.overlays?.prepare(join(folder.dir, 'overlay'), folders) ?? []
  const bindings = bindingsOf(parts, folder, trust)
  return { folder, cwd: client.cwd, argv, lateEnv, bindings, overlays, trust }
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

/**
 * The run without what it would cover and what is gone: sockets of the machine come and go, and one that went between
 * being seen and being covered is no reason to run nothing.
 */
export function withWhatIsThere(run: PlacedRun): PlacedRun {
  return { ...run, bindings: run.bindings.filter(({ target }) => existsSync(target)) }
}

/** Mounts that are refused are asked for so often: what was to be covered may have gone meanwhile. */
const mountTries = 4

/** Starts the client. Throws `SandboxFailure` with `sandbox-mounts-refused`; the client was not started then. */
async function startPlaced(parts: RunnerParts, client: Client, asked: PlacedRun): Promise<BoundedEnd> {
  const { folder, env } = asked
  for (let run = asked, tries = 1; ; run = withWhatIsThere(run), tries++) {
    const table = parts.launcher.table(run)
    if (table !== '') writeFileSync(join(folder.dir, tableName), table)
    const ended = await runBounded({
      argv: parts.launcher.argv(run),
      // A launcher goes to the client's folder itself, after the mounts.
      cwd: parts.launcher.binds ? parts.dir : run.cwd,
      env,
      timeoutMs: client.timeoutMs,
      outputLimitBytes: client.outputLimitBytes,
      dir: folder.dir,
      writes: parts.writes,
    })
    const refusal = refusalOf(folder)
    if (refusal === '') return ended
    if (tries === mountTries) throw new SandboxFailure('sandbox-mounts-refused', refusal)
  }
}

/** What one start of a client came to. */
export interface Performance {
  readonly ended: BoundedEnd
  readonly overlays: readonly Overlay[]
  readonly events: readonly WireEvent[]
  readonly namesAsked: readonly string[]
  readonly mixed: string
}

/**
 * Lets one client meet the stage. Throws `SandboxFailure` with `sandbox-mounts-refused`.
 */
export async function perform(parts: RunnerParts, seat: Seat, start: Start): Promise<Performance> {
  const { request, shiftDays } = start
  const { client } = request
  const furnished = await furnishRun(parts, seat, start)
  const { trust, overlays, folder } = furnished
  const events: WireEvent[] = []
  const { proxyPort } = await parts.stage.admit({
    address: seat.address,
    scenario: request.scenario,
    shiftDays,
    emit: event => events.push(event),
  })
  try {
    const env = clientEnvironment(parts, client, folder, knobsOf(parts, trust, proxyPort))
    const ended = await startPlaced(parts, client, { ...furnished, env })
    const dismissed = await parts.stage.dismiss(seat.address)
    return { ended: { ...ended, end: parts.launcher.endOf(ended) }, overlays, events, ...dismissed }
  } catch (error) {
    await parts.stage.dismiss(seat.address)
    throw error
  }
}
