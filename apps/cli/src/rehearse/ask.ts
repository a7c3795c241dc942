import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import {
  castCodes,
  type Fleet,
  rehearsalCodes,
  type Scenario,
  sandboxCodes,
  stageCodes,
} from '@foreseen/facts'
import {
  checkMaterials,
  findMethod,
  hostRoots,
  type RehearsedHost,
  type SandboxMethod,
} from '@foreseen/world/sandbox'
import { parseFleet } from '../options/fleet.ts'
import type { RehearseOptions } from '../options/rehearse.ts'
import { CommandFailure, type Read } from '../options/usage-problem.ts'
import { readNamedFile } from '../read-file.ts'
import { methodWords } from '../text/rehearsal-words.ts'
import { readHosts } from './hosts.ts'
import { type RehearsalAsk, realSandbox } from './run.ts'
import { idProblems, knownIds, readScenarioFiles, scenarioSet } from './scenario-set.ts'

/** The fleet of a plan, or the one client of the command line. */
function fleetOf(options: RehearseOptions, own: readonly Scenario[]): Read<Fleet> {
  const { planFile, release, hosts, requires } = options
  if (planFile === '') {
    const releases = release === undefined ? [] : [release]
    return { ok: true, value: { hosts, releases, requires } }
  }
  const text = Buffer.from(readNamedFile('--plan', planFile)).toString('utf8')
  const read = parseFleet(text, {
    name: planFile,
    folder: resolve(dirname(planFile)),
    scenarios: knownIds(own),
  })
  if (!read.ok) return read
  const fleet = read.value
  return {
    ok: true,
    value: {
      ...fleet,
      hosts: hosts.length > 0 ? hosts : fleet.hosts,
      requires: [...new Set([...fleet.requires, ...requires])],
    },
  }
}

/** What the options name, read from files. */
export interface Asked {
  readonly fleet: Fleet
  readonly hosts: readonly RehearsedHost[]
  readonly own: readonly Scenario[]
}

/** Everything that options name and that must be read before anything runs. */
export function readAsked(options: RehearseOptions): Read<Asked> {
  const own = readScenarioFiles(options.scenarioFiles)
  if (!own.ok) return own
  const fleet = fleetOf(options, own.value)
  if (!fleet.ok) return fleet
  const problems = idProblems([...options.scenarioIds, ...options.requires], own.value)
  const hosts = readHosts(fleet.value.hosts, options)
  if (!hosts.ok) return { ok: false, problems: [...problems, ...hosts.problems] }
  if (hosts.value.length === 0) {
    const remedy = 'Add hosts to the plan, or give --host HOST.'
    return {
      ok: false,
      problems: [...problems, { code: 'cli-missing-host', detail: 'no host is given.', remedy }],
    }
  }
  if (problems.length > 0) return { ok: false, problems }
  return { ok: true, value: { fleet: fleet.value, hosts: hosts.value, own: own.value } }
}

const worldCodes = [...sandboxCodes, ...castCodes, ...stageCodes, ...rehearsalCodes]

/** What the sandbox refused, said with the remedy of its code; anything else is a fault of ours and stays one. */
export async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    const known = worldCodes.find(item => item.code === code)
    if (!(error instanceof Error) || known === undefined) throw error
    const detail = /[.?]$/.test(error.message) ? error.message : `${error.message}.`
    throw new CommandFailure(known.code, detail, known.remedy, error)
  }
}

/** Said where nothing was asked for and nothing keeps clients apart; who asks for a proxy knows. */
export function noSandboxNote(chosen: SandboxMethod): string {
  if (chosen !== 'proxy' && chosen !== 'proot') return ''
  const problem = {
    code: 'rehearse-no-sandbox',
    detail: `this machine has no sandbox: clients are rehearsed ${methodWords[chosen]}, and packets of theirs may leave.`,
    remedy: '"foreseen doctor" says what was tried, what to install, and what to do instead.',
  }
  return `foreseen: ${problem.detail} [${problem.code}]\n  ${problem.remedy}\n`
}

/** Folders that are named and not there would be taken for empty ones. Code: `cli-cannot-read`. */
function checkPlaces(options: RehearseOptions, fleet: Fleet): void {
  const places = [
    ['--answers', options.answersDir],
    ...fleet.releases.flatMap(({ name, homeTemplate, path }) => [
      [`the HOME of ${name}:`, homeTemplate],
      [`what ${name} ships:`, path],
    ]),
  ] as const
  for (const [what, path] of places) {
    if (path === undefined || path === '' || existsSync(path)) continue
    const detail = `cannot read ${what} ${path}: there is no such file or folder.`
    throw new CommandFailure('cli-cannot-read', detail, 'Name a folder that is there.')
  }
}

/**
 * Checks the operator's files unless the caller did so by rules of its own, tries the sandboxes, and makes the set
 * of scenarios.
 */
export async function prepareRehearsal(
  options: RehearseOptions,
  asked: Asked,
  isChecked = false,
): Promise<RehearsalAsk> {
  const { fleet, hosts, own } = asked
  const { materials, method, scenarioIds, clockDays, atMs } = options
  checkPlaces(options, fleet)
  const isReal = materials.nextChainPath !== ''
  // Reading all roots costs as much as a run: only a chain that is to go live is compared with them.
  if (!isChecked) await checkMaterials(materials, atMs, hosts, isReal ? hostRoots() : [])
  const chosen = await findMethod(method === 'best' ? undefined : method)
  if (method === 'best') process.stderr.write(noSandboxNote(chosen))
  const hasCurrent = materials.currentChainPath !== '' && materials.currentKeyPath !== ''
  const ask = { scenarioIds, requires: fleet.requires, clockDays, isReal, hasCurrent }
  return { options, fleet, hosts, set: scenarioSet(ask, own), method: chosen, open: realSandbox }
}
