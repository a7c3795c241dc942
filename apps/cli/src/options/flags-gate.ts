import { type Flag, flag } from './flag.ts'
import { outputFlags } from './flags.ts'
import { rehearseFlags } from './flags-rehearse.ts'

const decision = 'What decides:'
const deployment = 'Deployment:'
const after = 'What is served afterwards:'

export const gateFormats = ['text', 'json'] as const
export const approvalDemands = ['never', 'refusals', 'always'] as const

/** What the gate takes of `rehearse`, in its order and words. */
const shared = [
  'host',
  'plan',
  'next',
  'key',
  'current',
  'current-key',
  'starttls',
  'sandbox',
  'answers',
  'alpn',
  'ask-client-certificate',
  'keep-env',
  'timeout',
  'jobs',
  'cache',
]

const decisionFlags: readonly Flag[] = [
  flag({
    name: 'tolerate',
    value: 'SHARE',
    help: 'live with refusals below this share of all weights: 0.5%',
    standard: '0',
    group: decision,
  }),
  flag({
    name: 'accept-within',
    value: 'DAYS',
    help: 'the certificate served today counts as at its end so many days before: what is accepted or tolerated then goes live without waiting',
    standard: '3',
    group: decision,
  }),
  flag({
    name: 'require-approval',
    value: 'WHEN',
    help: 'wait for a person: never, when refusals are lived with, or always',
    choices: approvalDemands,
    standard: 'never',
    group: decision,
  }),
  flag({
    name: 'approve',
    value: 'WHO[:FINGERPRINT]',
    help: 'who approves this chain; with the fingerprint that a refusal printed also what is refused or unknown',
    group: decision,
  }),
]

const deploymentFlags: readonly Flag[] = [
  flag({
    name: 'live',
    value: 'DIR',
    help: 'keep generations in DIR and make the promoted one DIR/live by one rename',
    completes: 'file',
    group: deployment,
  }),
  flag({
    name: 'keep',
    value: 'N',
    help: 'generations kept, the live one included',
    standard: '3',
    group: deployment,
  }),
  flag({ name: 'back', help: 'return to the generation that was live before', group: deployment }),
  flag({
    name: 'deploy-timeout',
    value: 'TIME',
    help: 'time for the deploy command',
    standard: '2m',
    group: deployment,
  }),
]

const afterFlags: readonly Flag[] = [
  flag({ name: 'no-verify', help: 'do not connect to the hosts, neither before nor after', group: after }),
  flag({
    name: 'verify-within',
    value: 'TIME',
    help: 'look again until the new chain is served everywhere, for so long',
    standard: '10s',
    group: after,
  }),
  flag({
    name: 'address',
    value: 'ADDRESS',
    help: 'look at this address instead of those that DNS names',
    repeatable: true,
    group: after,
  }),
]

/** Everything that `foreseen gate` takes. */
export const gateFlags: readonly Flag[] = [
  ...rehearseFlags.filter(({ name }) => shared.includes(name)),
  ...decisionFlags,
  ...deploymentFlags,
  ...afterFlags,
  ...outputFlags(gateFormats).filter(({ name }) => name !== 'at'),
]
