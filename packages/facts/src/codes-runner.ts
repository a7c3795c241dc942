/** What keeps a runner from beginning or going on; the source of `docs/errors.md`. */
export const runnerCodes: readonly {
  readonly code: string
  readonly meaning: string
  readonly remedy: string
}[] = [
  {
    code: 'runner-writable-config',
    meaning: 'Everybody on this machine may change which programs the runner executes.',
    remedy: 'Take the right to write away from others: chmod o-w FILE, and the same for its folder.',
  },
  {
    code: 'runner-bad-server',
    meaning: 'The address of the server is missing or no http or https address.',
    remedy: 'Write --server https://foreseen.example.org, without a path.',
  },
  {
    code: 'runner-missing-option',
    meaning: 'A runner needs a server, a file of its clients and a file with a token.',
    remedy: 'Give --server URL, --config FILE and --token-file FILE.',
  },
  {
    code: 'runner-refused',
    meaning: 'The server does not take this token, or it is not one for runners.',
    remedy: 'Make a token with the scope runner and put it into the file of --token-file.',
  },
  {
    code: 'runner-unknown-name',
    meaning: 'A run names a client, host or scenario that the file of this runner does not have.',
    remedy:
      'Add it to the file, or plan what the file has; a runner executes nothing that its owner did not write down.',
  },
  {
    code: 'runner-without-chain',
    meaning:
      'A rehearsal of the real chain was asked for, and the file names no chain that is to go live for its hosts.',
    remedy: 'Add an entry with "next" and "nextKey" to the materials of the file.',
  },
]
