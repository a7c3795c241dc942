import { type Flag, flag } from './flag.ts'

const looking = 'What is looked at:'
const bounds = 'Limits:'
const output = 'Output:'
export const endpoints = 'Endpoints:'

/** Words of `--allow-unseen`: the reasons of records of the type `unseen`, or all of them. */
export const unseenReasons = [
  'sealed',
  'limit',
  'unsupported',
  'truncated',
  'damaged',
  'unreadable',
  'changed',
  'special',
  'all',
] as const

export const scanFormats = ['text', 'jsonl', 'json', 'sarif', 'csv', 'push'] as const
export const observeFormats = ['text', 'json'] as const
export const checkFormats = ['text', 'json', 'sarif', 'markdown'] as const
export const plans = ['same-key', 'new-key', 'new-intermediate', 'new-root'] as const
export const starttlsWords = [
  'smtp',
  'imap',
  'pop3',
  'ftp',
  'ldap',
  'xmpp',
  'postgres',
  'mysql',
  'none',
] as const

/** Which files are read, and how they are opened. */
export const lookingFlags: readonly Flag[] = [
  flag({
    name: 'include',
    value: 'GLOB',
    help: 'read only files whose path matches: * within a name, ** over folders',
    repeatable: true,
    group: looking,
  }),
  flag({
    name: 'exclude',
    value: 'GLOB',
    help: 'leave out files and folders whose path matches',
    repeatable: true,
    group: looking,
  }),
  flag({
    name: 'password-file',
    value: 'FILE',
    help: 'passwords to try on keystores, one a line',
    completes: 'file',
    group: looking,
  }),
  flag({
    name: 'try-common-passwords',
    help: 'try the passwords that keystores are shipped with, such as "changeit"',
    group: looking,
  }),
  flag({
    name: 'cache',
    value: 'FILE',
    help: 'remember results of unchanged files in FILE, for the next scan',
    completes: 'file',
    group: looking,
  }),
  flag({
    name: 'jobs',
    value: 'N',
    help: 'worker threads',
    standard: 'one per core',
    group: looking,
  }),
]

/** Bounds on what is opened. */
export const limitFlags: readonly Flag[] = [
  flag({
    name: 'max-depth',
    value: 'N',
    help: 'containers inside containers; 0 opens none',
    standard: '12',
    group: bounds,
  }),
  flag({
    name: 'max-members',
    value: 'N',
    help: 'members of one container',
    standard: '1000000',
    group: bounds,
  }),
  flag({
    name: 'max-ratio',
    value: 'N',
    help: 'unpacked size by packed size of one member',
    standard: '1000',
    group: bounds,
  }),
  flag({
    name: 'max-total',
    value: 'SIZE',
    help: 'unpacked bytes of one file',
    standard: '64G',
    group: bounds,
  }),
  flag({
    name: 'max-member',
    value: 'SIZE',
    help: 'unpacked bytes of one member',
    standard: '16G',
    group: bounds,
  }),
  flag({
    name: 'allow-unseen',
    value: 'REASON',
    help: 'do not exit with 2 for what could not be looked at for this reason',
    choices: unseenReasons,
    repeatable: true,
    group: bounds,
  }),
]

/** How a result is written, given its formats. */
export function outputFlags(formats: readonly string[]): readonly Flag[] {
  return [
    flag({
      name: 'format',
      value: 'FORMAT',
      help: formats.join(', '),
      choices: formats,
      standard: 'text',
      group: output,
    }),
    flag({ name: 'json', help: 'the same as --format json', group: output }),
    flag({
      name: 'out',
      value: 'FILE',
      help: 'write to FILE; it appears only when it is complete',
      completes: 'file',
      group: output,
    }),
    flag({
      name: 'at',
      value: 'DATE',
      help: 'take DATE for now: 2026-12-01, or a time with its offset',
      standard: 'the clock',
      group: output,
    }),
  ]
}

export const failFlag: Flag = flag({
  name: 'fail-on',
  value: 'WHAT',
  help: 'exit with 1 when something of this kind, or of this level or above, is found: high, medium, low, info or a kind ("foreseen kinds" lists them)',
  repeatable: true,
  group: output,
})

/** How endpoints are reached. */
export const endpointFlags: readonly Flag[] = [
  flag({
    name: 'address',
    value: 'ADDRESS',
    help: 'connect to this address instead of asking DNS',
    repeatable: true,
    group: endpoints,
  }),
  flag({
    name: 'sni',
    value: 'NAME',
    help: 'server name to ask for; an empty one sends none',
    standard: 'the host',
    group: endpoints,
  }),
  flag({
    name: 'starttls',
    value: 'PROTOCOL',
    help: 'begin in clear and turn to TLS',
    choices: starttlsWords,
    standard: 'by port',
    group: endpoints,
  }),
  flag({
    name: 'timeout',
    value: 'TIME',
    help: 'time for one connection: 10, 500ms, 1m',
    standard: '5s',
    group: endpoints,
  }),
  flag({
    name: 'retries',
    value: 'N',
    help: 'further tries after a failure that may pass',
    standard: '1',
    group: endpoints,
  }),
  flag({
    name: 'served',
    value: 'FILE',
    help: 'certificates that stand in for what the endpoint serves',
    completes: 'file',
    group: endpoints,
  }),
]

export const withinFlag: Flag = flag({
  name: 'within',
  value: 'DAYS',
  help: 'exit with 1 when a served certificate has ended or ends within DAYS',
  group: output,
})
