import { type Command, flag } from './flag.ts'
import { serverFlags } from './flags-push.ts'

export const apply: Command = {
  name: 'apply',
  summary: 'bring a server to what a file says',
  about:
    'Reads products with their releases, endpoints with their renewal plans, and rehearsals from a file; says first what would be created, changed and ended, and asks. All of it is done or nothing, and the same file again changes nothing. What the file does not name stays as it is.',
  argument: { name: 'file', help: 'what is wanted, as YAML or JSON', required: true, variadic: false },
  flags: [
    flag({
      name: 'server',
      value: 'URL',
      help: 'the server to bring there; FORESEEN_SERVER',
      group: 'Server:',
    }),
    ...serverFlags.map(item => ({ ...item, group: 'Server:' })),
    flag({ name: 'dry-run', help: 'say what would be done, and do nothing' }),
    flag({ name: 'yes', help: 'do not ask; needed where nobody can answer' }),
  ],
  examples: [
    'foreseen apply foreseen.yaml --server https://foreseen.example.org --token-file token',
    'foreseen apply foreseen.yaml --server https://foreseen.example.org --dry-run',
  ],
  exits: [
    [0, 'the server is as the file says, or with --dry-run the plan was shown'],
    [1, 'it was asked whether to go on, and the answer was not yes'],
    [2, 'nothing was done: the file, the server or the command line is wrong'],
  ],
}
