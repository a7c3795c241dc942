import { type Command, flag } from './flag.ts'
import { rehearseFlags } from './flags-rehearse.ts'

export const rehearse: Command = {
  name: 'rehearse',
  summary: 'run a client, unmodified, against the next certificates',
  about:
    'Runs the command in a sandbox where the hosts lead to a local server that presents what the next renewals may bring, and says which of them the client survives, which kind of pin it has, and what it accepts that it must refuse. Arguments may name the stand-ins in double braces: {{leaf.pem}}, {{intermediate.pem}}, {{root.pem}} and {{chain.pem}} become files, {{leaf-sha256}} (hex), {{leaf-spki}}, {{intermediate-spki}} and {{root-spki}} (base64) become digests.',
  argument: {
    name: 'command',
    help: 'after "--": the client with its arguments, untouched',
    required: false,
    variadic: true,
  },
  takesCommand: true,
  flags: rehearseFlags,
  examples: [
    'foreseen rehearse --host api.example.org -- ./client --once',
    'foreseen rehearse --host api.example.org --next new.pem --key new.key -- ./app',
    'foreseen rehearse --plan fleet.yaml --format junit --out rehearsal.xml',
  ],
  exits: [
    [0, 'everything was judged, and nothing that is required was refused'],
    [
      1,
      'a supported release refuses a scenario that --require or the plan requires, or accepts a fault that they name',
    ],
    [
      2,
      'could not look: no sandbox, the baseline is refused, a required verdict is unsure, or the command line is wrong; 1 comes before 2',
    ],
  ],
}

export const doctor: Command = {
  name: 'doctor',
  summary: 'say what this machine can rehearse, and what to install',
  about: 'Tries each way of keeping a client apart, looks for tools that move a clock, and for trust stores.',
  argument: undefined,
  flags: [flag({ name: 'json', help: 'print as JSON', group: 'Output:' })],
  examples: ['foreseen doctor', 'foreseen doctor --json'],
  exits: [
    [0, 'clients can be rehearsed here'],
    [2, 'no way of keeping a client apart works'],
  ],
}
