import { printable } from '@foreseen/x509'
import { CommandFailure } from './options/usage-problem.ts'

/** One message for a run that could not go on: what, and what to do; a fault of ours keeps its trace. */
export function failureText(error: unknown): string {
  if (error instanceof CommandFailure) {
    return `foreseen: ${printable(error.message)} [${error.code}]\n  ${error.remedy}\n`
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const lines = trace.split('\n').map(line => `  ${printable(line)}\n`)
  const code = 'cli-fault'
  return `foreseen: stopped by a fault of its own; please report these lines. [${code}]\n${lines.join('')}`
}
