import { accountCommands } from './commands-account.ts'
import { apply } from './commands-apply.ts'
import { gate } from './commands-gate.ts'
import { doctor, rehearse } from './commands-rehearse.ts'
import { runner } from './commands-runner.ts'
import { serverCommands } from './commands-server.ts'
import { type Command, flag } from './flag.ts'
import {
  checkFormats,
  endpointFlags,
  failFlag,
  limitFlags,
  lookingFlags,
  observeFormats,
  outputFlags,
  scanFormats,
  withinFlag,
} from './flags.ts'
import { forecastFlags } from './flags-check.ts'
import { pushFlags, pushReleaseFlags } from './flags-push.ts'

const unseenExit = [
  2,
  'something could not be looked at, or the command line is wrong; 1 comes before 2',
] as const

const scan: Command = {
  name: 'scan',
  summary: 'find certificates, keys and pins in files',
  about:
    'Reads every byte of the files and folders given, opens archives by what they contain and not by their name, and says what is hardwired where.',
  argument: { name: 'path', help: 'files and folders to read', required: true, variadic: true },
  flags: [...lookingFlags, ...limitFlags, ...outputFlags(scanFormats), failFlag, ...pushReleaseFlags],
  examples: [
    'foreseen scan dist/',
    'foreseen scan app.apk --format sarif --out findings.sarif',
    'foreseen scan . --exclude node_modules --fail-on high',
  ],
  exits: [
    [0, 'everything was looked at; nothing that --fail-on asks for was found'],
    [1, 'something that --fail-on asks for was found'],
    unseenExit,
  ],
}

const observe: Command = {
  name: 'observe',
  summary: 'look at the certificates that endpoints serve',
  about:
    'Connects to every address of each endpoint, once for each kind of key, and shows the chain as it was sent. Nothing is trusted and nothing is sent after the handshake.',
  argument: {
    name: 'host',
    help: 'HOST, HOST:PORT, [ADDRESS]:PORT or a URL',
    required: true,
    variadic: true,
  },
  flags: [...endpointFlags, ...outputFlags(observeFormats), withinFlag, ...pushFlags],
  examples: [
    'foreseen observe www.example.org',
    'foreseen observe mail.example.org:25 --starttls smtp --within 30',
    'foreseen observe www.example.org --served next.pem',
  ],
  exits: [
    [0, 'every endpoint served a chain'],
    [1, 'with --within: a certificate has ended or ends within that many days'],
    unseenExit,
  ],
}

const check: Command = {
  name: 'check',
  summary: 'say which release stops connecting, on which day, and why',
  about:
    'Scans each path as a release, looks at each endpoint, and works out which release breaks when the certificate changes. When an endpoint answers, --served FILE is its next chain; when it does not, or with --offline, FILE stands in for what it serves now. The answer says which it was. With --rehearsed REPORT, what a rehearsal measured of a release of the same name at the same host takes the place of what is concluded.',
  argument: { name: 'path', help: 'releases: files and folders', required: false, variadic: true },
  flags: [...forecastFlags, ...endpointFlags, ...lookingFlags, ...limitFlags, ...outputFlags(checkFormats)],
  examples: [
    'foreseen check joost-0.9.1.tgz joost-0.9.2.tgz --host www.example.org',
    'foreseen check app.apk --host api.example.org --served next.pem --plan new-key',
    'foreseen check --release 0.9.1=old/ --host www.example.org --format markdown',
    'foreseen check app.apk --host api.example.org --rehearsed report.json',
  ],
  exits: [
    [0, 'no release breaks or may break within the horizon, and everything was looked at'],
    [1, 'a release breaks or may break within the horizon'],
    unseenExit,
  ],
}

const kinds: Command = {
  name: 'kinds',
  summary: 'explain the kinds of things that are found',
  about:
    'Without an id lists every kind with its level; with one prints what it is, how it breaks and what to do.',
  argument: { name: 'id', help: 'a kind, such as hardwired-leaf', required: false, variadic: false },
  flags: [flag({ name: 'json', help: 'print as JSON', group: 'Output:' })],
  examples: ['foreseen kinds', 'foreseen kinds hardwired-leaf'],
  exits: [
    [0, 'printed'],
    [2, 'there is no such kind'],
  ],
}

const story: Command = {
  name: 'story',
  summary: 'tell the founding story, for real, on this machine',
  about:
    'Starts a TLS server on loopback, ships two releases of a client, asks Foreseen about them, rehearses the next certificate where this machine can keep a program apart from the network, renews, and shows what then happens. Nothing is left behind.',
  argument: undefined,
  flags: [],
  examples: ['foreseen story'],
  exits: [[0, 'told']],
}

const completion: Command = {
  name: 'completion',
  summary: 'print a completion script for a shell',
  about: 'The script completes commands, options and their values.',
  argument: { name: 'shell', help: 'bash or zsh', required: true, variadic: false },
  flags: [],
  examples: ['source <(foreseen completion bash)', 'foreseen completion zsh > ~/.zfunc/_foreseen'],
  exits: [
    [0, 'printed'],
    [2, 'the shell is not known'],
  ],
}

/** Every command, in the order of the story. */
export const commands: readonly Command[] = [
  scan,
  observe,
  check,
  rehearse,
  gate,
  apply,
  ...serverCommands,
  runner,
  ...accountCommands,
  doctor,
  story,
  kinds,
  completion,
]
