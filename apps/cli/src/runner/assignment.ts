/** A claimed run as a rehearsal of this machine's own: the server names, the owner's file says what is meant. */
import type { ClaimedRehearsal, FleetRelease, Scenario } from '@foreseen/facts'
import { stagedScenario } from '@foreseen/rules'
import type { Materials } from '@foreseen/world/sandbox'
import { suggestion } from '../options/nearest.ts'
import type { RehearseOptions } from '../options/rehearse.ts'
import { quoted } from '../options/usage-problem.ts'
import type { Asked } from '../rehearse/ask.ts'
import { readHosts } from '../rehearse/hosts.ts'
import { idProblems } from '../rehearse/scenario-set.ts'
import type { RunnerConfig } from './config.ts'

export interface Assignment {
  readonly options: RehearseOptions
  readonly asked: Asked
}

/** What is asked for, or all that the file does not have. */
export type Assigned =
  | { readonly ok: true; readonly value: Assignment }
  | { readonly ok: false; readonly code: string; readonly reason: string }

const noMaterials: Materials = {
  currentChainPath: '',
  currentKeyPath: '',
  nextChainPath: '',
  nextKeyPath: '',
  authorityDir: '',
}

const outputLimitBytes = 1 << 20

function unknownNames(config: RunnerConfig, claimed: ClaimedRehearsal, own: readonly Scenario[]): string[] {
  const names = config.clients.map(({ name }) => name)
  const unknown = (what: string, name: string, known: readonly string[]): string =>
    [`there is no ${what} ${quoted(name)} in the file of this runner.`, suggestion(name, known)]
      .filter(text => text !== '')
      .join(' ')
  return [
    ...claimed.clients
      .filter(({ name }) => !names.includes(name))
      .map(({ name }) => unknown('client', name, names)),
    ...claimed.hosts
      .filter(host => !config.hosts.includes(host))
      .map(host => unknown('host', host, config.hosts)),
    ...idProblems(claimed.scenarios, own).map(({ detail }) => detail),
  ]
}

/** The files for exactly these hosts; a chain must be good for all of them. */
function materialsFor(config: RunnerConfig, claimed: ClaimedRehearsal, currentPath: string): Materials {
  const found = config.materials.find(({ hosts }) => claimed.hosts.every(host => hosts.includes(host)))
  const { hosts: _hosts, ...own } = found ?? { hosts: [], ...noMaterials }
  const isReal = claimed.kind === 'real'
  const next = isReal ? {} : { nextChainPath: '', nextKeyPath: '' }
  // What the owner names comes before what the server saw.
  const current = own.currentChainPath === '' && !isReal ? { currentChainPath: currentPath } : {}
  return { ...own, ...next, ...current }
}

function optionsFor(
  config: RunnerConfig,
  claimed: ClaimedRehearsal,
  materials: Materials,
  nowMs: number,
): RehearseOptions {
  const isReal = claimed.kind === 'real'
  return {
    listScenarios: false,
    planFile: '',
    release: undefined,
    hosts: claimed.hosts,
    starttls: '',
    alpn: ['http/1.1'],
    asksClientCertificate: false,
    materials,
    scenarioIds: isReal ? [] : claimed.scenarios.filter(id => id !== stagedScenario.id),
    scenarioFiles: [],
    clockDays: [],
    trusts: config.trusts,
    requires: [],
    method: config.method,
    answersDir: config.answersDir,
    keepEnvironment: false,
    timeoutMs: 0,
    outputLimitBytes,
    jobs: config.jobs,
    cacheFile: config.cacheFile,
    stopEarly: false,
    push: undefined,
    format: 'json',
    out: '',
    atMs: nowMs,
  }
}

/** Scenarios of the owner's files that are asked for: all of them unless some are named. */
const ownScenarios = (claimed: ClaimedRehearsal, own: readonly Scenario[]): readonly Scenario[] => {
  if (claimed.kind === 'real') return []
  return claimed.scenarios.length === 0 ? own : own.filter(({ id }) => claimed.scenarios.includes(id))
}

/**
 * Joins what was asked for with what the file has. `currentPath` is where the chain that the server saw was written,
 * or ''. Codes: `runner-unknown-name`, `runner-without-chain`.
 */
export function assign(
  config: RunnerConfig,
  claimed: ClaimedRehearsal,
  own: readonly Scenario[],
  currentPath: string,
  nowMs: number,
): Assigned {
  const unknown = unknownNames(config, claimed, own)
  if (unknown.length > 0) return { ok: false, code: 'runner-unknown-name', reason: unknown.join(' ') }
  const materials = materialsFor(config, claimed, currentPath)
  if (claimed.kind === 'real' && materials.nextChainPath === '') {
    const reason = 'the file of this runner names no chain that is to go live for these hosts.'
    return { ok: false, code: 'runner-without-chain', reason }
  }
  const options = optionsFor(config, claimed, materials, nowMs)
  const hosts = readHosts(claimed.hosts, options)
  if (!hosts.ok) {
    const reason = hosts.problems.map(({ detail }) => detail).join(' ')
    return { ok: false, code: 'runner-unknown-name', reason }
  }
  const releases = claimed.clients.flatMap(({ name }): FleetRelease[] =>
    config.clients.filter(client => client.name === name),
  )
  const fleet = { hosts: claimed.hosts, releases, requires: [] }
  return {
    ok: true,
    value: { options, asked: { fleet, hosts: hosts.value, own: ownScenarios(claimed, own) } },
  }
}
