import type { RunRecord, Verdict, VerdictReason } from '@foreseen/facts'
import { readConnections } from './connections.ts'
import { secondsOf, verdict } from './words.ts'

/** How terminals are missed: libc, ncurses, readline, sudo, ssh. */
const terminalWords =
  /not a (tty|terminal|typewriter)|inappropriate ioctl|open(ing)? terminal|no tty|must be run (from|in) a terminal|requires? a (tty|terminal)|terminal is required|TERM environment variable not set|could not open \/dev\/tty|\/dev\/tty: No such/i

/** What shells and `env` say when there is nothing to run; 127 and 126 are their exit codes (POSIX 2.9.1.1). */
const missingCommand: Readonly<Record<number, string>> = {
  126: 'what was to be run cannot be executed',
  127: 'the command was not found',
}

/** Names are told three at a time. */
const toldNames = 3

/**
 * A run in which no host under rehearsal was shown a chain: the certificate cannot be the reason, so nothing is
 * said about it. The most telling reason comes first.
 */
export function readUnreached(record: RunRecord, hosts: readonly string[]): Verdict {
  const { end, output, namesAsked } = record
  const { rehearsed, others } = readConnections(record.events)
  const unsure = (reason: VerdictReason, evidence: string): Verdict => verdict('unsure', reason, evidence)
  const without = rehearsed.length > 0 ? 'it opened a connection and never began TLS' : 'it never connected'
  if (rehearsed.length === 0 && terminalWords.test(output))
    return unsure('needs-terminal', 'it asks for a terminal and did not connect')
  if (end.kind === 'code' && rehearsed.length === 0 && others.length === 0 && end.code in missingCommand)
    return unsure('no-command', `it ended with code ${end.code}: ${missingCommand[end.code]}`)
  if (end.kind === 'flood') return unsure('flood', `${without} and wrote ${record.outputBytes} bytes`)
  if (end.kind === 'signal') return unsure('died', `${without} and died by ${end.signal}`)
  if (rehearsed.length > 0)
    return end.kind === 'timeout'
      ? unsure('hung', `${without} until it was ended after ${secondsOf(record.durationMs)}`)
      : unsure('not-reached', without)
  const strange = [...new Set([...others, ...namesAsked.filter(name => !hosts.includes(name))])]
  if (strange.length > 0) return unsure('other-hosts', `it asked for ${toldOf(strange)} only`)
  if (end.kind === 'timeout')
    return unsure('hung', `${without} and was ended after ${secondsOf(record.durationMs)}`)
  return unsure('not-reached', `${without}${endingOf(record)}`)
}

function toldOf(names: readonly string[]): string {
  const rest = names.length - toldNames
  return `${names.slice(0, toldNames).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}

function endingOf({ end }: RunRecord): string {
  return end.kind === 'code' ? ` and ended with code ${end.code}` : ''
}
