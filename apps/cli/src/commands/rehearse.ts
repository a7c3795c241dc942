import { scenarios } from '@foreseen/rules'
import { clockMs } from '../clock.ts'
import { rehearsalJson } from '../formats/rehearsal.ts'
import { rehearsalJunit } from '../formats/rehearsal-junit.ts'
import { rehearsalMarkdown } from '../formats/rehearsal-markdown.ts'
import { rehearsalSarif } from '../formats/rehearsal-sarif.ts'
import type { RawValues } from '../options/read.ts'
import { parseRehearse, type RehearseOptions } from '../options/rehearse.ts'
import { usageText } from '../options/usage-problem.ts'
import { writeResult } from '../output.ts'
import { prepareRehearsal, readAsked, told } from '../rehearse/ask.ts'
import { type Rehearsed, rehearsalExit } from '../rehearse/result.ts'
import { runRehearsal } from '../rehearse/run.ts'
import { outputRoom, outputStyle } from '../terminal.ts'
import { rehearsalText } from '../text/rehearsal.ts'
import { scenarioListText } from '../text/rehearsal-scenarios.ts'

function render(rehearsed: Rehearsed, { format, out }: RehearseOptions): Iterable<string> {
  switch (format) {
    case 'json':
      return rehearsalJson(rehearsed)
    case 'junit':
      return rehearsalJunit(rehearsed)
    case 'markdown':
      return rehearsalMarkdown(rehearsed)
    case 'sarif':
      return rehearsalSarif(rehearsed)
    case 'text':
      return rehearsalText(rehearsed, outputStyle(out), outputRoom(out))
  }
}

/** Runs clients against what the next renewals may bring, and says what they survive. */
export async function runRehearse(words: readonly string[], raw: RawValues): Promise<number> {
  const read = parseRehearse(words, raw, { nowMs: clockMs(), cwd: process.cwd(), env: process.env })
  if (!read.ok) {
    process.stderr.write(usageText(read.problems, 'rehearse'))
    return 2
  }
  const options = read.value
  if (options.listScenarios) {
    await writeResult(options.out, scenarioListText(scenarios, options.format, outputRoom(options.out)))
    return 0
  }
  const asked = readAsked(options)
  if (!asked.ok) {
    process.stderr.write(usageText(asked.problems, 'rehearse'))
    return 2
  }
  const rehearsed = await told(async () => runRehearsal(await prepareRehearsal(options, asked.value)))
  await writeResult(options.out, render(rehearsed, options))
  if (options.push !== undefined) {
    const { pushRehearsal } = await import('../push/results.ts')
    await pushRehearsal(options.push, rehearsed)
  }
  return rehearsalExit(rehearsed)
}
