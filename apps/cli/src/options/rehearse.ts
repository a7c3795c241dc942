import { basename } from 'node:path'
import type { FleetRelease, Predicate, TrustStore } from '@foreseen/facts'
import { maxClockDays } from '@foreseen/rules'
import type { Materials, SandboxMethod } from '@foreseen/world/sandbox'
import { rehearseFormats, sandboxMethods, trustWords } from './flags-rehearse.ts'
import { patternProblem } from './fleet.ts'
import { isHeavy } from './heavy.ts'
import { type RehearsalPush, readRehearsalPush } from './push.ts'
import { type RawValues, Reading } from './read.ts'
import { type ResultOptions, readResult } from './result.ts'
import { quoted, type Read } from './usage-problem.ts'

export type RehearseFormat = (typeof rehearseFormats)[number]

/** Everything that `foreseen rehearse` was asked for; scenario ids are checked once scenario files are read. */
export interface RehearseOptions extends ResultOptions<RehearseFormat> {
  readonly listScenarios: boolean
  /** '' when a command is given. */
  readonly planFile: string
  /** The client of the command line; `undefined` with a plan. */
  readonly release: FleetRelease | undefined
  /** As typed: HOST, HOST:PORT or a URL. */
  readonly hosts: readonly string[]
  /** '' goes by the port. */
  readonly starttls: string
  readonly alpn: readonly string[]
  readonly asksClientCertificate: boolean
  readonly materials: Materials
  /** Empty for all renewals and faults. */
  readonly scenarioIds: readonly string[]
  readonly scenarioFiles: readonly string[]
  readonly clockDays: readonly number[]
  /** Empty leaves it to each scenario. */
  readonly trusts: readonly TrustStore[]
  readonly requires: readonly string[]
  readonly method: SandboxMethod | 'best'
  readonly answersDir: string
  readonly keepEnvironment: boolean
  /** 0 goes by the baseline. */
  readonly timeoutMs: number
  readonly outputLimitBytes: number
  /** 0 leaves the number to the machine. */
  readonly jobs: number
  /** '' for none. */
  readonly cacheFile: string
  readonly stopEarly: boolean
  /** `undefined` when nothing is pushed. */
  readonly push: RehearsalPush | undefined
}

/** Where the program was started and how many cores it has: the outside, as an argument. */
export interface RehearseSetting {
  readonly nowMs: number
  readonly cwd: string
  readonly env?: Readonly<Record<string, string | undefined>>
}

function readMaterials(reading: Reading): Materials {
  const text = (name: string): string => reading.text(name) ?? ''
  const isReal = reading.given('next')
  const paths = {
    currentChainPath: text('current'),
    currentKeyPath: text('current-key') || (isReal ? '' : text('key')),
    nextChainPath: text('next'),
    nextKeyPath: isReal ? text('key') : '',
    authorityDir: text('authority'),
  }
  if (isReal && paths.nextKeyPath === '') {
    const remedy = 'Give --key FILE: the server here must prove that it has the key.'
    reading.refuse('rehearse-key-without-chain', '--next is given without its key.', remedy)
  }
  if (!isReal && reading.given('key') && reading.given('current-key')) {
    const remedy = 'Give --next FILE with --key, or one of the keys alone.'
    reading.refuse(
      'rehearse-key-without-chain',
      '--key and --current-key both name the key of today.',
      remedy,
    )
  }
  return paths
}

function readClock(reading: Reading): readonly number[] {
  return reading.list('clock').flatMap(text => {
    const match = /^([+-]?)([0-9]{1,4})d?$/.exec(text)
    const days = Number(match?.[2]) * (match?.[1] === '-' ? -1 : 1)
    if (match !== null && days !== 0 && Math.abs(days) <= maxClockDays) return [days]
    reading.refuse(
      'rehearse-bad-clock',
      `--clock ${quoted(text)} is no number of days up to ${maxClockDays}.`,
      'Write +90d, or -1d.',
    )
    return []
  })
}

function readEnvironment(reading: Reading): Readonly<Record<string, string>> {
  const pairs = reading.texts('env').flatMap(text => {
    const at = text.indexOf('=')
    if (at > 0) return [[text.slice(0, at), text.slice(at + 1)] as const]
    reading.refuse(
      'rehearse-bad-variable',
      // What stands there may be a secret without its name.
      'an --env is not NAME=VALUE (it is not shown here).',
      'Write --env NAME=VALUE.',
    )
    return []
  })
  return Object.fromEntries(pairs)
}

