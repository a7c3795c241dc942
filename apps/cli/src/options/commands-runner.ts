import { type Command, flag } from './flag.ts'

export const runner: Command = {
  name: 'runner',
  summary: 'take rehearsals of a server and run them on this machine',
  about:
    'Executes client programs for a Foreseen server: those that its owner wrote into a file on this machine, and no others. The server names clients, hosts and scenarios; what the file does not have is refused and said. Asks for work every few seconds, keeps what it has by a lease, and gives it back on Ctrl-C.',
  argument: undefined,
  flags: [
    flag({ name: 'server', value: 'URL', help: 'the server to work for' }),
    flag({
      name: 'config',
      value: 'FILE',
      help: 'which clients, hosts and chains there are here; nobody else may write it',
      completes: 'file',
    }),
    flag({
      name: 'token-file',
      value: 'FILE',
      help: 'a file whose first line is an API token of the scope runner',
      completes: 'file',
    }),
    flag({ name: 'once', help: 'take one run at most, then end' }),
  ],
  examples: [
    'foreseen runner --server https://foreseen.example.org --config runner.yaml --token-file runner.token',
    'foreseen runner --server http://127.0.0.1:8480 --config runner.yaml --token-file token --once',
  ],
  exits: [
    [0, 'with --once: the run was rehearsed and taken in, or nothing waited'],
    [1, 'with --once: the run came to nothing; the server knows why'],
    [2, 'could not begin: a file, the token or the command line is wrong'],
    [130, 'ended by Ctrl-C; what was under way was given back (143 by SIGTERM)'],
  ],
}
