import type { Finding, Observation, ScanTotals, Unseen } from '@foreseen/facts'
import { buildInventory } from '@foreseen/rules'
import { scanFiles } from '@foreseen/world'
import { nodeCrypto } from '@foreseen/x509/node'
import { clockMs, runningMs } from './clock.ts'
import { measurePaths } from './measure.ts'
import type { LookingOptions } from './options/looking.ts'
import { passwordsFor } from './passwords.ts'
import { compareFindings, type Survey } from './survey.ts'
import { showProgress } from './text/progress.ts'

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

/** Reads files and folders; progress goes to a terminal. */
export async function harvestPaths(paths: readonly string[], options: LookingOptions): Promise<Harvest> {
  const findings: Finding[] = []
  const unseen: Unseen[] = []
  const keep = createKeeper()
  const begun = runningMs()
  let allBytes = 0
  let isMeasured = false
  const progress = showProgress(process.stderr, clockMs, () => {
    if (isMeasured) return
    isMeasured = true
    void measurePaths(paths).then(bytes => {
      allBytes = bytes
    })
  })
  const { include, exclude, limits, jobs } = options
  const totals = await scanFiles(
    paths,
    {
      include,
      exclude,
      limits,
      passwords: passwordsFor(options),
      ...(jobs === 0 ? {} : { jobs }),
      signal: new AbortController().signal,
    },
    {
      onFinding: finding => findings.push(keep(finding)),
      onUnseen: record => unseen.push(record),
      onProgress: at => progress.update({ ...at, allBytes }),
    },
  ).finally(() => progress.end())
  return { findings: findings.sort(compareFindings), unseen, totals, elapsedMs: runningMs() - begun }
}

/** Everything that the findings of one release or path list come to. */
export function surveyOf(
  harvest: Harvest,
  atMs: number,
  releasePath: string,
  observations: readonly Observation[],
): Survey {
  const inventory = buildInventory(harvest.findings, {
    crypto: nodeCrypto,
    nowMs: atMs,
    releasePath,
    observations,
  })
  return { ...harvest, inventory, atMs }
}

/** Scans files and folders as one. */
export async function scanPaths(
  paths: readonly string[],
  options: LookingOptions,
  atMs: number,
): Promise<Survey> {
  const harvest = await harvestPaths(paths, options)
  return surveyOf(harvest, atMs, paths.length === 1 ? (paths[0] ?? '') : '', [])
}
