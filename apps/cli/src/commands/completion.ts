import { completionScript, shells } from '../options/completion.ts'
import { parseChoice } from '../options/read.ts'
import { usageText } from '../options/usage-problem.ts'

/** Prints a completion script. */
export async function runCompletion(words: readonly string[]): Promise<number> {
  const read = parseChoice(words[0] ?? '', shells)
  if (!read.ok) {
    const problems = read.problems.map(problem => ({ ...problem, detail: `the shell ${problem.detail}` }))
    process.stderr.write(usageText(problems, 'completion'))
    return 2
  }
  process.stdout.write(completionScript(read.value))
  return 0
}
