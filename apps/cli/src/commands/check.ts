import { type Checked, runForecast } from '../check-run.ts'
import { clockMs } from '../clock.ts'
import { exitCode } from '../exit.ts'
import { checkJson } from '../formats/forecast.ts'
import { checkMarkdown } from '../formats/markdown.ts'
import { checkSarif } from '../formats/sarif-check.ts'
import { type CheckOptions, parseCheck } from '../options/check.ts'
import type { RawValues } from '../options/read.ts'
import { usageText } from '../options/usage-problem.ts'
import { writeResult } from '../output.ts'
import { outputRoom, outputStyle } from '../terminal.ts'
import { checkText } from '../text/check.ts'

function render(checked: Checked, { format, out }: CheckOptions): Iterable<string> {
  switch (format) {
    case 'json':
      return checkJson(checked)
    case 'sarif':
      return checkSarif(checked)
    case 'markdown':
      return checkMarkdown(checked)
    case 'text':
      return checkText(checked, outputStyle(out), outputRoom(out))
  }
}

/** A name without an address whose place a file takes was not asked to be reached; any other failed look was. */
function isBlind({ endpoints }: Checked): boolean {
  return endpoints.some(({ observations, replaced }) =>
    [
      ...observations,
      ...replaced.filter(({ outcome }) => outcome.state === 'failed' && outcome.code !== 'tls-no-address'),
    ].some(({ outcome }) => outcome.state === 'failed'),
  )
}

/** Scans releases, looks at endpoints, and says which release breaks when the certificate changes. */
export async function runCheck(words: readonly string[], raw: RawValues): Promise<number> {
  const read = parseCheck(words, raw, clockMs())
  if (!read.ok) {
    process.stderr.write(usageText(read.problems, 'check'))
    return 2
  }
  const options = read.value
  const checked = await runForecast(options)
  await writeResult(options.out, render(checked, options))
  const code = exitCode(checked.answer.breaks, checked.unseen, options)
  return code === 0 && (isBlind(checked) || checked.answer.unknown > 0) ? 2 : code
}
