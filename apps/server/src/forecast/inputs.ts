/** What the rules need to work lines out again where there is no ledger. */
import {
  certificateText,
  type FindingRecord,
  findingRecord,
  type Inventory,
  type Occurrence,
  type ShownForecastInputs,
  type ShownInputEndpoint,
  type ShownInputLook,
  type ShownInputRelease,
  type ShownSignature,
  unseenRecord,
} from '@foreseen/facts'
import type { ForecastEndpoint, StoredForecast } from '@foreseen/ledger'
import { type Certificate, rememberVerdicts, type SignatureVerdict, verifyIssued } from '@foreseen/x509'
import { Refusal } from '../http/refusal.ts'
import { timeText } from '../http/shapes.ts'
import type { Place } from '../place.ts'
import { type Engine, engineOf } from './engine.ts'
import { fleetEndpoint } from './source.ts'

const dayMs = 86_400_000

/** Beyond this a page works out nothing in a useful time. */
const most = { records: 20_000, bytes: 16_000_000, signatures: 20_000 }

export interface AskedPair {
  readonly release: string
  readonly endpoint: string
}

type Context = Parameters<typeof findingRecord>[1]

/** Places of an object as records; of what was compacted the first ones. */
function recordsOf(
  occurrences: readonly Occurrence[],
  context: Pick<Context, 'level' | 'position' | 'certificate'>,
): FindingRecord[] {
  return occurrences.map(({ finding, kind }) => findingRecord(finding, { ...context, kind, resolvedTo: [] }))
}

function findingsOf(inventory: Inventory): FindingRecord[] {
  const members = inventory.bundles.flatMap(bundle => bundle.members)
  const plain = [...inventory.publicKeys, ...inventory.privateKeys, ...inventory.pins, ...inventory.others]
  return [
    ...[...inventory.certificates, ...members].flatMap(({ occurrences, level, position, certificate }) =>
      recordsOf(occurrences, { level, position, certificate: certificateText(certificate) }),
    ),
    ...plain.flatMap(({ occurrences, level }) =>
      recordsOf(occurrences, { level, position: undefined, certificate: undefined }),
    ),
  ]
}

function releaseOf(engine: Engine, id: string): ShownInputRelease {
  const known = engine.releases.get(id)
  if (known === undefined) throw new Refusal('server-not-found', 'There is no release with this identifier.')
  const { release, inventory, unseen } = known.read.fleet.facts
  return {
    id,
    name: release.name,
    path: release.path,
    findings: findingsOf(inventory),
    unseen: unseen.map(unseenRecord),
  }
}

function looksOf(engine: Engine, row: ForecastEndpoint): ShownInputLook[] {
  const { observations } = fleetEndpoint(row, engine.library).facts
  return observations.map(({ source, address, sni, keyType, atMs, outcome }) => {
    const isServed = outcome.state === 'served'
    return {
      source,
      address,
      sni,
      keyType,
      at: timeText(atMs),
      state: outcome.state,
      chain: isServed ? outcome.chain.map(({ sha256, spkiSha256 }) => ({ sha256, spkiSha256 })) : [],
      leafIndex: isServed ? outcome.leafIndex : 0,
      code: isServed ? '' : outcome.code,
      detail: isServed ? '' : outcome.detail,
    }
  })
}

function endpointOf(engine: Engine, id: string): ShownInputEndpoint {
  const row = engine.endpoints.get(id)
  if (row === undefined) throw new Refusal('server-not-found', 'There is no endpoint with this identifier.')
  const { facts, plan } = fleetEndpoint(row, engine.library)
  const { keyPolicy, renewalMs, leadMs, thirdParty } = plan
  return {
    id,
    name: facts.endpoint,
    host: row.host,
    port: row.port,
    starttls: row.starttls === 'none' ? '' : (row.starttls as ShownInputEndpoint['starttls']),
    looks: looksOf(engine, row),
    assumptions: {
      keyPolicy: keyPolicy ?? null,
      renewal: renewalMs === undefined ? null : timeText(renewalMs),
      leadDays: leadMs === undefined ? null : leadMs / dayMs,
      thirdParty: thirdParty === true,
      provenKeys: [],
    },
  }
}

