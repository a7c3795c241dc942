/** The forecast once more, by the same rules, from what the server gave: loaded only when somebody asks. */
import {
  type Breakage,
  type BreakDays,
  bytesOfInputs,
  type Finding,
  findingsOf,
  isoTime,
  type Observation,
  observationsOf,
  type ShownDays,
  type ShownForecastInputs,
  type ShownInputEndpoint,
  unseenOf,
} from '@foreseen/facts'
import { buildInventory, forecast, type ReleaseFacts, type RenewalPlan } from '@foreseen/rules'
import { type Crypto, hex, parseCertificate } from '@foreseen/x509'
import type { Assumed, AssumedLine } from './assumed.ts'
import { asPlanned, type Controls, isAssumed } from './controls.ts'
import { type KnownSignatures, knownSignatures, pageCrypto } from './crypto.ts'
import { type Authority, authoritiesOf, issuersOf } from './issuers.ts'
import { vouchFor } from './next-certificate.ts'
import { nextFor } from './next-chain.ts'

const dayMs = 86_400_000

const msOf = (iso: string | null): number | undefined => (iso === null ? undefined : Date.parse(iso))

/** The plan of an endpoint with what the controls say in its place. */
function planOf({ assumptions }: ShownInputEndpoint, { key, issuer, renewal }: Controls): RenewalPlan {
  const { keyPolicy, leadDays, thirdParty, provenKeys } = assumptions
  const planned = keyPolicy ?? undefined
  // An issuer that is chosen brings its own chain: only whether the key stays is left to say.
  const chosen = key === 'unknown' ? undefined : key === 'planned' ? planned : key
  const policy = issuer !== '' && chosen !== 'same-key' ? 'new-key' : chosen
  return {
    keyPolicy: policy,
    renewalMs: renewal === '' ? msOf(assumptions.renewal) : Date.parse(renewal),
    leadMs: leadDays === null ? undefined : leadDays * dayMs,
    thirdParty,
    provenKeys,
  }
}

function daysOf({ earliestMs, expectedMs, latestMs, basis }: BreakDays): ShownDays {
  return {
    earliest: isoTime(earliestMs),
    expected: isoTime(expectedMs),
    latest: isoTime(latestMs),
    basis,
  }
}

function lineOf(breakage: Breakage, release: string, endpoint: string): AssumedLine {
  const { release: _, endpoint: __, days, evidence: ___, ...said } = breakage
  return { ...said, release, endpoint, days: daysOf(days) }
}

/** Certificates of other releases as one release that is asked about nothing: chains may lead to them. */
function elsewhere(known: readonly Uint8Array[], crypto: Crypto): Finding[] {
  return known.flatMap((der, index) => {
    const parsed = parseCertificate(der)
    if (!parsed.ok) return []
    return [
      {
        type: 'certificate',
        at: { path: `known/${index}`, offset: 0, lengthBytes: der.length },
        encoding: 'der',
        detector: 'der-certificate',
        sha256: hex(crypto.digest('sha256', der)),
        spkiSha256: hex(crypto.digest('sha256', parsed.value.publicKey.der)),
        der,
      },
    ]
  })
}

interface Read {
  readonly releases: ReadonlyMap<string, ReleaseFacts>
  readonly observations: ReadonlyMap<string, readonly Observation[]>
  /** A release of certificates known from elsewhere; `undefined` when there are none. */
  readonly others: ReleaseFacts | undefined
  readonly missing: number
  readonly certificates: readonly Uint8Array[]
}

function read(inputs: ShownForecastInputs, crypto: Crypto, nowMs: number): Read {
  const bytesOf = bytesOfInputs(inputs)
  const known = inputs.known.flatMap(sha256 => bytesOf(sha256) ?? [])
  const observations = new Map(inputs.endpoints.map(each => [each.id, observationsOf(each, bytesOf)]))
  const setting = { crypto, nowMs, observations: [...observations.values()].flat(), known }
  let missing = 0
  const releases = inputs.releases.map(release => {
    const { findings, missing: lost } = findingsOf(release, bytesOf)
    missing += lost
    const inventory = buildInventory(findings, { ...setting, releasePath: release.path })
    const facts: ReleaseFacts = {
      release: { name: release.name, path: release.path },
      inventory,
      unseen: release.unseen.map(unseenOf),
    }
    return [release.id, facts] as const
  })
  const others: ReleaseFacts = {
    release: { name: '', path: '' },
    inventory: buildInventory(elsewhere(known, crypto), { crypto, nowMs }),
    unseen: [],
  }
  const served = setting.observations.flatMap(({ outcome }) =>
    outcome.state === 'served' ? outcome.chain.map(link => link.der) : [],
  )
  const found = releases.flatMap(([, { inventory }]) =>
    [...inventory.certificates, ...inventory.bundles.flatMap(bundle => bundle.members)].map(
      object => object.certificate.der,
    ),
  )
  return {
    releases: new Map(releases),
    observations,
    others: known.length === 0 ? undefined : others,
    missing,
    certificates: [...served, ...found, ...known],
  }
}

