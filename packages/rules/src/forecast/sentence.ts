import type { EventOutcome, Release, RenewalEvent } from '@foreseen/facts'
import { clauseOf, type Held } from './evidence.ts'
import { nextTopOf } from './next-chain.ts'
import type { Verdict } from './verdict.ts'
import { claim, countOf, dateOf, dayOf, listOf, relativeDay } from './words.ts'

/** What a sentence is made of, beside the verdict. */
export interface Told {
  readonly release: Release
  readonly endpoint: string
  /** Nearest to the leaf first. */
  readonly held: readonly Held[]
  readonly nowMs: number
  readonly horizonMs: number
  readonly unseen: number
}

const leafRoles = ['leaf', 'leaf-key', 'former-leaf', 'next-leaf']

/** What happens, as it concerns the named thing: a copy of the leaf cares for the leaf, whatever else changes. */
function clauseOfEvent(event: RenewalEvent, aboutLeaf: boolean, verdict: Verdict): string {
  const { next } = verdict.open.view
  const moved = next === undefined ? 'another root' : `a chain from ${nextTopOf(next)}`
  const due = verdict.renewal.overdue ? 'is due to be renewed' : 'is renewed'
  const it = aboutLeaf ? 'it' : "the server's certificate"
  switch (event) {
    case 'E1':
      return `and ${it} ${due} with the same key`
    case 'E2':
      return `and ${it} ${due} with a new key`
    case 'E3':
      return `and the next ${aboutLeaf ? 'certificate comes' : 'one of the server comes'} from another intermediate`
    case 'E4':
      return 'and the intermediate is issued anew'
    case 'E5':
      return 'and the intermediate gets a new key'
    case 'E6':
      return 'and another certificate joins the chain'
    case 'E10':
      return `and the server moves to ${moved}`
    case 'E14':
      return 'and the key of the server changes between RSA and ECDSA'
    case 'E24':
      return 'and the server lets its certificate expire'
    case 'E25':
      return 'which ends on that day'
  }
}

/** What a sentence names: an anchor when an anchor ends, else what is nearest to the leaf. */
function chooseHeld(told: Told, event: EventOutcome): Held | undefined {
  const anchors = told.held.filter(held => !leafRoles.includes(held.role) && held.verb === 'holds')
  return event.event === 'E25' ? (anchors[0] ?? told.held[0]) : told.held[0]
}

function sentenceOfBreak(told: Told, event: EventOutcome, verdict: Verdict): string {
  const held = chooseHeld(told, event)
  const aboutLeaf = held !== undefined && leafRoles.includes(held.role)
  const why =
    held === undefined
      ? event.reason
      : `${clauseOf(held, told.release)}, ${clauseOfEvent(event.event, aboutLeaf, verdict)}`
  const word = verdict.renewal.overdue && event.event !== 'E25' ? 'by' : 'on'
  const when = `${word} ${dayOf(event.atMs ?? told.nowMs, told.nowMs)}`
  if (!event.beyondHorizon) return `${claim(told.release, event.outcome, told.endpoint)} ${when}: ${why}.`
  const verb = event.outcome === 'breaks' ? 'stops' : 'may stop'
  const until = `until ${dateOf(told.horizonMs)}, the end of this forecast`
  return `${claim(told.release, 'survives', told.endpoint)} ${until}; it ${verb} ${when}: ${why}.`
}

function sentenceOfFailure(told: Told, { chain }: Verdict): string {
  const { notBeforeMs, notAfterMs } = chain.leaf.certificate
  const head = `${told.release.name} has stopped connecting to ${told.endpoint}`
  if (notAfterMs < told.nowMs) {
    const since = `${dateOf(notAfterMs)} (${relativeDay(notAfterMs, told.nowMs)})`
    return `${head}: the server sends a certificate that ended on ${since}.`
  }
  if (notBeforeMs > told.nowMs) {
    return `${head}: the server sends a certificate that is not valid before ${dayOf(notBeforeMs, told.nowMs)}.`
  }
  const held = told.held[0]
  if (held === undefined) return `${head}: nothing it holds accepts what the server sends.`
  const why = clauseOf(held, told.release)
  if (held.role === 'former-leaf')
    return `${head}: ${why}, and the server sends another one since ${dateOf(notBeforeMs)}.`
  return `${head}: ${why}, and that does not accept what the server sends.`
}

/** Nothing expected breaks it, or nothing is known that would. */
function sentenceOfSurvival(told: Told, verdict: Verdict): string {
  const blind = told.unseen > 0 ? `; ${countOf(told.unseen, 'thing')} could not be looked into` : ''
  // The anchor carries a survivor: named last, it is what stands farthest from the leaf.
  const held = told.held.at(-1)
  if (held !== undefined) {
    const completes = held.role === 'root' || held.role === 'next-root'
    const why = `${clauseOf(held, told.release)}${completes ? ", which completes the server's chain" : ''}`
    return `${claim(told.release, 'survives', told.endpoint)} when its certificate is renewed: ${why}${blind}.`
  }
  const fixtures = verdict.open.holdings.fixtures.length > 0
  const only = fixtures
    ? 'what concerns it stands in test fixtures only'
    : 'nothing hardwired that concerns it was found'
  return `${claim(told.release, 'survives', told.endpoint)} as far as can be seen: ${only}${blind}.`
}

function stoppedProfiles(verdict: Verdict): { readonly some: string[]; readonly others: string[] } {
  const ids = (key: 'profiles' | 'stopped'): string[] => [
    ...new Set(verdict.open.live.flatMap(each => each[key].map(profile => profile.id))),
  ]
  return { some: ids('stopped'), others: ids('profiles') }
}

/** Today's answer is open: an anchor that has ended, a pin of something never seen, a bundle without the root. */
function sentenceOfDoubt(told: Told, verdict: Verdict): string {
  const head = claim(told.release, 'may-break', told.endpoint)
  const { some, others } = stoppedProfiles(verdict)
  if (some.length > 0) {
    const held = told.held.at(-1)
    const what = held === undefined ? 'what it holds' : clauseOf(held, told.release)
    return `${head} or has done so: ${what}; ${listOf(some)} refuse the served chain with it, ${listOf(others)} accept it.`
  }
  const unresolved = told.held.find(held => held.verb === 'pins' && held.role === 'unrelated')
  if (unresolved !== undefined) return `${head} at any change: ${clauseOf(unresolved, told.release)}.`
  const bundle = verdict.open.holdings.bundles[0]
  if (bundle !== undefined && told.held.length === 0) {
    const newest = dateOf(bundle.newest.certificate.notBeforeMs)
    return `${head}: its bundle of ${countOf(bundle.count, 'root')}, the newest of ${newest}, does not hold the root that the server's chain needs.`
  }
  const held = told.held[0]
  return `${head}: ${held === undefined ? 'what it holds accepts the served chain in part' : clauseOf(held, told.release)}.`
}

/** The verdict as a sentence with subject, date and reason. */
export function sentenceOf(told: Told, verdict: Verdict): string {
  const { failsNow, deciding, today } = verdict
  if (failsNow) return sentenceOfFailure(told, verdict)
  if (today === 'may-break' && deciding?.outcome !== 'breaks') return sentenceOfDoubt(told, verdict)
  // An anchor that ends after the horizon is no news beside the renewals it survives.
  const isFarEnd = deciding?.event === 'E25' && deciding.beyondHorizon
  return deciding === undefined || isFarEnd
    ? sentenceOfSurvival(told, verdict)
    : sentenceOfBreak(told, deciding, verdict)
}
