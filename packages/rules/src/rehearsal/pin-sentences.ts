import type { PinKind, Verdict } from '@foreseen/facts'
import { listOf } from '../forecast/words.ts'
import { scenarioOf } from './scenarios/registry.ts'

const titleOf = (id: string): string => `"${scenarioOf(id)?.title ?? id}"`

/** What to do about a client whose connections leave no sign: the options of the command, and the key of a plan. */
const namedSuccess = 'say what success is: --success-exit 0 or --success-output REGEX (in a plan: success)'

/** What each kind of pin means for its owner. */
export const pinSentences: Readonly<Record<Exclude<PinKind, 'unknown'>, string>> = {
  certificate: "It holds the server's own certificate: every renewal breaks it.",
  'leaf-key':
    "It holds the key of the server's certificate: a renewal with a new key breaks it, one with the same key does not.",
  intermediate:
    'It holds the intermediate: the first certificate from another one breaks it, whoever else is trusted.',
  root: 'It holds the root, as a pin or as roots of its own: a move to another root breaks it, also where the machine trusts the new one.',
  'stale-trust':
    'It holds no pin and trusts what its machine trusts: a move to a root that the machine lacks breaks it, and nothing before that.',
  none: 'It holds no pin: every renewal that tells pins apart passed.',
}

/** Accepted a chain whose root nobody gave it. */
export const trustsAnyone =
  'It holds no pin and asks for no root: it connects to a chain that ends in one that nobody gave it.'

/** Why nothing is said, and what would settle it. */
export const openSentences = {
  flaky: "Its runs against today's certificate differ from each other, so nothing can be compared with them.",
  real: 'One real chain does not tell pins apart: a what-if rehearsal does.',
  standIns:
    "It holds something of today's chain: the certificate, the intermediate or the root. Stand-ins cannot tell which; rehearsing the staged chain (--next) or signing with the CA's own keys (--authority) settles it.",
  leafAlone:
    "It refuses a renewal with the same key from a stand-in: it holds the certificate, the intermediate or the root of today's chain. The chain without its intermediate (--scenario missing-intermediate), the staged chain (--next) or --authority settles it.",
  root: 'It holds no certificate, leaf key or intermediate. Whether it holds the root or its machine only lacks the new one is settled by rehearsing "new root, no cross-sign" (--scenario cross-sign-dropped --trust both).',
  contradiction:
    'It refuses one renewal and connects to another that changes the same thing and more: no single pin explains that.',
} as const

/** Nothing was compared: why, and what to do about it. */
export function openByBaseline(base: Verdict | undefined): string {
  if (base === undefined || base.kind === 'not-run')
    return "It was not run against today's certificate, so nothing can be compared."
  if (base.reason === 'flaky') return openSentences.flaky
  if (base.kind === 'refuses')
    return `It does not connect to what is served today (${base.evidence}): it is broken already, or it trusts roots of its own and refuses the stand-in. A real rehearsal (--next) settles it.`
  const head = `Against today's certificate nothing certain was seen of it (${base.evidence})`
  return leavesNoSign(base) ? `${head}; ${namedSuccess}.` : `${head}.`
}

/** Only its own word can tell how such a client fared. */
const leavesNoSign = ({ reason }: Verdict): boolean =>
  reason === 'idle' || reason === 'exit-code' || reason === 'baseline-unsure'

/** A step of the tree without an answer. */
export function openByStep(scenario: string, own: Verdict | undefined): string {
  if (own === undefined || own.kind === 'not-run')
    return `Its pin is not known: rehearsing ${titleOf(scenario)} (--scenario ${scenario}) settles it.`
  const remedy = leavesNoSign(own) ? `; ${namedSuccess}` : ''
  return `Its pin is not known: ${titleOf(scenario)} gave no certain answer (${own.evidence})${remedy}.`
}

/** Refusals that the pin does not explain. */
export function besides(scenarios: readonly string[]): string {
  return scenarios.length === 0
    ? ''
    : ` It refuses ${listOf(scenarios.map(titleOf))} for a reason of its own.`
}
