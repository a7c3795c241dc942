import { availableParallelism } from 'node:os'
import type { Fleet, FleetRelease, RehearsalKind, Scenario } from '@foreseen/facts'
import { judgeClient, type RehearsalPlan } from '@foreseen/rules'
import {
  openSandbox,
  type RehearsedHost,
  type Sandbox,
  type SandboxMethod,
  type SandboxOptions,
} from '@foreseen/world/sandbox'
import { clockMs, runningMs } from '../clock.ts'
import { onInterrupt } from '../interrupt.ts'
import type { RehearseOptions } from '../options/rehearse.ts'
import { showLine } from '../text/progress.ts'
import { type RehearsalProgress, rehearsalProgressLine } from '../text/rehearsal-progress.ts'
import { clientSha256, homeSha256 } from './client-content.ts'
import { type RunSetting, recordClient } from './client-run.ts'
import { breachesOf, type Rehearsed, type RehearsedPart, type RehearsedRelease } from './result.ts'
import { noCache, openRunCache, type RunCache } from './run-cache.ts'
import type { ScenarioSet } from './scenario-set.ts'
import { foreseenOf, type SearchResult } from './search.ts'
import { Turns } from './turns.ts'

/** Everything that was asked for, read and checked. */
export interface RehearsalAsk {
  readonly options: RehearseOptions
  readonly fleet: Fleet
  readonly hosts: readonly RehearsedHost[]
  readonly set: ScenarioSet
  readonly method: SandboxMethod
  /** Opens the place where clients meet the stage; another one in tests. */
  readonly open: (options: SandboxOptions) => Promise<Sandbox>
  /** Hears how far it is, beside whoever looks at the terminal. */
  readonly onProgress?: (progress: RehearsalProgress) => void
  /** Ends the clients and the rehearsal with them. */
  readonly signal?: AbortSignal
}

type Show = { update(value: RehearsalProgress): void; end(): void }

/** Counts of one part while it goes on. */
interface Tally {
  done: number
  waiting: number
  runs: number
  remembered: number
}

function planOf(kind: RehearsalKind, ask: RehearsalAsk): RehearsalPlan {
  const { options, set, fleet, hosts } = ask
  const { materials, stopEarly, trusts } = options
  return {
    kind,
    scenarios: kind === 'real' ? set.real : set.whatIf,
    trusts: kind === 'real' || trusts.length === 0 ? undefined : trusts,
    stopEarly: stopEarly ? fleet.requires : [],
    currentChain: materials.currentChainPath !== '' && materials.authorityDir === '',
    hosts: hosts.map(({ host }) => host),
  }
}

const hasRealBaseline = ({ materials }: RehearseOptions): boolean =>
  materials.currentChainPath !== '' && materials.currentKeyPath !== ''

/** A real baseline is sent where chain and key are known; otherwise the stand-in shows how the client behaves. */
function scenariosToOpen(kind: RehearsalKind, ask: RehearsalAsk): readonly Scenario[] {
  const { set } = ask
  if (kind === 'what-if') return set.whatIf
  return hasRealBaseline(ask.options) ? set.real : [...set.standInBaseline, ...set.real]
}

function sandboxOptionsFor(kind: RehearsalKind, ask: RehearsalAsk): SandboxOptions {
  const { options, hosts, method } = ask
  const { materials } = options
  const isReal = kind === 'real'
  const withoutNext = { ...materials, nextChainPath: '', nextKeyPath: '' }
  return {
    method,
    hosts,
    scenarios: scenariosToOpen(kind, ask),
    materials: isReal ? materials : withoutNext,
    answersDir: options.answersDir,
    keepEnvironment: options.keepEnvironment,
    nowMs: options.atMs,
  }
}

function judged(
  release: FleetRelease,
  plan: RehearsalPlan,
  records: Awaited<ReturnType<typeof recordClient>>,
  search: SearchResult | undefined,
  options: RehearseOptions,
): RehearsedRelease {
  const answer = judgeClient({
    client: release.name,
    plan,
    records,
    ...(search === undefined ? {} : { predictions: search.foreseen, breakages: search.breakages }),
  })
  const isStandIn = plan.kind === 'real' && !hasRealBaseline(options)
  // The stand-in's baseline is nothing real: it served to compare with, and is not told among what is.
  const cells = isStandIn ? answer.cells.filter(({ scenario }) => scenario !== 'baseline') : answer.cells
  return { release, answer: { ...answer, cells } }
}

interface PartContext {
  readonly cache: RunCache
  readonly search: ReadonlyMap<string, SearchResult>
  readonly show: Show
}

