import type {
  Outcome,
  PinKind,
  RehearsalKind,
  RehearsedCell,
  ScenarioKind,
  VerdictKind,
  WronglyAccepted,
} from '@foreseen/facts'
import type { SandboxMethod } from '@foreseen/world/sandbox'
import type { Quality } from '../rehearse/result.ts'
import { outcomeMark } from './verdict.ts'

/** Marks differ in shape; what they mean stands in the legend. */
export const verdictMarks: Readonly<Record<VerdictKind, string>> = {
  connects: '✓',
  refuses: '✗',
  unsure: '?',
  'not-run': '·',
}

/** A release that connects with some trust stores and refuses with others. */
export const mixedMark = '~'

export const verdictLegend = '✓ connects   ✗ refuses   ? unsure   · not run'

/** How the kinds of rehearsal are headed. */
export const kindTitles: Readonly<Record<RehearsalKind, string>> = {
  real: 'Real: the chain that is to go live, with the trust of this host',
  'what-if': 'What if: chains of a rehearsal CA that stands in for yours',
}

export const pinWords: Readonly<Record<PinKind, string>> = {
  none: 'no pin',
  certificate: 'certificate',
  'leaf-key': 'leaf key',
  intermediate: 'intermediate',
  root: 'root',
  'stale-trust': 'stale trust',
  unknown: 'unknown',
}

/** What is wrongly accepted, as the object of a sentence. */
export const acceptedWords: Readonly<Record<WronglyAccepted, string>> = {
  expired: 'an expired certificate',
  'not-yet-valid': 'a certificate that is not yet valid',
  'wrong-host': "another host's certificate",
  untrusted: 'a certificate of an unknown CA',
}

/** How clients were kept apart. */
export const methodWords: Readonly<Record<SandboxMethod, string>> = {
  root: 'in namespaces of its own (as root)',
  user: 'in a user namespace',
  sudo: 'in namespaces of its own (by sudo)',
  bwrap: 'by bubblewrap',
  proot: 'by proot',
  proxy: 'by proxy variables only',
}

/** What the forecast's rule says, with its mark. */
export function predictedWord(outcome: Outcome | undefined): string {
  if (outcome === undefined) return ''
  const words = { breaks: 'refuses', 'may-break': 'may refuse', survives: 'connects' } as const
  return `${outcomeMark(outcome)} ${words[outcome]}`
}

export const disagreementWords = {
  'false-pin': 'false pin: search says that it breaks, and it connects',
  'dead-pin': 'dead pin: it refuses what is served today already',
  'unseen-pin': 'unseen pin: it refuses, and search found nothing that explains it',
} as const

/** The last word of a line of the matrix: what colour alone must not say; with the roots where only some are concerned. */
export function remarkOf(
  cells: readonly RehearsedCell[],
  qualities: readonly Quality[],
  kind: ScenarioKind,
): string {
  const bad = cells.filter((_, at) => qualities[at] === 'bad')
  if (bad.length > 0) {
    const some = bad.length < cells.length ? ` (${bad.map(({ trust }) => trust).join(', ')})` : ''
    if (kind === 'baseline') return `refused today already${some}`
    return `${kind === 'fault' ? 'accepts it' : 'stops working'}${some}`
  }
  const open = cells[qualities.indexOf('open')]
  if (open === undefined) return ''
  return open.verdict.kind === 'not-run' ? 'not run' : `unsure: ${open.verdict.reason}`
}
