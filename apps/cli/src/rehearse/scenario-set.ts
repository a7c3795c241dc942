import { parseScenarios, type Scenario } from '@foreseen/facts'
import { clockDaysOf, clockScenario, scenarios, stagedScenario } from '@foreseen/rules'
import { suggestion } from '../options/nearest.ts'
import { quoted, type Read, type UsageProblem } from '../options/usage-problem.ts'
import { readNamedFile } from '../read-file.ts'

/** What is rehearsed, the two kinds apart. */
export interface ScenarioSet {
  /** Chains of the rehearsal CA, baseline first; empty when only the real one is asked for. */
  readonly whatIf: readonly Scenario[]
  /** The chain that is to go live, with a baseline where today's chain and key are at hand. */
  readonly real: readonly Scenario[]
  /** The stand-in that a real chain is compared with where today's chain or key is not at hand. */
  readonly standInBaseline: readonly Scenario[]
}

/** What the set is made of. */
export interface ScenarioAsk {
  readonly scenarioIds: readonly string[]
  /** Rehearsed in any case: what is required and not looked at would count as met. */
  readonly requires: readonly string[]
  readonly clockDays: readonly number[]
  /** A real chain is staged. */
  readonly isReal: boolean
  /** Today's chain and key are both at hand, so that a real baseline can be played. */
  readonly hasCurrent: boolean
}

/** Scenarios of the user's own files. Code: `cli-cannot-read`, `rehearse-bad-scenario`. */
export function readScenarioFiles(files: readonly string[]): Read<readonly Scenario[]> {
  const found: Scenario[] = []
  const problems: UsageProblem[] = []
  for (const file of files) {
    const text = Buffer.from(readNamedFile('--scenario-file', file)).toString('utf8')
    let raw: unknown
    try {
      raw = JSON.parse(text)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      const remedy = 'Write it as docs/scenarios.md describes.'
      problems.push({ code: 'rehearse-bad-scenario', detail: `${file} is no JSON: ${reason}.`, remedy })
      continue
    }
    const parsed = parseScenarios(
      raw,
      file,
      [...scenarios, ...found].map(({ id }) => id),
    )
    if (parsed.ok) found.push(...parsed.value)
    else
      problems.push(
        ...parsed.problems.map(({ code, location, detail }) => ({
          code,
          detail: `${location}: ${detail}.`,
          remedy: 'docs/scenarios.md describes the format.',
        })),
      )
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, value: found }
}

/** Every id that may be named: built-in ones, the user's own, and `staged`. */
export function knownIds(own: readonly Scenario[]): readonly string[] {
  return [...scenarios, ...own, stagedScenario].map(({ id }) => id)
}

/** A scenario by its id; moved clocks are made on the way. */
function scenarioNamed(id: string, own: readonly Scenario[]): Scenario | undefined {
  const days = clockDaysOf(id)
  return days === undefined ? [...scenarios, ...own].find(item => item.id === id) : clockScenario(days)
}

/** What is wrong with ids that were typed. Code: `rehearse-unknown-scenario`. */
export function idProblems(ids: readonly string[], own: readonly Scenario[]): readonly UsageProblem[] {
  const known = knownIds(own)
  return ids
    .filter(id => id !== stagedScenario.id && scenarioNamed(id, own) === undefined)
    .map(id => ({
      code: 'rehearse-unknown-scenario',
      detail: `there is no scenario ${quoted(id)}.`,
      remedy: suggestion(id, known) || '"foreseen rehearse --list-scenarios" lists them.',
    }))
}

const unique = (items: readonly Scenario[]): Scenario[] => [
  ...new Map(items.map(item => [item.id, item])).values(),
]

/**
 * The scenarios of a rehearsal. With a real chain, only what is named beside it is played by the rehearsal CA;
 * without one, everything built in and of the user's own.
 */
export function scenarioSet(ask: ScenarioAsk, own: readonly Scenario[]): ScenarioSet {
  const { scenarioIds, isReal, hasCurrent } = ask
  const clocks = ask.clockDays.map(clockScenario)
  const named = [...scenarioIds, ...ask.requires].flatMap(id => scenarioNamed(id, own) ?? [])
  const isOpen = scenarioIds.length === 0 && !isReal
  const chosen = [...(isOpen ? scenarios : []), ...named, ...own, ...clocks]
  const baseline = scenarios.filter(({ kind }) => kind === 'baseline')
  const realBaseline = baseline.map(scenario => ({ ...scenario, trusts: ['host'] as const }))
  return {
    whatIf: chosen.length === 0 ? [] : unique([...baseline, ...chosen]),
    real: isReal ? [...(hasCurrent ? realBaseline : []), stagedScenario] : [],
    standInBaseline: isReal && !hasCurrent ? baseline : [],
  }
}
