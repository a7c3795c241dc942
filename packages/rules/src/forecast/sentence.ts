import type { EventOutcome, Outcome, Release } from '@foreseen/facts'
import { clauseOf, type Held } from './evidence.ts'
import type { Verdict } from './verdict.ts'
import { claim, countOf, dateOf, dayOf, relativeDay } from './words.ts'

export interface Told {
  readonly release: Release
  readonly endpoint: string
  readonly outcome: Outcome
  readonly held: readonly Held[]
  readonly nowMs: number
  readonly horizonMs: number
  readonly unseen: number
}

const leafRoles = ['leaf', 'leaf-key', 'former-leaf', 'next-leaf']

/** The event as it concerns the named thing: a copy of the leaf cares for the leaf, whatever else changes. */
function clauseOfEvent(event: EventOutcome, held: Held | undefined, verdict: Verdict): string {
  if (event.event === 'E25') return 'which ends on that day'
  const aboutLeaf = held !== undefined && leafRoles.includes(held.role)
  if (event.event === 'E3')
    return aboutLeaf
      ? 'and the next certificate comes from another intermediate'
      : 'and the next certificate comes from another one'
  if (event.event === 'E5') return 'and the intermediate gets a new key'
  if (event.event === 'E10')
    return aboutLeaf
      ? 'and the server moves to another root'
      : 'and the server moves to a root that is not held'
  if (event.event === 'E4') return 'and the intermediate is issued anew'
  if (event.event === 'E6') return 'and another certificate joins the chain'
  const subject = aboutLeaf ? 'it' : "the server's certificate"
  if (event.event === 'E14')
    return `and the key of ${subject === 'it' ? 'that certificate' : subject} changes between RSA and ECDSA`
  const key = event.event === 'E1' ? 'the same key' : 'a new key'
  return verdict.renewal.overdue
    ? `and ${subject} is due to be renewed with ${key}`
    : `and ${subject} is renewed with ${key}`
}

function whenOf(event: EventOutcome, told: Told, verdict: Verdict): string {
  const atMs = event.atMs ?? told.nowMs
  const word = verdict.renewal.overdue && event.event !== 'E25' ? 'by' : 'on'
  return `${word} ${dayOf(atMs, told.nowMs)}`
}

/** `joost 0.9.1 stops connecting to www.joost.test on 2026-12-01 (in 9 days): ...`. */
export function sentenceOfBreak(told: Told, event: EventOutcome, verdict: Verdict): string {
  const held = chooseHeld(told, event)
  const why =
    held === undefined
      ? event.reason
      : `${clauseOf(held, told.release)}, ${clauseOfEvent(event, held, verdict)}`
  const when = whenOf(event, told, verdict)
  if (!event.beyondHorizon) return `${claim(told.release, event.outcome, told.endpoint)} ${when}: ${why}.`
  const verb = event.outcome === 'breaks' ? 'stops' : 'may stop'
  return `${claim(told.release, 'survives', told.endpoint)} until ${dateOf(told.horizonMs)}, the end of the forecast; it ${verb} ${when}: ${why}.`
}

/** What a sentence names: an anchor when an anchor ends, else what is nearest to the leaf. */
function chooseHeld(told: Told, event: EventOutcome): Held | undefined {
  const anchors = told.held.filter(held => !leafRoles.includes(held.role) && held.verb === 'holds')
  return event.event === 'E25' ? (anchors[0] ?? told.held[0]) : told.held[0]
}

/** A release that does not accept what is served today. */
export function sentenceOfFailure(told: Told, verdict: Verdict): string {
  const { chain } = verdict
  const { notBeforeMs, notAfterMs } = chain.leaf.certificate
  const head = `${told.release.name} has stopped connecting to ${told.endpoint}`
  if (notAfterMs < told.nowMs) {
    return `${head}: the server still sends a certificate that ended on ${dateOf(notAfterMs)} (${relativeDay(notAfterMs, told.nowMs)}).`
  }
  if (notBeforeMs > told.nowMs) {
    return `${head}: the server sends a certificate that is not valid before ${dayOf(notBeforeMs, told.nowMs)}.`
  }
  const held = told.held[0]
  const why = held === undefined ? 'nothing it holds' : clauseOf(held, told.release)
  return `${head}: ${why}, and the server has sent another one since ${dateOf(notBeforeMs)}.`
}

/** Nothing expected breaks it, or nothing is known that would. */
export function sentenceOfSurvival(told: Told, fixtures: number): string {
  const blind = told.unseen > 0 ? `; ${countOf(told.unseen, 'thing')} could not be looked into` : ''
  const held = told.held.at(-1)
  if (held !== undefined) {
    const root = held.role === 'root' || held.role === 'next-root'
    const path = held.evidence[0]?.finding
    const clause = path === undefined ? held.title : clauseOf(held, told.release)
    const why = root ? `${clause}, which completes the chain of the server` : clause
    return `${claim(told.release, 'survives', told.endpoint)} when its certificate is renewed: ${why}${blind}.`
  }
  const only =
    fixtures > 0
      ? 'what concerns it stands in test fixtures only'
      : 'nothing hardwired that concerns it was found'
  return `${claim(told.release, 'survives', told.endpoint)} as far as can be seen: ${only}${blind}.`
}

/** Today's answer is open: a pin of something never seen, or a bundle without the root. */
export function sentenceOfDoubt(told: Told, verdict: Verdict): string {
  const head = claim(told.release, 'may-break', told.endpoint)
  const unresolved = told.held.find(held => held.verb === 'pins' && held.role === 'unrelated')
  if (unresolved !== undefined) return `${head} at any change: ${clauseOf(unresolved, told.release)}.`
  const bundle = verdict.holdings.bundles[0]
  if (bundle !== undefined) {
    const when = dateOf(bundle.newest.certificate.notBeforeMs)
    return `${head}: its bundle of ${countOf(bundle.count, 'root')}, the newest of ${when}, does not hold the root that the server's chain needs.`
  }
  const held = told.held[0]
  return `${head}: ${held === undefined ? 'what it holds accepts the served chain only in part' : clauseOf(held, told.release)}.`
}
