import { promises as dns } from 'node:dns'
import { isIP } from 'node:net'
import { ObservationFailure } from './failure.ts'

/** An address to speak to. */
export interface Address {
  readonly address: string
  readonly family: 4 | 6
}

/** Every A and AAAA address of a name; rejects with the error codes of `node:dns`. */
export type Lookup = (
  host: string,
) => Promise<readonly { readonly address: string; readonly family: number }[]>

/** More addresses than any name needs; the rest is left out. */
const maxAddresses = 64

/** The resolver of the system, so that the answer is the one other programs here would get. */
export const systemLookup: Lookup = host => dns.lookup(host, { all: true, order: 'verbatim' })

function failureOf(host: string, error: unknown): ObservationFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
  if (code === 'ENOTFOUND' || code === 'ENODATA') {
    return new ObservationFailure('tls-no-address', `${host} has no address (${code})`)
  }
  return new ObservationFailure('tls-resolver-failed', `the resolver gave no answer for ${host} (${code})`)
}

async function withinTime<T>(
  work: Promise<T>,
  timeoutMs: number,
  failure: () => ObservationFailure,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(failure()), timeoutMs)
  })
  return Promise.race([work, late]).finally(() => clearTimeout(timer))
}

/** The addresses of a host, each once, in the order of the resolver; an address stands for itself. */
export async function resolveHost(
  host: string,
  lookup: Lookup,
  timeoutMs: number,
): Promise<readonly Address[]> {
  const literal = isIP(host)
  if (literal === 4 || literal === 6) return [{ address: host, family: literal }]
  const late = () =>
    new ObservationFailure('tls-resolver-failed', `the resolver took more than ${timeoutMs} ms for ${host}`)
  let found: Awaited<ReturnType<Lookup>>
  try {
    found = await withinTime(lookup(host), timeoutMs, late)
  } catch (error) {
    throw error instanceof ObservationFailure ? error : failureOf(host, error)
  }
  const addresses = new Map<string, Address>()
  for (const { address } of found.slice(0, maxAddresses)) {
    const family = isIP(address)
    if (family === 4 || family === 6) addresses.set(address, { address, family })
  }
  if (addresses.size === 0) throw new ObservationFailure('tls-no-address', `${host} has no address`)
  return [...addresses.values()]
}