async function rehearseIn(
  sandbox: Sandbox,
  plan: RehearsalPlan,
  ask: RehearsalAsk,
  context: PartContext,
): Promise<RehearsedPart> {
  const { options, fleet } = ask
  const { materials, timeoutMs, outputLimitBytes } = options
  const turns = new Turns(options.jobs || 2 * availableParallelism())
  const tally: Tally = { done: 0, waiting: 0, runs: 0, remembered: 0 }
  const waitingOf = new Map<string, number>()
  const standIn = plan.kind === 'real' && !hasRealBaseline(options)
  const kept = sandbox.chains.find(({ scenario }) => scenario === 'baseline')
  const keptKeys = materials.currentKeyPath === '' || kept === undefined ? [] : [kept.leafSpkiSha256]
  // All that a client meets beside the chain: another one is another case.
  const surroundings = JSON.stringify([
    sandbox.method,
    ask.hosts,
    options.answersDir,
    options.keepEnvironment,
    materials.authorityDir,
  ])
  const settingFor = (release: FleetRelease): RunSetting => ({
    sandbox,
    turns,
    cache: context.cache,
    caseSetting: {
      clientSha256: options.cacheFile === '' ? '' : clientSha256(release, process.env.PATH ?? ''),
      homeSha256: homeSha256(release),
      keptKeys,
      sandbox: surroundings,
    },
    timeoutMs,
    outputLimitBytes,
    hosts: ask.hosts.map(({ host }) => host),
    baselineStore: standIn ? 'old' : undefined,
    onRun: (record, isRemembered, waiting) => {
      tally.done++
      if (isRemembered) tally.remembered++
      else tally.runs++
      waitingOf.set(release.name, waiting)
      const all = tally.done + [...waitingOf.values()].reduce((sum, count) => sum + count, 0)
      context.show.update({ done: tally.done, all, last: `${release.name}: ${record.scenario}` })
    },
  })
  const releases = await Promise.all(
    fleet.releases.map(async release => {
      const records = await recordClient(release, plan, settingFor(release))
      return judged(release, plan, records, context.search.get(release.name), options)
    }),
  )
  const { method, guarantees, chains } = sandbox
  return {
    kind: plan.kind,
    scenarios: standIn ? plan.scenarios.filter(({ kind }) => kind !== 'baseline') : plan.scenarios,
    releases,
    method,
    guarantees,
    chains,
    runs: tally.runs,
    remembered: tally.remembered,
  }
}

/** Opens a sandbox for one kind of rehearsal, and closes it whatever happens. */
async function rehearsePart(
  kind: RehearsalKind,
  ask: RehearsalAsk,
  context: PartContext,
): Promise<RehearsedPart> {
  ask.signal?.throwIfAborted()
  const sandbox = await ask.open(sandboxOptionsFor(kind, ask))
  const done = onInterrupt(() => sandbox.close())
  const stop = (): void => void sandbox.close()
  ask.signal?.addEventListener('abort', stop)
  if (ask.signal?.aborted === true) stop()
  try {
    return await rehearseIn(sandbox, planOf(kind, ask), ask, context)
  } finally {
    done()
    ask.signal?.removeEventListener('abort', stop)
    await sandbox.close()
  }
}

/** Searches the releases that have a path, and says what follows for each scenario. */
async function searchReleases(ask: RehearsalAsk): Promise<ReadonlyMap<string, SearchResult>> {
  const { fleet, hosts, options, set } = ask
  const found = new Map<string, SearchResult>()
  const scenarios = [...set.real, ...set.whatIf]
  for (const release of fleet.releases.filter(({ path }) => path !== '')) {
    const setting = { hosts, materials: options.materials, scenarios, nowMs: options.atMs }
    found.set(release.name, await foreseenOf(release, setting))
  }
  return found
}

/**
 * Rehearses every release of a fleet: the real chain first, then what may come, each in a sandbox of its own.
 * Throws `SandboxFailure` with its code, and `CommandFailure` for files.
 */
export async function runRehearsal(ask: RehearsalAsk): Promise<Rehearsed> {
  const { options, fleet, hosts, set } = ask
  const begun = runningMs()
  const cache = options.cacheFile === '' ? noCache : openRunCache(options.cacheFile)
  const search = await searchReleases(ask)
  const line = showLine(process.stderr, clockMs, rehearsalProgressLine)
  const show: Show = {
    update: progress => {
      line.update(progress)
      ask.onProgress?.(progress)
    },
    end: () => line.end(),
  }
  const parts: RehearsedPart[] = []
  try {
    const kinds = (['real', 'what-if'] as const).filter(kind =>
      kind === 'real' ? set.real.length > 0 : set.whatIf.length > 0,
    )
    for (const kind of kinds) parts.push(await rehearsePart(kind, ask, { cache, search, show }))
  } finally {
    show.end()
    cache.save()
  }
  return {
    fleet,
    hosts,
    parts,
    breaches: breachesOf(fleet, parts),
    searched: new Map([...search].map(([name, { unseen }]) => [name, unseen])),
    tools: { node: process.version },
    atMs: options.atMs,
    elapsedMs: runningMs() - begun,
  }
}

/** The real sandbox. */
export const realSandbox = openSandbox
