import { isProven } from './pin-sets.ts'
import type { Case, Verdict } from './verdict.ts'
import { countOf, dayOf, pathWithin } from './words.ts'

function pinRemarks(subject: Case, verdict: Verdict): string[] {
  const { facts, plan, times } = subject
  const proven = new Set(plan.provenKeys ?? [])
  return verdict.pinSets.flatMap(set => {
    const path = pathWithin(facts.release, set.path)
    const said: string[] = []
    if (set.expiresMs !== undefined && set.expiresMs <= times.horizonMs) {
      const verb = set.expiresMs < times.nowMs ? 'has not been enforced since' : 'is no longer enforced from'
      said.push(
        `The pin set of ${path} ${verb} ${dayOf(set.expiresMs, times.nowMs)}: the connection survives, unprotected by it.`,
      )
    }
    const backups = set.pins.filter(held => isProven(held, proven) && held.role !== 'leaf-key')
    if (backups.length === 1) {
      said.push(
        `The pin set of ${path} has one proven backup: after a change to it none is left until a new release ships.`,
      )
    }
    if (set.unresolved.length > 0) {
      said.push(
        `${countOf(set.unresolved.length, 'pin')} of ${path} resolved to nothing known: a backup counts when its private key is proven to be in hand.`,
      )
    }
    return said
  })
}

/** What is worth saying beside the verdict. */
export function remarksOf(subject: Case, verdict: Verdict): string[] {
  const { facts, times } = subject
  const said = pinRemarks(subject, verdict)
  const poison = verdict.holdings.certificates.filter(
    ({ role, object }) => role === 'intermediate' && object.certificate.notAfterMs < times.nowMs,
  )
  for (const { object, places } of poison) {
    const path = places[0]?.finding.at.path ?? ''
    said.push(
      `${pathWithin(facts.release, path)} holds ${object.subject}, which has ended: OpenSSL and mbedTLS take it before the fresh one that is served. Removing it is the cheapest measure.`,
    )
  }
  if (verdict.holdings.certificates.some(({ object }) => object.exposedKey !== undefined)) {
    said.push('A certificate of the server ships with its private key: the release may be the server itself.')
  }
  if (facts.unseen.length > 0)
    said.push(`${countOf(facts.unseen.length, 'thing')} of this release could not be looked into.`)
  if (subject.facts.verifiers === undefined && verdict.readings.length > 0) {
    said.push(
      'What verifies is unknown: the verdict covers OpenSSL, GnuTLS, mbedTLS, Go and Java as measured.',
    )
  }
  return said
}
