/** The process inside the sandbox: sets the place up, opens cast and stage, and makes runs until its input ends. */
import { execFile } from 'node:child_process'
import { chmodSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Scenario, TrustStore } from '@foreseen/facts'
import { openCast } from '../cast/open-cast.ts'
import { canaryId, clockCanaries } from '../clock/canary.ts'
import type { Guarantees } from '../contract.ts'
import { clientPath, scrubEnvironment } from '../environment.ts'
import { reasonOf, SandboxFailure } from '../failure.ts'
import type { Cast, InnerMessage, Stage, TrustFiles, TrustTarget } from '../parts.ts'
import { writeSubstitutes } from '../placeholders.ts'
import { endStrays } from '../process/strays.ts'
import { createWriteWatch } from '../process/write-watch.ts'
import { createRunner, type Runner } from '../runner.ts'
import { openStage } from '../stage/open-stage.ts'
import { trustTargets } from '../trust/targets.ts'
import { writeTrustFiles } from '../trust/write-trust-files.ts'
import { gapsOf, promises } from './guarantees.ts'
import { createLauncher, type Launcher } from './launcher.ts'
import { machineHosts, machineRoots } from './machine.ts'
import { eachLine, type InnerAsk, type InnerStart } from './messages.ts'
import { createOverlays, type Overlays } from './overlays.ts'
import { anyAddressCommands, loopbackScript } from './session.ts'

const scratchSize = '512m'

function say(answer: InnerMessage): void {
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}

function run(argv: readonly string[]): Promise<string> {
  const [file = '', ...args] = argv
  return new Promise(resolve => {
    execFile(file, args, { timeout: 10_000 }, (error, _, stderr) =>
      resolve(error === null ? '' : stderr.trim() || error.message),
    )
  })
}

/** Loopback, all-address routes and the scratch. Answers whether all addresses are this machine. */
async function setUp(start: InnerStart): Promise<boolean> {
  const { programs, scratch, options } = start
  if (options.method === 'proot' || options.method === 'proxy') return false
  const loopback = run([programs.sh, '-c', loopbackScript(programs)])
  if (options.method !== 'bwrap') {
    const tmpfs = ['-t', 'tmpfs', '-o', `size=${scratchSize},mode=755`, 'foreseen', scratch]
    const why = await run([programs.mount, ...tmpfs])
    if (why !== '') throw new SandboxFailure('sandbox-start-failed', `No scratch on ${scratch}: ${why}`)
  }
  // bubblewrap brings loopback up by itself.
  if ((await loopback) !== '' && options.method !== 'bwrap')
    throw new SandboxFailure('sandbox-start-failed', 'The loopback interface cannot be brought up.')
  const routes = await Promise.all(anyAddressCommands(programs).map(run))
  // Without IPv6 in the kernel the first route alone is all addresses.
  return routes[0] === ''
}

/** Trust files by store, each written when it is first asked for. */
function trustShelf(cast: Cast, dir: string): (store: TrustStore) => Promise<TrustFiles | undefined> {
  const shelf = new Map<TrustStore, Promise<TrustFiles>>()
  return async store => {
    if (store === 'host') return undefined
    const made = shelf.get(store) ?? writeTrustFiles(join(dir, store), cast.roots(store))
    shelf.set(store, made)
    return made
  }
}

interface Place {
  readonly cast: Cast
  readonly stage: Stage
  readonly runner: Runner
  readonly guarantees: () => Guarantees
  readonly runs: string
}

function overlaysFor(start: InnerStart, launcher: Launcher): Overlays | undefined {
  if (!launcher.overlays) return undefined
  const { programs, user, scratch, options } = start
  return createOverlays({
    programs,
    dir: join(scratch, 'trials'),
    isUser: options.method === 'user',
    isRoot: user.uid === 0,
    home: user.home,
  })
}

/** The cast; only the operator's own chains need the roots of this machine, and keys are made meanwhile. */
async function castFor(
  { options }: InnerStart,
  scenarios: readonly Scenario[],
  targets: Promise<readonly TrustTarget[]>,
): Promise<Cast> {
  const { hosts, materials, nowMs } = options
  const roots = materials.currentChainPath === '' ? [] : machineRoots(await targets)
  return openCast({ hosts, scenarios, materials, hostRoots: roots, nowMs })
}

