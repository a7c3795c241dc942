import { type Flag, flag } from './flag.ts'
import { outputFlags, starttlsWords } from './flags.ts'
import { pushClientFlags } from './flags-push.ts'

const subject = 'What is rehearsed:'
const certificates = 'Certificates:'
const client = 'The client:'
const success = 'How success is told (all that are given must hold):'
const running = 'How it is run:'

export const rehearseFormats = ['text', 'json', 'junit', 'markdown', 'sarif'] as const
export const sandboxMethods = ['root', 'user', 'sudo', 'bwrap', 'proot', 'proxy'] as const
export const trustWords = ['old', 'both', 'new', 'host'] as const

/** Hosts, scenarios and trust. */
const subjectFlags: readonly Flag[] = [
  flag({
    name: 'host',
    value: 'HOST[:PORT]',
    help: 'a host that the client connects to and whose certificate is rehearsed',
    repeatable: true,
    group: subject,
  }),
  flag({
    name: 'starttls',
    value: 'PROTOCOL',
    help: 'begin in clear and turn to TLS',
    choices: starttlsWords,
    standard: 'by port',
    group: subject,
  }),
  flag({
    name: 'plan',
    value: 'FILE',
    help: 'a fleet: releases with their commands, hosts, weights and required scenarios',
    completes: 'file',
    group: subject,
  }),
  flag({
    name: 'scenario',
    value: 'ID',
    help: 'rehearse these scenarios only, beside the baseline and what is required; a comma list is taken too',
    repeatable: true,
    standard: 'all renewals and faults',
    group: subject,
  }),
  flag({
    name: 'scenario-file',
    value: 'FILE',
    help: 'a scenario of your own, as JSON (foreseen.scenario/1)',
    repeatable: true,
    completes: 'file',
    group: subject,
  }),
  flag({
    name: 'trust',
    value: 'STORE',
    help: 'which roots the client finds installed: the old one, both, the new one, or what this host has',
    choices: trustWords,
    repeatable: true,
    standard: 'as each scenario says',
    group: subject,
  }),
  flag({
    name: 'clock',
    value: '+DAYSd',
    help: "also move the client's clock and present the certificate of that day: +90d",
    repeatable: true,
    group: subject,
  }),
  flag({
    name: 'require',
    value: 'ID',
    help: 'exit with 1 when the client refuses this scenario, or accepts it if it is a fault',
    repeatable: true,
    group: subject,
  }),
  flag({ name: 'list-scenarios', help: 'print the scenarios, one sentence each', group: subject }),
]

/** What the operator has in hand. */
const certificateFlags: readonly Flag[] = [
  flag({
    name: 'next',
    value: 'FILE',
    help: 'the chain that is to go live (PEM, leaf first): a real rehearsal, with the trust of this host',
    completes: 'file',
    group: certificates,
  }),
  flag({
    name: 'key',
    value: 'FILE',
    help: 'its private key; without --next, the key that is served today',
    completes: 'file',
    group: certificates,
  }),
  flag({
    name: 'current',
    value: 'FILE',
    help: 'the chain that is served today (PEM)',
    completes: 'file',
    group: certificates,
  }),
  flag({
    name: 'current-key',
    value: 'FILE',
    help: 'its private key; pins on it then hold in scenarios that keep the key',
    completes: 'file',
    group: certificates,
  }),
  flag({
    name: 'authority',
    value: 'DIR',
    help: 'a private CA of yours: root.pem and root.key, or with intermediate.pem and intermediate.key',
    completes: 'file',
    group: certificates,
  }),
]

const clientFlags: readonly Flag[] = [
  flag({
    name: 'name',
    value: 'NAME',
    help: 'what the client is called',
    standard: 'its program',
    group: client,
  }),
  flag({
    name: 'release',
    value: 'PATH',
    help: 'the files that ship: searched, so that forecast and verdict stand side by side',
    completes: 'file',
    group: client,
  }),
  flag({
    name: 'env',
    value: 'NAME=VALUE',
    help: 'set a variable for the client',
    repeatable: true,
    group: client,
  }),
  flag({
    name: 'keep-env',
    help: 'leave variables that change trust or proxies as they are here',
    group: client,
  }),
  flag({
    name: 'home',
    value: 'DIR',
    help: 'a folder that each run finds as its HOME, as a copy',
    standard: 'an empty one',
    completes: 'file',
    group: client,
  }),
  flag({
    name: 'first-visit',
    value: 'COMMAND',
    help: 'a shell command run once against what is served today; each run starts with the HOME it leaves (trust on first use)',
    group: client,
  }),
]

const successFlags: readonly Flag[] = [
  flag({ name: 'success-output', value: 'REGEX', help: 'the output matches', group: success }),
  flag({ name: 'success-exit', value: 'N', help: 'the client exits with N', group: success }),
  flag({ name: 'success-file', value: 'FILE', help: 'this file is there after the run', group: success }),
  flag({ name: 'success-path', value: 'PATH', help: 'this path was requested', group: success }),
]

const runningFlags: readonly Flag[] = [
  flag({
    name: 'sandbox',
    value: 'METHOD',
    help: 'how the client is kept apart',
    choices: sandboxMethods,
    standard: 'the best that works',
    group: running,
  }),
  flag({
    name: 'answers',
    value: 'DIR',
    help: 'files that the server answers with',
    standard: '200 and "{}"',
    completes: 'file',
    group: running,
  }),
  flag({
    name: 'alpn',
    value: 'PROTOCOL',
    help: 'application protocol that the real server offers: h2,http/1.1',
    repeatable: true,
    standard: 'http/1.1',
    group: running,
  }),
  flag({ name: 'ask-client-certificate', help: 'the real server asks for one', group: running }),
  flag({
    name: 'timeout',
    value: 'TIME',
    help: 'time for one run',
    standard: '10s, or five times what the baseline takes',
    group: running,
  }),
  flag({
    name: 'output-limit',
    value: 'SIZE',
    help: 'a client that prints more is ended',
    standard: '1M',
    group: running,
  }),
  flag({
    name: 'jobs',
    value: 'N',
    help: 'runs side by side; a JVM or a browser counts as two',
    standard: 'two per core',
    group: running,
  }),
  flag({
    name: 'cache',
    value: 'FILE',
    help: 'remember verdicts by client, arguments, environment and chain in FILE; "off" for none',
    completes: 'file',
    standard: 'off',
    group: running,
  }),
  flag({
    name: 'stop-early',
    help: 'stop a client at the first required scenario that it refuses',
    group: running,
  }),
]

/** Everything that `foreseen rehearse` takes. A moment other than now cannot be rehearsed: no `--at`. */
export const rehearseFlags: readonly Flag[] = [
  ...subjectFlags,
  ...certificateFlags,
  ...clientFlags,
  ...successFlags,
  ...runningFlags,
  ...outputFlags(rehearseFormats).filter(({ name }) => name !== 'at'),
  ...pushClientFlags,
]