/** Certificates of other releases: what pins are digests of, and authorities that the chains lead to. */
function knownFor({ fleet }: Engine, releases: readonly string[], endpoints: readonly string[]): string[] {
  const pins = releases.flatMap(id => fleet.facts(id)?.inventory.pins ?? [])
  const targets = pins.flatMap(({ resolvedTo }) => resolvedTo.flatMap(({ sha256 }) => sha256 ?? []))
  const near = endpoints.flatMap(id => fleet.near(id).map(({ sha256 }) => sha256))
  return [...new Set([...targets, ...near])]
}

/** Every signature that the rules may ask about: of each certificate by each whose name issued it. */
function signaturesOf(certificates: readonly Certificate[], engine: Engine): ShownSignature[] {
  const latin1 = new TextDecoder('latin1')
  const bySubject = Map.groupBy(certificates, ({ subject }) => latin1.decode(subject.der))
  const said = new Map<string, SignatureVerdict>()
  let asked = ''
  const known = engine.library.verdicts()
  const crypto = rememberVerdicts(engine.library.crypto, {
    load: id => {
      asked = id
      return known.get(id)
    },
    store: () => {},
  })
  for (const child of certificates)
    for (const issuer of bySubject.get(latin1.decode(child.issuer.der)) ?? []) {
      const verdict = verifyIssued(child, issuer, crypto)
      if (verdict !== 'unsupported') said.set(asked, verdict)
      if (said.size > most.signatures) throw tooLarge('There are more signatures to check than a page takes.')
    }
  return [...said].map(([id, verdict]) => ({
    id: Buffer.from(id, 'latin1').toString('hex'),
    valid: verdict === 'valid',
  }))
}

const tooLarge = (detail: string): Refusal => new Refusal('server-too-large', detail)

/** Bytes of all that is named, in base64. */
function bytesFor(digests: Iterable<string>, engine: Engine): Record<string, string> {
  const bytes: Record<string, string> = {}
  let total = 0
  for (const digest of digests) {
    const own = engine.library.bytesOf(digest)
    if (own === undefined || digest in bytes) continue
    total += own.length
    if (total > most.bytes) throw tooLarge('The certificates of these releases are more than a page takes.')
    bytes[digest] = Buffer.from(own).toString('base64')
  }
  return bytes
}

async function ordinalOf({ ledger }: Place, forecast: string, pair: AskedPair): Promise<number | null> {
  const { items } = await ledger.forecasts.listLines(forecast, { ...pair, limit: 1 })
  return items[0]?.ordinal ?? null
}

/**
 * Inputs of the newest forecast for some of its pairs. The engine is up to the ledger. Errors: `server-not-found`,
 * `server-too-large`.
 */
export async function inputsOf(
  place: Place,
  forecast: StoredForecast,
  pairs: readonly AskedPair[],
): Promise<ShownForecastInputs> {
  const engine = engineOf(place)
  const ids = {
    releases: [...new Set(pairs.map(({ release }) => release))],
    endpoints: [...new Set(pairs.map(({ endpoint }) => endpoint))],
  }
  const releases = ids.releases.map(id => releaseOf(engine, id))
  const endpoints = ids.endpoints.map(id => endpointOf(engine, id))
  if (releases.reduce((sum, { findings }) => sum + findings.length, 0) > most.records)
    throw tooLarge('These releases hold more than a page takes; ask for fewer at once.')
  const known = knownFor(engine, ids.releases, ids.endpoints)
  const served = endpoints.flatMap(({ looks }) =>
    looks.flatMap(({ chain }) => chain.map(({ sha256 }) => sha256)),
  )
  const found = releases.flatMap(({ findings }) =>
    findings.flatMap(({ type, sha256, spkiSha256 }) =>
      type === 'certificate' ? (sha256 ?? []) : type === 'public-key' ? (spkiSha256 ?? []) : [],
    ),
  )
  const digests = new Set([...found, ...served, ...known])
  const certificates = [...digests].flatMap(digest => {
    const der = engine.library.bytesOf(digest)
    const parsed = der === undefined ? undefined : engine.library.read(der, digest)
    return parsed?.ok === true ? [parsed.value] : []
  })
  return {
    forecast: forecast.id,
    at: timeText(forecast.atMs),
    horizon: timeText(forecast.horizonMs),
    pairs: await Promise.all(
      pairs.map(async pair => ({ ...pair, ordinal: await ordinalOf(place, forecast.id, pair) })),
    ),
    releases,
    endpoints,
    known,
    bytes: bytesFor(digests, engine),
    signatures: signaturesOf(certificates, engine),
  }
}
