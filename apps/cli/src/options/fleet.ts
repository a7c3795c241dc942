import { isAbsolute, resolve } from 'node:path'
import { type Fleet, type FleetRelease, fleetSchema, type Predicate } from '@foreseen/facts'
import { clockDaysOf } from '@foreseen/rules'
import { isHeavy } from './heavy.ts'
import { suggestion } from './nearest.ts'
import { parseDuration } from './read.ts'
import { quoted, type Read } from './usage-problem.ts'
import { maxPlanBytes, type Path, type YamlMapping, YamlSource } from './yaml-source.ts'

const fleetKeys = ['schema', 'hosts', 'requires', 'releases']
const releaseKeys = [
  'name',
  'command',
  'cwd',
  'env',
  'weight',
  'supported',
  'accepted',
  'path',
  'home',
  'firstVisit',
  'success',
  'heavy',
  'timeout',
]

/** What a fleet is read with. */
export interface FleetSetting {
  /** As it is named in messages. */
  readonly name: string
  /** Folder that relative paths begin in. */
  readonly folder: string
  /** Scenario ids that may be named, beside those of moved clocks. */
  readonly scenarios: readonly string[]
}

function readSuccess(release: YamlMapping): Predicate | undefined {
  if (!release.has('success')) return undefined
  const success = release.below('success', ['output', 'exit', 'file', 'path'])
  const output = success.text('output')
  const problem = patternProblem(output)
  if (problem !== '') success.refuse('output', `is no regular expression: ${problem}.`, 'Mend the pattern.')
  const exitCode = success.has('exit') ? success.number('exit', 0, 0, 255) : undefined
  return { output, exitCode, file: success.text('file'), path: success.text('path') }
}

/** Why a text is no regular expression, or ''. */
export function patternProblem(text: string): string {
  try {
    new RegExp(text, 'u')
    return ''
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function readTime(release: YamlMapping): number {
  const text = release.text('timeout')
  if (text === '') return 0
  const read = parseDuration(text)
  if (read.ok) return read.value
  release.refuse('timeout', `is ${quoted(text)}, which is no length of time.`, 'Write 10s, 500ms or 1m.')
  return 0
}

function readAccepted(source: YamlSource, release: YamlMapping, path: Path, setting: FleetSetting) {
  const items = release.items('accepted', 'Write a list of scenarios with their reasons.')
  return items.map((item, index) => {
    const entry = source.mapping(item, [...path, 'accepted', index], ['scenario', 'reason'])
    const scenario = entry.text('scenario')
    checkScenario(scenario, setting, detail => entry.refuse('scenario', detail.said, detail.remedy))
    if (entry.text('reason') === '') entry.refuse('reason', 'is missing.', 'Say why the refusal is accepted.')
    return { scenario, reason: entry.text('reason') }
  })
}

function checkScenario(
  id: string,
  { scenarios }: FleetSetting,
  refuse: (problem: { readonly said: string; readonly remedy: string }) => void,
): void {
  if (scenarios.includes(id) || clockDaysOf(id) !== undefined) return
  const remedy = suggestion(id, scenarios) || '"foreseen rehearse --list-scenarios" lists them.'
  refuse({ said: `names ${quoted(id)}, which is no scenario.`, remedy })
}

function readVariables(release: YamlMapping): Readonly<Record<string, string>> {
  const variables = release.named('env')
  const wrong = Object.keys(variables).find(name => !/^[^=\p{Cc}]+$/u.test(name))
  if (wrong !== undefined)
    release.refuse('env', `has ${quoted(wrong)}, which is no name of a variable.`, 'Write NAME: value.')
  return variables
}

/** A program and how it is run, below `path`; also what a runner has. Codes: `rehearse-bad-value`, `rehearse-unknown-key`. */
export function readRelease(
  source: YamlSource,
  value: unknown,
  path: Path,
  setting: FleetSetting,
  keys: readonly string[] = releaseKeys,
): FleetRelease {
  const release = source.mapping(value, path, keys)
  const inside = (place: string): string =>
    place === '' || isAbsolute(place) ? place : resolve(setting.folder, place)
  const argv = release.texts('command', 'Write the program and its arguments as a list: [./client, --once].')
  if (!release.has('command'))
    release.refuse('command', 'is missing.', 'Say what to run, as a list: [./client, --once].')
  else if (argv[0] === '') release.refuse('command', 'is empty.', 'Name a program.')
  if (release.text('name') === '') release.refuse('name', 'is missing.', 'Give each release a name.')
  return {
    name: release.text('name'),
    argv,
    cwd: inside(release.text('cwd', setting.folder)),
    env: readVariables(release),
    weight: release.number('weight', 1, 0, 1e12),
    supported: release.on('supported', true),
    accepted: readAccepted(source, release, path, setting),
    path: inside(release.text('path')),
    homeTemplate: inside(release.text('home')),
    firstVisit: release.text('firstVisit'),
    predicate: readSuccess(release),
    heavy: release.on('heavy', isHeavy(argv)),
    timeoutMs: readTime(release),
  }
}

function refuseTwins(source: YamlSource, releases: readonly FleetRelease[]): void {
  const seen = new Set<string>()
  releases.forEach(({ name }, at) => {
    if (seen.has(name) && name !== '') {
      const detail = `two releases are called ${quoted(name)}.`
      source.refuse('rehearse-bad-value', ['releases', at, 'name'], detail, 'Give each release its own name.')
    }
    seen.add(name)
  })
}

/**
 * A fleet from YAML or JSON: foreseen.fleet/1 (`docs/formats/fleet.schema.json`). Unknown keys are refused, lines are named, size and
 * aliases are bounded. Codes: `rehearse-bad-yaml`, `rehearse-bad-value`, `rehearse-unknown-key`.
 */
export function parseFleet(text: string, setting: FleetSetting): Read<Fleet> {
  if (Buffer.byteLength(text) > maxPlanBytes) {
    const detail = `${setting.name} has more than ${maxPlanBytes >> 20} MiB.`
    return {
      ok: false,
      problems: [{ code: 'rehearse-bad-yaml', detail, remedy: 'Name the file of a plan.' }],
    }
  }
  const source = new YamlSource(setting.name, text)
  if (source.problems.length > 0) return { ok: false, problems: source.problems }
  const plan = source.mapping(source.value, [], fleetKeys)
  const schema = plan.text('schema', fleetSchema)
  if (schema !== fleetSchema) plan.refuse('schema', `is ${quoted(schema)}.`, `Write schema: ${fleetSchema}.`)
  const requires = plan.texts('requires', 'Write a list of scenario ids.')
  for (const id of requires)
    checkScenario(id, setting, ({ said, remedy }) => plan.refuse('requires', said, remedy))
  const items = plan.items('releases', 'Write a list of releases.')
  const releases = items.map((item, at) => readRelease(source, item, ['releases', at], setting))
  if (releases.length === 0 && source.problems.length === 0)
    plan.refuse('releases', 'is missing or empty.', 'List what is to be run.')
  refuseTwins(source, releases)
  const hosts = plan.texts('hosts', 'Write a list of hosts: [api.example.org, "mail.example.org:25"].')
  if (source.problems.length > 0) return { ok: false, problems: source.problems }
  return { ok: true, value: { hosts, releases, requires } }
}
