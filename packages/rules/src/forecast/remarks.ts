import type { OpenCase } from './case.ts'
import { isProven, type PinSet } from './pin-sets.ts'
import type { Verdict } from './verdict.ts'
import { countOf, dayOf, pathWithin } from './words.ts'

function remarksOfSet(set: PinSet, open: OpenCase): string[] {
  const { facts, times, provenKeys } = open
  const path = pathWithin(facts.release, set.path)
  const said: string[] = []
  if (set.expiresMs !== undefined && set.expiresMs <= times.horizonMs) {
    const verb = set.expiresMs < times.nowMs ? 'has not been enforced since' : 'is no longer enforced from'
    said.push(
      `The pin set of ${path} ${verb} ${dayOf(set.expiresMs, times.nowMs)}: the connection survives, unprotected by it.`,
    )
  }
  const backups = set.pins.filter(held => isProven(held, provenKeys) && held.role !== 'leaf-key')
  if (backups.length === 1) {
    said.push(
      `The pin set of ${path} has one proven backup: after a change to it none is left until a new release ships.`,
    )
  }
  if (set.unresolved.length > 0) {
    const count = countOf(set.unresolved.length, 'pin')
    said.push(
      `Unresolved: ${count} of ${path}. A backup counts when its private key is proven to be in hand.`,
    )
  }
  return said
}

/** An ended intermediate in a store stands in the way of the fresh one that is served. */
function remarksOfPoison({ holdings, facts, times }: OpenCase): string[] {
  return holdings.certificates
    .filter(({ role, object }) => role === 'intermediate' && object.certificate.notAfterMs < times.nowMs)
    .map(({ object, places }) => {
      const path = pathWithin(facts.release, places[0]?.finding.at.path ?? '')
      return `${path} holds ${object.subject}, which has ended: OpenSSL and mbedTLS take it before the fresh one that is served. Removing it is the cheapest measure.`
    })
}

/** What is worth saying beside the verdict. */
export function remarksOf({ open }: Verdict): string[] {
  const said = [...open.pinSets.flatMap(set => remarksOfSet(set, open)), ...remarksOfPoison(open)]
  if (open.holdings.certificates.some(({ object }) => object.exposedKey !== undefined)) {
    said.push('A certificate of the server ships with its private key: the release may be the server itself.')
  }
  if (open.facts.unseen.length > 0) {
    said.push(`${countOf(open.facts.unseen.length, 'thing')} of this release could not be looked into.`)
  }
  if (open.facts.verifiers === undefined && open.readings.length > 0) {
    said.push(
      'What verifies is unknown: the verdict covers those of OpenSSL, GnuTLS, mbedTLS, Go and Java with which it connects today.',
    )
  }
  return said
}
