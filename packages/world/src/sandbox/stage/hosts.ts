import { isIP } from 'node:net'
import type { RehearsedHost } from '../contract.ts'
import type { Meant } from './admission.ts'

/** Which host a connection is for. */
export interface Addressee {
  /** Name for the report, or '' when nothing tells. */
  readonly host: string
  /** The host under rehearsal, or `undefined` for a bystander. */
  readonly rehearsed: RehearsedHost | undefined
  /** What to ask credentials for. */
  readonly serverName: string
}

/** A name or literal address as it is compared: lower-case, no brackets, no last dot. */
export const canonicalHost = (host: string): string => host.toLowerCase().replace(/^\[|\]$|\.$/g, '')

/** Ports of the hosts, each once. */
export const portsOf = (hosts: readonly RehearsedHost[]): readonly number[] => [
  ...new Set(hosts.map(({ port }) => port)),
]

/**
 * The server name decides; without one the address or CONNECT name that was meant; without that the only host
 * under rehearsal at the port. Where several remain, the first is presented, as a server's default is.
 */
export function addresseeOf(hosts: readonly RehearsedHost[], serverName: string, meant: Meant): Addressee {
  const here = hosts.filter(({ port }) => port === meant.port)
  const named = (name: string): RehearsedHost | undefined =>
    here.find(({ host }) => canonicalHost(host) === canonicalHost(name))
  if (serverName !== '') return { host: serverName, rehearsed: named(serverName), serverName }
  const literal = named(meant.address)
  if (literal !== undefined) return { host: literal.host, rehearsed: literal, serverName: literal.host }
  // A name given to CONNECT is as good as a server name.
  if (isIP(canonicalHost(meant.address)) === 0)
    return {
      host: canonicalHost(meant.address),
      rehearsed: undefined,
      serverName: canonicalHost(meant.address),
    }
  const [first] = here
  if (here.length === 1 && first !== undefined)
    return { host: first.host, rehearsed: first, serverName: first.host }
  return { host: '', rehearsed: undefined, serverName: first?.host ?? meant.address }
}

/** The protocol in which a port's server speaks before TLS, or 'none'. */
export function starttlsAt(hosts: readonly RehearsedHost[], meant: Meant): RehearsedHost['starttls'] {
  const here = hosts.filter(({ port }) => port === meant.port)
  const own = here.find(({ host }) => canonicalHost(host) === canonicalHost(meant.address))
  return (own ?? here[0])?.starttls ?? 'none'
}