function readPredicate(reading: Reading): Predicate | undefined {
  const names = ['success-output', 'success-exit', 'success-file', 'success-path']
  if (!names.some(name => reading.given(name))) return undefined
  const output = reading.text('success-output') ?? ''
  const problem = patternProblem(output)
  if (problem !== '')
    reading.refuse(
      'rehearse-bad-pattern',
      `--success-output ${quoted(output)} is no regular expression: ${problem}.`,
      'Mend the pattern; a backslash stands before characters that are meant as they are.',
    )
  return {
    output,
    exitCode: reading.given('success-exit') ? reading.count('success-exit', 0, 0, 255) : undefined,
    file: reading.text('success-file') ?? '',
    path: reading.text('success-path') ?? '',
  }
}

function readRelease(reading: Reading, words: readonly string[], cwd: string): FleetRelease | undefined {
  if (words.length === 0) return undefined
  if (words[0] === '') {
    reading.refuse('cli-empty-value', 'the command after "--" is empty.', 'Check the variable it comes from.')
  }
  return {
    name: reading.text('name') ?? basename(words[0] ?? ''),
    argv: words,
    cwd,
    env: readEnvironment(reading),
    weight: 1,
    supported: true,
    accepted: [],
    path: reading.text('release') ?? '',
    homeTemplate: reading.text('home') ?? '',
    firstVisit: reading.text('first-visit') ?? '',
    predicate: readPredicate(reading),
    heavy: isHeavy(words),
    timeoutMs: 0,
  }
}

function checkSubject(reading: Reading, words: readonly string[]): void {
  const hasPlan = reading.given('plan')
  if (reading.on('list-scenarios')) return
  if (hasPlan && words.length > 0) {
    const remedy = 'Put the command into the plan as a release, or leave --plan out.'
    reading.refuse('rehearse-two-subjects', 'both --plan and a command are given.', remedy)
  }
  if (!hasPlan && words.length === 0) {
    const remedy = 'For example: foreseen rehearse --host api.example.org -- ./client --once'
    reading.refuse('rehearse-missing-command', 'no command is given.', remedy)
  }
  if (!hasPlan && !reading.given('host')) {
    const remedy = 'Say which hosts the client connects to: --host HOST or --host HOST:PORT.'
    reading.refuse('cli-missing-host', 'no host is given.', remedy)
  }
}

/** Reads everything that `foreseen rehearse` takes; `words` is the command behind `--`. */
export function parseRehearse(
  words: readonly string[],
  raw: RawValues,
  setting: RehearseSetting,
): Read<RehearseOptions> {
  const reading = new Reading(raw)
  checkSubject(reading, words)
  for (const name of ['name', 'plan', 'next', 'current', 'cache'])
    if (reading.text(name) === '')
      reading.refuse('cli-empty-value', `--${name} is empty.`, 'Check the variable it comes from.')
  const cache = reading.text('cache') ?? 'off'
  return reading.result({
    listScenarios: reading.on('list-scenarios'),
    planFile: reading.text('plan') ?? '',
    release: readRelease(reading, words, setting.cwd),
    hosts: reading.texts('host'),
    starttls: reading.text('starttls') ?? '',
    alpn: reading.given('alpn') ? reading.list('alpn') : ['http/1.1'],
    asksClientCertificate: reading.on('ask-client-certificate'),
    materials: readMaterials(reading),
    scenarioIds: reading.list('scenario'),
    scenarioFiles: reading.texts('scenario-file'),
    clockDays: readClock(reading),
    trusts: reading.choices('trust', trustWords),
    requires: reading.list('require'),
    method: reading.choice('sandbox', [...sandboxMethods, 'best'], 'best'),
    answersDir: reading.text('answers') ?? '',
    keepEnvironment: reading.on('keep-env'),
    timeoutMs: reading.duration('timeout', 0),
    outputLimitBytes: reading.size('output-limit', 1 << 20),
    jobs: reading.count('jobs', 0, 1, 256),
    cacheFile: cache === 'off' ? '' : cache,
    stopEarly: reading.on('stop-early'),
    push: readRehearsalPush(reading, setting.env ?? {}),
    ...readResult<RehearseFormat>(reading, rehearseFormats, setting.nowMs),
  })
}
