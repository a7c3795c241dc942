import { accessSync, constants, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Finding, Observation, ScanTotals, Unseen } from '@foreseen/facts'
import { buildInventory } from '@foreseen/rules/inventory'
import { openVerdictFile } from '@foreseen/world/disk'
import { type Crypto, rememberVerdicts } from '@foreseen/x509'
import { nodeCrypto } from '@foreseen/x509/node'
import { clockMs, runningMs } from './clock.ts'
import { measurePaths } from './measure.ts'
import type { LookingOptions } from './options/looking.ts'
import { CommandFailure } from './options/usage-problem.ts'
import { passwordsFor } from './passwords.ts'
import { systemReason } from './read-file.ts'
import { scanSource } from './scan-source.ts'
import { compareFindings, type Survey } from './survey.ts'
import { type Progress, type ProgressShow, showProgress } from './text/progress.ts'

/** What a scan came to before anything is concluded from it. */
export interface Harvest {
  readonly findings: readonly Finding[]
  readonly unseen: readonly Unseen[]
  readonly totals: ScanTotals
  readonly elapsedMs: number
}

/** Keeps the DER of each certificate once, however often it was found. */
function createKeeper(): (finding: Finding) => Finding {
  const kept = new Map<string, Uint8Array>()
  return finding => {
    if (finding.type !== 'certificate') return finding
    const der = kept.get(finding.sha256)
    if (der !== undefined) return { ...finding, der }
    kept.set(finding.sha256, finding.der)
    return finding
  }
}

/** Progress of one run on standard error; the bytes to come are counted once it shows. */
function watchProgress(paths: readonly string[]): ProgressShow {
  let allBytes = 0
  let isMeasured = false
  const show = showProgress(process.stderr, clockMs, () => {
    if (isMeasured) return
    isMeasured = true
    void measurePaths(paths).then(bytes => {
      allBytes = bytes
    })
  })
  let last: Progress | undefined
  // A large file says nothing for a while: rate and time left go on all the same.
  const beat = setInterval(() => {
    if (last !== undefined) show.update({ ...last, allBytes })
  }, 250)
  return {
    update(progress) {
      last = progress
      show.update({ ...progress, allBytes })
    },
    end() {
      clearInterval(beat)
      show.end()
    },
  }
}

/** Said before the scan and not after it: where the cache cannot be written. */
function assertWritable(cacheFile: string): void {
  if (cacheFile === '') return
  try {
    accessSync(dirname(cacheFile), constants.W_OK)
    if (statSync(cacheFile, { throwIfNoEntry: false })?.isDirectory() === true)
      throw new Error('it is a folder')
  } catch (error) {
    const detail = `cannot write --cache ${cacheFile}: ${systemReason(error)}.`
    throw new CommandFailure(
      'cli-cannot-write',
      detail,
      'Give --cache a file in a folder that is there and can be written.',
      error,
    )
  }
}

/** Reads files and folders; progress goes to a terminal, or to whoever listens. */
export async function harvestPaths(
  paths: readonly string[],
  options: LookingOptions,
  given?: ProgressShow,
): Promise<Harvest> {
  const findings: Finding[] = []
  const unseen: Unseen[] = []
  const keep = createKeeper()
  const begun = runningMs()
  const { include, exclude, limits, jobs, cacheFile } = options
  const passwords = passwordsFor(options)
  assertWritable(cacheFile)
  // Only what is ended below is begun: a progress that goes on keeps the process.
  const progress = given ?? watchProgress(paths)
  const totals = await scanSource(
    paths,
    {
      include,
      exclude,
      limits,
      passwords,
      ...(jobs === 0 ? {} : { jobs }),
      ...(cacheFile === '' ? {} : { cache: cacheFile }),
    },
    {
      onFinding: finding => findings.push(keep(finding)),
      onUnseen: record => unseen.push(record),
      onProgress: at => progress.update({ ...at, allBytes: 0 }),
    },
    process.stderr.isTTY === true,
  ).finally(() => progress.end())
  return { findings: findings.sort(compareFindings), unseen, totals, elapsedMs: runningMs() - begun }
}

/** What an inventory is made with, beside the findings. */
interface InventorySetting {
  readonly atMs: number
  readonly releasePath: string
  readonly observations: readonly Observation[]
  /** DER of certificates found elsewhere: pins are resolved to them too. */
  readonly known: readonly Uint8Array[]
  readonly crypto: Crypto
}

/** Calls `conclude` with arithmetic that remembers verdicts of signatures in the scan's cache, if there is one. */
export function withVerdicts<T>({ cacheFile }: LookingOptions, conclude: (crypto: Crypto) => T): T {
  if (cacheFile === '') return conclude(nodeCrypto)
  const verdicts = openVerdictFile(cacheFile)
  const concluded = conclude(rememberVerdicts(nodeCrypto, verdicts))
  verdicts.save()
  return concluded
}

/** Everything that the findings of one release or path list come to. */
export function surveyOf(harvest: Harvest, setting: InventorySetting): Survey {
  const { atMs, ...rest } = setting
  const options = { ...rest, nowMs: atMs }
  return { ...harvest, inventory: buildInventory(harvest.findings, options), atMs }
}

/** Scans files and folders as one. */
export async function scanPaths(
  paths: readonly string[],
  options: LookingOptions,
  atMs: number,
  progress?: ProgressShow,
): Promise<Survey> {
  const harvest = await harvestPaths(paths, options, progress)
  const releasePath = paths.length === 1 ? (paths[0] ?? '') : ''
  return withVerdicts(options, crypto =>
    surveyOf(harvest, { atMs, releasePath, observations: [], known: [], crypto }),
  )
}
