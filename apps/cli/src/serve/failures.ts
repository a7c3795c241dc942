import { jobCodes, ledgerCodes, serverCodes } from '@foreseen/facts'
import { JobFailure, LedgerFailure } from '@foreseen/ledger'
import { Refusal, StartFailure } from '@foreseen/server'
import { CommandFailure } from '../options/usage-problem.ts'

const remedies = new Map(
  [...ledgerCodes, ...jobCodes, ...serverCodes].map(({ code, remedy }) => [code, remedy]),
)

/** The catalogue speaks to whoever asks over HTTP; at a terminal other things help. */
const terminalRemedies: ReadonlyMap<string, string> = new Map([
  ['server-not-found', 'Check the name; "foreseen user add" makes an account.'],
  ['server-conflict', 'Give another name, or go on with what is there.'],
  ['server-invalid', 'Write it as the message says.'],
])

/** A sentence with its stop. */
const sentence = (text: string): string => (/[.?]$/.test(text) ? text : `${text}.`)

/** What ledger, jobs and server say of themselves becomes one message with its remedy. */
export function commandFailure(error: unknown): unknown {
  if (
    error instanceof LedgerFailure ||
    error instanceof JobFailure ||
    error instanceof StartFailure ||
    error instanceof Refusal
  ) {
    const remedy = terminalRemedies.get(error.code) ?? remedies.get(error.code) ?? 'See docs/errors.md.'
    return new CommandFailure(error.code, sentence(error.message), remedy, error)
  }
  return error
}

/** Carries `act` out; failures become messages of the command line. */
export async function withMessages<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    throw commandFailure(error)
  }
}