async function openPlace(start: InnerStart): Promise<Place> {
  const { options, programs, user, scratch } = start
  const socketsLeft = start.sockets.more
  const launcher = createLauncher(options.method, programs, user)
  const scenarios = [...options.scenarios, ...clockCanaries(options.scenarios)]
  // Side by side: interpreters are asked for their roots, keys are made, and the kernel is told.
  const looked = trustTargets()
  const [allAddresses, found, cast] = await Promise.all([
    setUp(start),
    looked,
    castFor(start, scenarios, looked),
  ])
  if (start.scratchMade) chmodSync(scratch, 0o755)
  const targets = launcher.binds ? found : []
  const { hosts, answersDir } = options
  const clock = (): number => performance.now()
  const stage = await openStage({ cast, hosts, answersDir, reach: launcher.reach, clock })
  const { env, dropped } = scrubEnvironment(start.environment, options.keepEnvironment)
  const overlays = overlaysFor(start, launcher)
  await overlays?.folders(process.cwd())
  const runs = join(scratch, 'runs')
  mkdirSync(runs, { recursive: true })
  const runner = createRunner({
    launcher,
    programs,
    user,
    stage,
    cast,
    hosts,
    scenarios,
    trustFiles: trustShelf(cast, join(scratch, 'trust')),
    trustTargets: targets,
    overlays,
    substitutes: writeSubstitutes(cast, join(scratch, 'files')),
    environment: { ...env, PATH: clientPath(env.PATH ?? '', import.meta.dirname) },
    machineHosts: machineHosts(),
    sockets: start.sockets.paths,
    writes: createWriteWatch(runs, launcher.reach === 'network'),
    dir: runs,
  })
  const asked = { launcher, programs, allAddresses, overlays, targets, scenarios, socketsLeft }
  const guarantees = (): Guarantees => ({ ...promises(asked), scrubbed: dropped, gaps: gapsOf(asked) })
  return { cast, stage, runner, guarantees, runs }
}

function shownChains(cast: Cast, start: InnerStart): Cast['chains'] {
  const hidden = new Set(start.options.scenarios.map(({ clockDays }) => canaryId(clockDays)))
  return cast.chains.filter(({ scenario }) => !hidden.has(scenario))
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^[a-z0-9]+(-[a-z0-9]+)+$/.test(code) ? code : 'sandbox-start-failed'
}

function fail(id: number | undefined, error: unknown): void {
  say({ kind: 'failed', id, code: codeOf(error), detail: reasonOf(error) })
}

async function answer(place: Place, start: InnerStart, { id, request }: InnerAsk): Promise<void> {
  try {
    const record = await place.runner.run(request)
    const chains = shownChains(place.cast, start)
    say({ kind: 'record', id, record, chains, guarantees: place.guarantees() })
  } catch (error) {
    fail(id, error)
  }
}

/** Ends what may still run, and removes a scratch that is more than a mount of this namespace. */
async function leave(start: InnerStart | undefined): Promise<never> {
  if (start?.scratchMade === true) {
    await endStrays(join(start.scratch, 'runs'))
    await run([start.programs.umount, '-l', start.scratch])
    rmSync(start.scratch, { recursive: true, force: true, maxRetries: 3 })
  }
  process.exit(0)
}

function serve(): void {
  let start: InnerStart | undefined
  let place: Promise<Place> | undefined
  const take = (line: string): void => {
    if (start !== undefined) {
      const ask: InnerAsk = JSON.parse(line)
      const given = start
      place?.then(opened => answer(opened, given, ask)).catch(error => fail(ask.id, error))
      return
    }
    const given: InnerStart = JSON.parse(line)
    start = given
    place = openPlace(given)
    place
      .then(({ cast, guarantees }) =>
        say({ kind: 'ready', chains: shownChains(cast, given), guarantees: guarantees() }),
      )
      .catch(error => fail(undefined, error))
  }
  // Foreseen ended, however it ended: nothing here may outlive it.
  eachLine(process.stdin, take, () => void leave(start))
}

serve()
