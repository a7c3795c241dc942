import type { AddressDecision } from './address-policy.ts'
import { type Lookup, systemLookup } from './resolve.ts'

/** How endpoints are observed; every field is set. */
export interface ObserveOptions {
  /** Time for one attempt, from connecting to the certificate. */
  readonly timeoutMs: number
  /** Further attempts after a timeout or an unreachable network. */
  readonly retries: number
  /** Addresses to speak to in place of those of the host name; empty: ask the resolver. */
  readonly addresses: readonly string[]
  /** Server name to send; `undefined`: the host, when it is a name; '': none. */
  readonly sni: string | undefined
  /** Connections at a time. */
  readonly concurrency: number
  /** Largest Certificate message read. */
  readonly maxBytes: number
  readonly maxCertificates: number
  readonly lookup: Lookup
  /** Ends the look where it is; what it comes to then is not to be read. */
  readonly signal: AbortSignal | undefined
  /** Whether an address may be spoken to; asked of every address, which is then the one connected to. */
  readonly allows: (address: string) => AddressDecision
  /** Milliseconds since the epoch. */
  readonly nowMs: () => number
}

/** What must be given, and what may be. */
export type RawObserveOptions = Partial<ObserveOptions> & Pick<ObserveOptions, 'nowMs'>

const defaults = {
  // 5 s as other observers wait (tlsx); a healthy server answers within one.
  timeoutMs: 5000,
  retries: 1,
  addresses: [],
  sni: undefined,
  concurrency: 16,
  // A chain of a thousand certificates of usual size fits; OpenSSL clients stop at 100 kB.
  maxBytes: 2 * 1024 * 1024,
  maxCertificates: 5000,
  lookup: systemLookup,
  signal: undefined,
  // Whoever runs a command decides for their own machine; a server decides for others and gives its policy.
  allows: (): AddressDecision => ({ allowed: true }),
} as const

/** Letters, digits, dots, hyphens: what a DNS name in its punycode form is made of. */
const serverNameForm = /^[A-Za-z0-9._-]{0,253}$/

/** Fills in what was not given. Throws a RangeError for a server name that no hello can carry. */
export function observeOptions(raw: RawObserveOptions): ObserveOptions {
  if (raw.sni !== undefined && !serverNameForm.test(raw.sni)) {
    throw new RangeError('sni is no host name in its punycode form')
  }
  return { ...defaults, ...raw }
}
