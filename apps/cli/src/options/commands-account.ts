import { type Command, flag } from './flag.ts'
import { dataFlags } from './flags-server.ts'

const cannot = [2, 'it could not be done; what and why is said'] as const

const user: Command = {
  name: 'user',
  summary: 'make accounts without the pages: user add ADDRESS, user link ADDRESS',
  about:
    'Works on the data directory, also while the server runs. Prints a link that works once, at which the person chooses a password or a passkey; with --password-file the password is set at once. "user link" makes a new link for whoever lost the password.',
  argument: { name: 'words', help: '"add" or "link", and the address', required: true, variadic: true },
  flags: [
    flag({ name: 'name', value: 'NAME', help: 'name of the person', standard: 'the address' }),
    flag({
      name: 'role',
      value: 'ROLE',
      help: 'viewer, responder, editor or owner',
      choices: ['viewer', 'responder', 'editor', 'owner'],
      standard: 'viewer',
    }),
    flag({
      name: 'password-file',
      value: 'FILE',
      help: 'password on the first line; "-" reads standard input',
      completes: 'file',
    }),
    flag({
      name: 'url',
      value: 'URL',
      help: 'where people reach the server',
      standard: 'http://127.0.0.1:8480',
    }),
    ...dataFlags,
  ],
  examples: ['foreseen user add ana@example.org --role owner --data /var/lib/foreseen'],
  exits: [[0, 'made'], cannot],
}

const token: Command = {
  name: 'token',
  summary: 'make an API token without the pages: token add NAME',
  about:
    'Works on the data directory, also while the server runs. Prints the token once on standard output; only its hash is kept.',
  argument: { name: 'words', help: '"add" and a name for the token', required: true, variadic: true },
  flags: [
    flag({
      name: 'scope',
      value: 'SCOPE',
      help: 'what it may do: read, push, respond, write, runner, calendar or admin',
      choices: ['read', 'push', 'respond', 'write', 'runner', 'calendar', 'admin'],
      repeatable: true,
    }),
    flag({
      name: 'person',
      value: 'ADDRESS',
      help: 'whose token it is: it can do no more than that account',
      standard: "the organisation's",
    }),
    flag({ name: 'days', value: 'N', help: 'days until it ends', standard: '365' }),
    ...dataFlags,
  ],
  examples: ['foreseen token add ci --scope push --data /var/lib/foreseen > token'],
  exits: [[0, 'made'], cannot],
}

/** Commands that make accounts on a data directory. */
export const accountCommands: readonly Command[] = [user, token]
