/** What can keep a rehearsal from beginning; the source of `docs/errors.md`. */
export const rehearsalCodes: readonly {
  readonly code: string
  readonly meaning: string
  readonly remedy: string
}[] = [
  {
    code: 'rehearse-bad-yaml',
    meaning: 'The plan cannot be read as YAML or JSON, or is too large.',
    remedy: 'Mend the line that is named; plans have at most 1 MiB and 100 aliases.',
  },
  {
    code: 'rehearse-unknown-key',
    meaning: 'The plan has a key that is not known.',
    remedy: 'Take the name that is suggested; docs/formats/README.md lists all keys.',
  },
  {
    code: 'rehearse-bad-value',
    meaning: 'A value of the plan is missing, of the wrong type or out of bounds.',
    remedy: 'Mend the line that is named.',
  },
  {
    code: 'rehearse-two-subjects',
    meaning: 'A plan and a command were given at once.',
    remedy: 'Put the command into the plan as a release, or leave --plan out.',
  },
  {
    code: 'rehearse-missing-command',
    meaning: 'There is nothing to run.',
    remedy: 'Write the client with its arguments after "--", or give --plan FILE.',
  },
  {
    code: 'rehearse-key-without-chain',
    meaning: 'The keys given do not fit the chains given.',
    remedy: 'Give --next with --key, or --current with --current-key.',
  },
  {
    code: 'rehearse-bad-clock',
    meaning: 'The value of --clock is no number of days.',
    remedy: 'Write +90d, or -1d.',
  },
  {
    code: 'rehearse-bad-variable',
    meaning: 'The value of --env is not NAME=VALUE.',
    remedy: 'Write the name, an equals sign and the value.',
  },
  {
    code: 'rehearse-bad-pattern',
    meaning: 'The value of --success-output is no regular expression.',
    remedy: 'Mend the pattern; a backslash stands before characters that are meant as they are.',
  },
  {
    code: 'rehearse-unknown-scenario',
    meaning: 'There is no scenario of this id.',
    remedy: '"foreseen rehearse --list-scenarios" lists them; --scenario-file reads more.',
  },
  {
    code: 'rehearse-bad-scenario',
    meaning: 'The file of --scenario-file is no scenario.',
    remedy: 'Mend what is named; docs/formats/README.md describes the format.',
  },
  {
    code: 'rehearse-no-sandbox',
    meaning:
      'No way of keeping a client apart works on this machine; it is rehearsed by what is left, and packets of it may leave.',
    remedy: '"foreseen doctor" says what was tried and what to install.',
  },
  {
    code: 'rehearse-bad-cache',
    meaning: 'The file of --cache is not one of ours.',
    remedy: 'Name another file, or remove it.',
  },
  {
    code: 'rehearse-bad-report',
    meaning: 'The file of --rehearsed is no report of a rehearsal, or of a version that is not read.',
    remedy: 'Give the output of "foreseen rehearse --format json --out FILE".',
  },
]
