import { clockMs } from '../clock.ts'
import { exitCode } from '../exit.ts'
import { csvLines } from '../formats/csv.ts'
import { jsonDocument, jsonLines } from '../formats/jsonl.ts'
import { pushLines } from '../formats/push.ts'
import { scanSarif } from '../formats/sarif-scan.ts'
import type { RawValues } from '../options/read.ts'
import { failsOn, parseScan, type ScanOptions } from '../options/scan.ts'
import { usageText } from '../options/usage-problem.ts'
import { writeResult } from '../output.ts'
import { scanPaths } from '../scan-run.ts'
import { contexts, type Survey } from '../survey.ts'
import { outputRoom, outputStyle } from '../terminal.ts'
import { scanText } from '../text/scan.ts'

function render(survey: Survey, { format, out, paths }: ScanOptions): Iterable<string> {
  switch (format) {
    case 'jsonl':
      return jsonLines(survey)
    case 'json':
      return jsonDocument(survey)
    case 'sarif':
      return scanSarif(survey, paths)
    case 'csv':
      return csvLines(survey)
    case 'push':
      return pushLines(survey)
    case 'text':
      return scanText(survey, outputStyle(out), outputRoom(out))
  }
}

function isFound(survey: Survey, { failOn }: ScanOptions): boolean {
  if (failOn.level === 'none' && failOn.kinds.size === 0) return false
  const contextOf = contexts(survey.inventory)
  return survey.findings.some(finding => {
    const { kind, level } = contextOf(finding)
    return failsOn(failOn, kind, level)
  })
}

/** Scans files and folders and writes what is hardwired in them. */
export async function runScan(words: readonly string[], raw: RawValues): Promise<number> {
  const read = parseScan(words, raw, clockMs(), process.env)
  if (!read.ok) {
    process.stderr.write(usageText(read.problems, 'scan'))
    return 2
  }
  const options = read.value
  const survey = await scanPaths(options.paths, options, options.atMs)
  await writeResult(options.out, render(survey, options))
  if (options.push !== undefined) {
    const { pushScan } = await import('../push/results.ts')
    await pushScan(options.push, options.pushedAs, survey, options.paths)
  }
  return exitCode(isFound(survey, options), survey.unseen, options)
}
