/** What can keep a rehearsal's sandbox from opening or a run from being made; the source of `docs/errors.md`. */
export const sandboxCodes: readonly {
  readonly code: string
  readonly meaning: string
  readonly remedy: string
}[] = [
  {
    code: 'sandbox-method-unavailable',
    meaning: 'This machine does not allow the way of keeping clients apart that was asked for.',
    remedy: '"foreseen doctor" tries every way and says what to install or change.',
  },
  {
    code: 'sandbox-start-failed',
    meaning: 'The sandbox was allowed but could not be set up.',
    remedy: 'Read the detail; "foreseen doctor" shows which part is missing.',
  },
  {
    code: 'sandbox-ended',
    meaning: 'The process that holds the sandbox ended before the run was over.',
    remedy: 'Run again; if it happens again, report it with the lines printed.',
  },
  {
    code: 'sandbox-mounts-refused',
    meaning:
      'The files of a run could not be bound over those of the machine, so the client was not started.',
    remedy: 'Read the detail; leave out the folder that it names, or take another method with --sandbox.',
  },
  {
    code: 'sandbox-unknown-scenario',
    meaning: 'A run was asked for with a scenario that the sandbox was not opened with.',
    remedy: 'Name one of the scenarios of the rehearsal.',
  },
  {
    code: 'sandbox-bad-predicate',
    meaning: 'The regular expression of a predicate cannot be read.',
    remedy: 'Write a JavaScript regular expression, without slashes around it.',
  },
]