/** A chain from a file beside a served one is the next; where something else is assumed of it, it does not count. */
function presentOf(observations: readonly Observation[], { key, issuer }: Controls): readonly Observation[] {
  if (key === 'planned' && issuer === '') return observations
  const fromNetwork = observations.filter(({ source }) => source === 'network')
  if (fromNetwork.some(({ outcome }) => outcome.state === 'served')) return fromNetwork
  // A file that stands in for the endpoint is what is served now, and not what comes next.
  return observations.map(each => ({ ...each, source: 'network' as const }))
}

/** What is the same under all assumptions. */
interface Ground {
  readonly inputs: ShownForecastInputs
  readonly known: Read
  readonly authorities: readonly Authority[]
  readonly crypto: Crypto
  readonly nowMs: number
}

function linesOf(ground: Ground, controls: Controls): Pick<Assumed, 'lines' | 'withoutNext'> {
  const { inputs, known, authorities, nowMs, crypto } = ground
  const horizonMs =
    controls.horizonDays === 0 ? Date.parse(inputs.horizon) : nowMs + controls.horizonDays * dayMs
  const issuer = authorities.find(each => each.sha256 === controls.issuer)
  const withoutNext: string[] = []
  const lines = inputs.endpoints.flatMap(endpoint => {
    const plan = planOf(endpoint, controls)
    const present = presentOf(known.observations.get(endpoint.id) ?? [], controls)
    const next = issuer && nextFor({ present, issuer, authorities, plan, nowMs, crypto })
    if (issuer !== undefined && next === undefined) withoutNext.push(endpoint.name)
    const asked = inputs.pairs.filter(
      pair => pair.endpoint === endpoint.id && known.releases.has(pair.release),
    )
    const facts = asked.flatMap(({ release }) => known.releases.get(release) ?? [])
    const observations = next ? [...present, next.observation] : present
    const breakages = forecast({
      releases: known.others === undefined ? facts : [...facts, known.others],
      endpoints: [{ endpoint: endpoint.name, observations }],
      plan,
      nowMs,
      horizonMs,
      crypto: next ? vouchFor(crypto, [next.certificate]) : crypto,
    })
    return asked.flatMap(({ release }, index) => {
      const breakage = breakages[index]
      return breakage === undefined ? [] : [lineOf(breakage, release, endpoint.id)]
    })
  })
  return { lines, withoutNext }
}

interface Opened {
  readonly ground: Ground
  readonly planned: readonly AssumedLine[]
  readonly signatures: KnownSignatures
}

/** What was read once serves every change of the controls. */
const opened = new WeakMap<ShownForecastInputs, Opened>()

function open(inputs: ShownForecastInputs): Opened {
  const already = opened.get(inputs)
  if (already !== undefined) return already
  const nowMs = Date.parse(inputs.at)
  const signatures = knownSignatures(inputs.signatures)
  const crypto = pageCrypto(signatures)
  const known = read(inputs, crypto, nowMs)
  const authorities = authoritiesOf(known.certificates, crypto)
  const ground = { inputs, known, authorities, crypto, nowMs }
  const fresh = { ground, planned: linesOf(ground, asPlanned).lines, signatures }
  opened.set(inputs, fresh)
  return fresh
}

/**
 * Works the asked pairs out again with the controls in place of what was planned. With controls as planned it says
 * what the stored forecast says, word for word, where that rests on bytes alone.
 */
export function recompute(inputs: ShownForecastInputs, controls: Controls): Assumed {
  const { ground, planned, signatures } = open(inputs)
  return {
    forecast: inputs.forecast,
    ...(isAssumed(controls) ? linesOf(ground, controls) : { lines: planned, withoutNext: [] }),
    planned,
    issuers: issuersOf(ground.authorities),
    missedSignatures: signatures.missed.size,
    missingFindings: ground.known.missing,
  }
}
