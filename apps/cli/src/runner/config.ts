/** What a runner's owner lets it do: foreseen.runner/1 (`docs/formats/runner.schema.json`). */
import { isAbsolute, resolve } from 'node:path'
import { type FleetRelease, formatEndpoint, parseEndpoint, type TrustStore } from '@foreseen/facts'
import type { Materials, SandboxMethod } from '@foreseen/world/sandbox'
import { sandboxMethods, trustWords } from '../options/flags-rehearse.ts'
import { readRelease } from '../options/fleet.ts'
import { parseChoice } from '../options/read.ts'
import { quoted, type Read } from '../options/usage-problem.ts'
import { maxPlanBytes, type Path, type YamlMapping, YamlSource } from '../options/yaml-source.ts'

export const runnerSchema = 'foreseen.runner/1'

/** Files of the operator for some hosts. */
export interface RunnerMaterials extends Materials {
  /** `host:port` each. */
  readonly hosts: readonly string[]
}

export interface RunnerConfig {
  readonly name: string
  /** `host:port` of each host that may be rehearsed; no other is. */
  readonly hosts: readonly string[]
  readonly clients: readonly FleetRelease[]
  readonly scenarioFiles: readonly string[]
  readonly materials: readonly RunnerMaterials[]
  /** Empty leaves it to each scenario. */
  readonly trusts: readonly TrustStore[]
  readonly method: SandboxMethod | 'best'
  readonly answersDir: string
  /** 0 leaves the number to the machine. */
  readonly jobs: number
  /** '' for none. */
  readonly cacheFile: string
}

/** What a file is read with. */
export interface ConfigSetting {
  /** As it is named in messages. */
  readonly name: string
  /** Folder that relative paths begin in. */
  readonly folder: string
  /** Name of the runner where the file gives none: that of the machine. */
  readonly machine: string
}

const keys = ['schema', 'name', 'hosts', 'clients', 'scenarioFiles', 'materials', 'trust', 'sandbox'].concat(
  'answers',
  'jobs',
  'cache',
)
/** Those of a release in a fleet that say how it runs; the rest stands in the server's plans. */
const clientKeys = [
  'name',
  'command',
  'cwd',
  'env',
  'path',
  'home',
  'firstVisit',
  'success',
  'heavy',
  'timeout',
]
const materialKeys = ['hosts', 'current', 'currentKey', 'next', 'nextKey', 'authority']

const hostsRemedy = 'Write a list of hosts: [api.example.org, "mail.example.org:25"].'

function readHosts(mapping: YamlMapping): readonly string[] {
  const hosts = mapping.texts('hosts', hostsRemedy).flatMap(word => {
    const parsed = parseEndpoint(word)
    if (parsed.ok) return [formatEndpoint(parsed.value)]
    mapping.refuse('hosts', `names ${quoted(word)}, which is no host.`, 'Write HOST or HOST:PORT.')
    return []
  })
  return [...new Set(hosts)]
}

function readMaterials(
  source: YamlSource,
  value: unknown,
  path: Path,
  inside: (place: string) => string,
): RunnerMaterials {
  const entry = source.mapping(value, path, materialKeys)
  const file = (key: string): string => inside(entry.text(key))
  if (entry.has('next') !== entry.has('nextKey'))
    entry.refuse(
      'next',
      'and nextKey go together.',
      'Give both: the server here must prove that it has the key.',
    )
  return {
    hosts: readHosts(entry),
    currentChainPath: file('current'),
    currentKeyPath: file('currentKey'),
    nextChainPath: file('next'),
    nextKeyPath: file('nextKey'),
    authorityDir: file('authority'),
  }
}

function readChoice<T extends string>(
  mapping: YamlMapping,
  key: string,
  words: readonly T[],
  standard: T,
): T {
  const text = mapping.text(key)
  if (text === '') return standard
  const read = parseChoice(text, words)
  if (read.ok) return read.value
  for (const { detail, remedy } of read.problems) mapping.refuse(key, detail, remedy)
  return standard
}

function readTrusts(mapping: YamlMapping): readonly TrustStore[] {
  return mapping.texts('trust', `Write a list of ${trustWords.join(', ')}.`).flatMap(text => {
    const read = parseChoice(text, trustWords)
    if (read.ok) return [read.value]
    for (const { detail, remedy } of read.problems) mapping.refuse('trust', detail, remedy)
    return []
  })
}

function refuseTwins(source: YamlSource, clients: readonly FleetRelease[]): void {
  clients.forEach(({ name }, at) => {
    if (name === '' || clients.findIndex(other => other.name === name) === at) return
    const detail = `two clients are called ${quoted(name)}.`
    source.refuse('rehearse-bad-value', ['clients', at, 'name'], detail, 'Give each its own name.')
  })
}

function readConfig(source: YamlSource, setting: ConfigSetting): RunnerConfig {
  const file = source.mapping(source.value, [], keys)
  const inside = (place: string): string =>
    place === '' || isAbsolute(place) ? place : resolve(setting.folder, place)
  const schema = file.text('schema', runnerSchema)
  if (schema !== runnerSchema)
    file.refuse('schema', `is ${quoted(schema)}.`, `Write schema: ${runnerSchema}.`)
  const fleetSetting = { ...setting, scenarios: [] }
  const clients = file
    .items('clients', 'Write a list of clients, each with its name and command.')
    .map((item, at) => readRelease(source, item, ['clients', at], fleetSetting, clientKeys))
  refuseTwins(source, clients)
  if (!file.has('clients')) file.refuse('clients', 'is missing.', 'List what this runner may execute.')
  const hosts = readHosts(file)
  if (hosts.length === 0 && source.problems.length === 0)
    file.refuse('hosts', 'is missing or empty.', `Say which hosts may be rehearsed. ${hostsRemedy}`)
  return {
    name: file.text('name', setting.machine),
    hosts,
    clients,
    scenarioFiles: file.texts('scenarioFiles', 'Write a list of files.').map(inside),
    materials: file
      .items('materials', 'Write a list with the hosts and files of each.')
      .map((item, at) => readMaterials(source, item, ['materials', at], inside)),
    trusts: readTrusts(file),
    method: readChoice(file, 'sandbox', [...sandboxMethods, 'best'], 'best'),
    answersDir: inside(file.text('answers')),
    jobs: file.number('jobs', 0, 0, 256),
    cacheFile: inside(file.text('cache')),
  }
}

/**
 * Reads the file of a runner, YAML or JSON. Unknown keys are refused, lines are named, size and aliases are bounded.
 * Codes: `rehearse-bad-yaml`, `rehearse-bad-value`, `rehearse-unknown-key`.
 */
export function parseRunnerConfig(text: string, setting: ConfigSetting): Read<RunnerConfig> {
  if (Buffer.byteLength(text) > maxPlanBytes) {
    const detail = `${setting.name} has more than ${maxPlanBytes >> 20} MiB.`
    const remedy = 'Name the file of a runner.'
    return { ok: false, problems: [{ code: 'rehearse-bad-yaml', detail, remedy }] }
  }
  const source = new YamlSource(setting.name, text, 'the file')
  if (source.problems.length > 0) return { ok: false, problems: source.problems }
  const value = readConfig(source, setting)
  return source.problems.length > 0 ? { ok: false, problems: source.problems } : { ok: true, value }
}
