import type { Endpoint, FailedOutcome, Observation } from '@foreseen/facts'
import type { Problem } from '@foreseen/x509'
import { failedOutcome, type Look, lookAtBoth, type Outcome, serverName } from './look.ts'
import { type ObserveOptions, observeOptions, type RawObserveOptions } from './options.ts'
import { inParallel } from './parallel.ts'
import { type Address, resolveHost } from './resolve.ts'

function problemsOf(outcome: Outcome): readonly Problem[] {
  if (outcome.state === 'failed') return []
  return outcome.chain.flatMap((certificate, index) =>
    certificate.spkiSha256 !== ''
      ? []
      : [
          {
            code: 'tls-certificate-unreadable',
            offset: index,
            detail: `number ${index + 1} of the chain does not parse as a certificate`,
          },
        ],
  )
}

function record(
  endpoint: Endpoint,
  at: Address | undefined,
  look: Look,
  options: ObserveOptions,
): Observation {
  const [keyType, outcome] = look
  return {
    schema: 'foreseen.observation/1',
    source: 'network',
    host: endpoint.host,
    port: endpoint.port,
    starttls: endpoint.starttls,
    address: at?.address ?? '',
    family: at?.family ?? 0,
    sni: serverName(endpoint, options),
    keyType,
    atMs: options.nowMs(),
    outcome,
    problems: problemsOf(outcome),
  }
}

async function addressesOf(endpoint: Endpoint, options: ObserveOptions): Promise<readonly Address[]> {
  if (options.addresses.length === 0) return resolveHost(endpoint.host, options.lookup, options.timeoutMs)
  const resolved = options.addresses.map(address => resolveHost(address, options.lookup, options.timeoutMs))
  return (await Promise.all(resolved)).flat()
}

/** One address of an endpoint to look at, or why none is: there is none, or it may not be spoken to. */
interface Target {
  readonly endpoint: Endpoint
  readonly at: Address | undefined
  readonly failed: FailedOutcome | undefined
}

/** The address that is judged here is the one connected to: no name is looked up again. */
function targetAt(endpoint: Endpoint, at: Address, options: ObserveOptions): Target {
  const decision = options.allows(at.address)
  if (decision.allowed) return { endpoint, at, failed: undefined }
  const { code, detail } = decision
  return { endpoint, at, failed: { state: 'failed', code, detail } }
}

async function targetsOf(endpoint: Endpoint, options: ObserveOptions): Promise<readonly Target[]> {
  try {
    const addresses = await addressesOf(endpoint, options)
    return addresses.map(at => targetAt(endpoint, at, options))
  } catch (error) {
    return [{ endpoint, at: undefined, failed: failedOutcome(error) }]
  }
}

async function observeTarget(
  { endpoint, at, failed }: Target,
  options: ObserveOptions,
): Promise<readonly Observation[]> {
  if (failed !== undefined) return [record(endpoint, at, ['any', failed], options)]
  if (at === undefined) return []
  const looks = await lookAtBoth(endpoint, at.address, options)
  return looks.map(look => record(endpoint, at, look, options))
}

/**
 * What every address of every endpoint serves, with RSA and with elliptic-curve leaf keys, in the order of the
 * endpoints. Nothing is validated. A failure is a record with a code of `tlsCodes`, never an exception.
 */
export async function observeEndpoints(
  endpoints: readonly Endpoint[],
  raw: RawObserveOptions,
): Promise<readonly Observation[]> {
  const options = observeOptions(raw)
  const { concurrency } = options
  const targets = await inParallel(endpoints, concurrency, endpoint => targetsOf(endpoint, options))
  const records = await inParallel(targets.flat(), concurrency, target => observeTarget(target, options))
  return records.flat()
}

/** What every address of one endpoint serves; see `observeEndpoints`. */
export async function observeEndpoint(
  endpoint: Endpoint,
  raw: RawObserveOptions,
): Promise<readonly Observation[]> {
  return observeEndpoints([endpoint], raw)
}
