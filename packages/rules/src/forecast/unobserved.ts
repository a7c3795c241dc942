import type { Breakage } from '@foreseen/facts'
import type { Case } from './case.ts'
import { clauseOf, heldOf } from './evidence.ts'
import { holdingsOf } from './holdings.ts'
import { dayOf, endpointTitle } from './words.ts'

/** A verdict without a chain: unknown is said to be unknown, dated only by a copy of the server's certificate. */
export function outcomeOfUnobserved(subject: Case): Breakage {
  const { facts, view, times, crypto } = subject
  const holdings = holdingsOf(facts.inventory, view, crypto, times.nowMs)
  const held = heldOf(holdings)
  const copies = holdings.certificates.filter(({ role }) => role === 'former-leaf')
  const endMs =
    copies.length === 0 ? undefined : Math.max(...copies.map(({ object }) => object.certificate.notAfterMs))
  const endpoint = endpointTitle(view)
  const why = view.failures[0] ?? 'nothing was observed'
  const first = held[0]
  const head = `Whether ${facts.release.name} keeps connecting to ${endpoint} is unknown: the endpoint could not be observed (${why.replace(/\.$/, '')})`
  const copied =
    endMs === undefined || first === undefined
      ? ''
      : `; ${clauseOf({ ...first, title: 'a certificate for this host' }, facts.release)}, which ${endMs < times.nowMs ? 'ended' : 'ends'} on ${dayOf(endMs, times.nowMs)}`
  return {
    release: facts.release,
    endpoint: view.endpoint,
    outcome: 'may-break',
    level: held.length > 0 ? 'possible' : 'watch',
    failsNow: false,
    days: {
      earliestMs: times.nowMs,
      expectedMs: undefined,
      latestMs: endMs,
      basis: endMs === undefined ? 'assumption' : 'certificate',
    },
    events: [],
    evidence: [...held.flatMap(each => each.evidence), ...holdings.fixtures],
    sentence: `${head}${copied}.`,
    assumptions: [],
    remarks: [],
    nextAction: `Make ${endpoint} reachable from here, or give its chain with --served FILE.`,
    measures: [],
  }
}
