/** What can be wrong with a command line, or keep a command from going on; the source of `docs/errors.md`. */
export const cliCodes: readonly {
  readonly code: string
  readonly meaning: string
  readonly remedy: string
}[] = [
  {
    code: 'cli-unknown-option',
    meaning: 'The command has no such option.',
    remedy:
      'Take the name that is suggested, or look at --help; a path that begins with a dash goes after "--".',
  },
  {
    code: 'cli-unknown-command',
    meaning: 'There is no such command.',
    remedy: 'Take the name that is suggested, or look at "foreseen --help".',
  },
  {
    code: 'cli-unknown-kind',
    meaning: 'There is no such kind of finding.',
    remedy: '"foreseen kinds" lists them all.',
  },
  {
    code: 'cli-missing-argument',
    meaning: 'The command needs an argument that was not given.',
    remedy: 'Give it as in the example.',
  },
  {
    code: 'cli-missing-value',
    meaning: 'An option that takes a value was given without one.',
    remedy: 'Write the value after the option.',
  },
  {
    code: 'cli-empty-value',
    meaning: 'A path or a value is empty, often because a variable of a script is not set.',
    remedy: 'Check the variable; write "." for the current folder.',
  },
  {
    code: 'cli-usage',
    meaning: 'The command line cannot be read.',
    remedy: 'Look at the help of the command.',
  },
  {
    code: 'cli-bad-number',
    meaning: 'The value is no whole number, or out of bounds.',
    remedy: 'Write digits only, within the bounds that the message names.',
  },
  {
    code: 'cli-bad-size',
    meaning: 'The value is no size in bytes.',
    remedy: 'Write bytes, or a number with K, M, G or T (powers of 1024): 512M.',
  },
  {
    code: 'cli-bad-duration',
    meaning: 'The value is no length of time.',
    remedy: 'Write seconds, or a number with ms, s or m: 500ms.',
  },
  {
    code: 'cli-bad-date',
    meaning: 'The value is no date.',
    remedy: 'Write 2026-12-01, or a time with its offset: 2026-12-01T08:00:00Z.',
  },
  {
    code: 'cli-bad-choice',
    meaning: 'The value is none of those that the option takes.',
    remedy: 'Take one that the message lists.',
  },
  {
    code: 'cli-bad-release',
    meaning: 'The value of --release is not NAME=PATH.',
    remedy: 'Write the name, an equals sign and the path: --release 0.9.1=dist/joost-0.9.1.tgz.',
  },
  {
    code: 'cli-two-formats',
    meaning: 'Two different formats were asked for at once.',
    remedy: 'Give --json or --format, not both.',
  },
  {
    code: 'cli-missing-release',
    meaning: 'A check was asked for without a release.',
    remedy: 'Give a PATH, or --release NAME=PATH.',
  },
  {
    code: 'cli-missing-host',
    meaning: 'A check was asked for without an endpoint.',
    remedy: 'Say what the releases connect to with --host HOST or --host HOST:PORT.',
  },
  {
    code: 'cli-served-for-many',
    meaning: 'One file cannot stand in for several endpoints.',
    remedy: 'Run the command once for each endpoint that has such a file.',
  },
  {
    code: 'cli-offline-without-served',
    meaning: 'Nothing may be connected to, and no file stands in for what is served.',
    remedy: 'Give --served FILE with the chain of the endpoint, or leave --offline out.',
  },
  {
    code: 'cli-cannot-read',
    meaning: 'A file named by an option cannot be read.',
    remedy: 'Give the name of a file that is there and can be read.',
  },
  {
    code: 'cli-cannot-write',
    meaning: 'The file given with --out or --cache cannot be written.',
    remedy: 'Give a file in a folder that is there and can be written.',
  },
  {
    code: 'cli-fault',
    meaning: 'The program stopped by a fault of its own.',
    remedy: 'Report it with the lines printed; no private data is in them beyond paths.',
  },
]
