import type { RenewalEvent, Role } from '@foreseen/facts'
import type { Held } from './evidence.ts'

/** What it costs rises down the list (`docs/forecast.md`, measures): the server first, for clients in the field cannot be changed. */
export function measuresFor(held: readonly Held[], event: RenewalEvent | undefined): string[] {
  const roles = new Set<Role>(held.map(each => each.role))
  const has = (...wanted: readonly Role[]): boolean => wanted.some(role => roles.has(role))
  const measures: string[] = []
  if (event === 'E25') {
    measures.push('Ship an update that trusts a certificate with a later end, before this one ends.')
    return [...measures, 'Accept the break with an owner, a date and a notice to customers.']
  }
  const isWhole = has('leaf', 'former-leaf')
  if (!isWhole && has('leaf-key')) {
    measures.push(
      'Renew with the same key (certbot --reuse-key, lego --reuse-key, rotationPolicy: Never) until an update has reached everyone.',
    )
  }
  if (has('intermediate', 'intermediate-key')) {
    measures.push(
      'Ask the CA to keep issuing from the present intermediate, or serve its certificate as long as it is valid.',
    )
  }
  if (has('root', 'root-key') || event === 'E10') {
    measures.push(
      'Ask the CA for the chain that ends in the present root (preferred chain, cross-signed certificate).',
    )
  }
  measures.push(
    'Serve old releases under a host name of their own with a long-lived certificate of a private CA.',
  )
  measures.push(
    'Put the new certificate on one address first, watch for TLS alerts, and go back while the old one is valid.',
  )
  measures.push(
    'Ship an update that trusts the root, or two keys of which one is in reserve, before that day.',
  )
  // No measure, but the one that people try first: it must not stand where the next step is looked for.
  if (isWhole) {
    measures.push(
      'Renewing with the same key does not help: the whole certificate is held, and it changes all the same.',
    )
  }
  measures.push('Accept the break with an owner, a date and a notice to customers.')
  return measures
}
