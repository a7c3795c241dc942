import type { AskedRun, FleetRelease, RunRecord, Scenario, TrustStore } from '@foreseen/facts'
import { decideRuns, type RehearsalPlan } from '@foreseen/rules'
import type { Client, Sandbox } from '@foreseen/world/sandbox'
import { type CaseSetting, type RunCache, runKey } from './run-cache.ts'
import { withoutSecrets } from './secrets.ts'
import type { Turns } from './turns.ts'

/** Heavy clients take a second to start; nothing is known of a client before its baseline. */
const firstTimeoutMs = 30_000
const leastTimeoutMs = 10_000
const mostTimeoutMs = 600_000
/** A run may take as many times what the baseline took: retries after a refusal are slow. */
const baselineFactor = 5

const heavyWeight = 2

/** Where the runs of one client are made. */
export interface RunSetting {
  readonly sandbox: Sandbox
  readonly turns: Turns
  readonly cache: RunCache
  readonly caseSetting: CaseSetting
  /** 0 goes by the baseline. */
  readonly timeoutMs: number
  readonly outputLimitBytes: number
  /** Names under rehearsal: no secret where they are the value of a variable. */
  readonly hosts: readonly string[]
  /** The trust store under which a baseline asked for with `host` is run where no real one can be played. */
  readonly baselineStore: TrustStore | undefined
  /** Told of each run that is over: how many are known to come, and whether it was remembered. */
  readonly onRun: (record: RunRecord, isRemembered: boolean, waiting: number) => void
}

const nameOf = ({ scenario, trust, attempt, alone }: AskedRun): string =>
  `${scenario} ${trust} ${attempt} ${alone}`

/** Ten seconds, or five times what the baseline took, unless somebody said. */
function timeoutFor(release: FleetRelease, records: readonly RunRecord[], setting: RunSetting): number {
  const said = setting.timeoutMs || release.timeoutMs
  if (said > 0) return said
  const baseline = records.find(({ scenario }) => scenario === 'baseline')
  if (baseline === undefined) return firstTimeoutMs
  return Math.min(mostTimeoutMs, Math.max(leastTimeoutMs, baseline.durationMs * baselineFactor))
}

function clientOf(release: FleetRelease, timeoutMs: number, outputLimitBytes: number): Client {
  const { name, argv, cwd, env, homeTemplate, firstVisit } = release
  return { id: name, argv, cwd, env, homeTemplate, firstVisit, timeoutMs, outputLimitBytes }
}

/** Plays one run, or takes its record from the cache. */
async function playRun(
  release: FleetRelease,
  scenario: Scenario | undefined,
  run: AskedRun,
  records: readonly RunRecord[],
  setting: RunSetting,
): Promise<{ readonly record: RunRecord; readonly isRemembered: boolean }> {
  const { sandbox, cache, caseSetting, outputLimitBytes, baselineStore } = setting
  const isStandIn = run.scenario === 'baseline' && baselineStore !== undefined
  const trust = isStandIn ? baselineStore : run.trust
  // Runs of the staged chain are made each time: they are what goes live.
  const canKeep = scenario !== undefined && scenario.kind !== 'staged' && !run.alone
  const key = canKeep ? runKey(release, scenario, { ...run, trust }, caseSetting) : ''
  const known = key === '' ? undefined : cache.find(key)
  if (known !== undefined)
    return { record: { ...known, client: release.name, trust: run.trust }, isRemembered: true }
  const played = await sandbox.run({
    client: clientOf(release, timeoutFor(release, records, setting), outputLimitBytes),
    scenario: run.scenario,
    trust,
    attempt: run.attempt,
    predicate: release.predicate,
    alone: run.alone,
  })
  const record = { ...played, output: withoutSecrets(played.output, release.env, setting.hosts) }
  if (key !== '' && record.mixed === '' && record.end.kind !== 'not-started') cache.keep(key, record)
  return { record: { ...record, trust: run.trust }, isRemembered: false }
}

/** The runs of one client while they are made. */
class Recording {
  readonly records: RunRecord[] = []
  readonly #release: FleetRelease
  readonly #plan: RehearsalPlan
  readonly #setting: RunSetting
  /** Runs that have begun and are not over, by name. */
  readonly #running = new Set<string>()
  /** Turns asked for, each of which takes the run that is most telling when it comes. */
  readonly #turns = new Set<Promise<void>>()

  constructor(release: FleetRelease, plan: RehearsalPlan, setting: RunSetting) {
    this.#release = release
    this.#plan = plan
    this.#setting = setting
  }

  #asked(): readonly AskedRun[] {
    return decideRuns(this.#plan, this.records).filter(run => !this.#running.has(nameOf(run)))
  }

  async #play(run: AskedRun): Promise<void> {
    const name = nameOf(run)
    this.#running.add(name)
    try {
      const scenario = this.#plan.scenarios.find(({ id }) => id === run.scenario)
      const played = await playRun(this.#release, scenario, run, this.records, this.#setting)
      this.records.push(played.record)
      this.#setting.onRun(played.record, played.isRemembered, this.#asked().length + this.#running.size - 1)
    } finally {
      this.#running.delete(name)
    }
  }

  #takeTurn(isAlone: boolean): void {
    const { turns } = this.#setting
    const work = async (): Promise<void> => {
      const next = this.#asked().find(({ alone }) => alone === isAlone)
      if (next !== undefined) await this.#play(next)
    }
    const turn = isAlone ? turns.alone(work) : turns.take(this.#release.heavy ? heavyWeight : 1, work)
    const tracked = turn.finally(() => this.#turns.delete(tracked))
    this.#turns.add(tracked)
  }

  /** Asks for as many turns as there are runs worth making, and again with every record. */
  async finish(): Promise<readonly RunRecord[]> {
    for (;;) {
      const asked = this.#asked()
      const wanted = asked.length + this.#running.size
      const isAlone = asked.some(({ alone }) => alone)
      while (this.#turns.size < wanted) this.#takeTurn(isAlone)
      if (this.#turns.size === 0) return this.records
      await Promise.race(this.#turns)
    }
  }
}

/**
 * Makes the runs of one client: starts what is most telling whenever it has a turn. A run that is no longer
 * worth it when its turn comes is not made.
 */
export async function recordClient(
  release: FleetRelease,
  plan: RehearsalPlan,
  setting: RunSetting,
): Promise<readonly RunRecord[]> {
  return new Recording(release, plan, setting).finish()
}
