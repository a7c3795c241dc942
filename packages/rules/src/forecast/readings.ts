import type { CertificateObject, Outcome } from '@foreseen/facts'
import type { Crypto } from '@foreseen/x509'
import type { Moment } from './accept.ts'
import { acceptance } from './accepted.ts'
import type { Chain } from './chain.ts'
import type { HeldCertificate, Holdings } from './holdings.ts'
import { type Alternative, outcomeOf } from './notes.ts'
import { best, either } from './outcome.ts'
import type { VerifierProfile } from './profiles.ts'
import type { Column, EventRow } from './table.ts'
import type { EndpointView } from './view.ts'

/** One way in which the release may use what it holds; which one is true, bytes alone do not tell. */
export interface Reading {
  readonly id: 'anchors' | 'bundle' | 'exact-leaf' | 'leaf-key' | 'exact-intermediate' | 'key' | 'identity'
  readonly alternatives: readonly Alternative[]
  readonly accepts: (chain: Chain, profile: VerifierProfile, atMs: Moment) => boolean
}

const columns: Readonly<Partial<Record<HeldCertificate['role'], Column>>> = {
  leaf: 'L',
  intermediate: 'I',
  root: 'R',
}

function alternativeOf(
  { role, object }: Pick<HeldCertificate, 'role' | 'object'>,
  column: Column | undefined,
  compared: boolean,
): Alternative {
  return {
    column,
    role,
    notAfterMs: object.certificate.notAfterMs,
    selfSigned: object.position === 'self-signed-leaf',
    compared,
    proven: false,
  }
}

function storeReading(
  id: 'anchors' | 'bundle',
  held: readonly Pick<HeldCertificate, 'role' | 'object'>[],
  bundled: readonly Pick<HeldCertificate, 'role' | 'object'>[],
  crypto: Crypto,
): Reading {
  const store = [...held, ...bundled].map(each => each.object)
  return {
    id,
    alternatives: [
      ...held.map(each => alternativeOf(each, columns[each.role], false)),
      ...bundled.map(each => alternativeOf(each, each.role === 'root' ? 'B' : columns[each.role], false)),
    ],
    accepts: acceptance(store, crypto),
  }
}

const leafRoles = ['leaf', 'former-leaf', 'next-leaf', 'leaf-key']

function exactLeaf(leaves: readonly HeldCertificate[]): Reading {
  const held = new Set(leaves.map(leaf => leaf.object.sha256))
  return {
    id: 'exact-leaf',
    alternatives: leaves.map(leaf => alternativeOf(leaf, columns[leaf.role], true)),
    accepts: chain => held.has(chain.leaf.sha256),
  }
}

/** A copy of an earlier certificate with the key that is still served works where only keys are compared. */
function leafKey(leaves: readonly HeldCertificate[]): Reading {
  const held = new Set(leaves.map(leaf => leaf.object.spkiSha256))
  return {
    id: 'leaf-key',
    alternatives: leaves.map(leaf => alternativeOf(leaf, leaf.role === 'leaf-key' ? 'K' : undefined, true)),
    accepts: chain => held.has(chain.leaf.spkiSha256),
  }
}

function exactIntermediate(held: readonly HeldCertificate[]): Reading {
  const digests = new Set(held.map(each => each.object.sha256))
  return {
    id: 'exact-intermediate',
    alternatives: held.map(each => alternativeOf(each, 'IF', true)),
    accepts: chain => chain.links.some(link => digests.has(link.sha256)),
  }
}

function bareKeys(holdings: Holdings, view: EndpointView): Reading {
  return {
    id: 'key',
    alternatives: holdings.keys.map(({ column, role }) => ({
      column,
      role,
      notAfterMs: undefined,
      selfSigned: false,
      compared: true,
      proven: false,
    })),
    accepts: chain => holdings.keys.some(key => view.isOnPath(key.spkiSha256, chain)),
  }
}

/** The certificate ships with its private key: it may be the server's own, shown and not compared. */
const identity: Reading = { id: 'identity', alternatives: [], accepts: () => true }

/** Every way in which the holdings may be used to trust; empty when nothing concerns the endpoint. */
export function readingsOf(holdings: Holdings, view: EndpointView, crypto: Crypto): Reading[] {
  const { certificates, bundles, bundleAnchors } = holdings
  const leaves = certificates.filter(each => leafRoles.includes(each.role))
  const authorities = certificates.filter(each => !leafRoles.includes(each.role))
  const readings: Reading[] = []
  if (certificates.length > 0) readings.push(storeReading('anchors', certificates, [], crypto))
  if (leaves.length > 0) readings.push(exactLeaf(leaves))
  if (leaves.some(leaf => leaf.role === 'leaf-key')) readings.push(leafKey(leaves))
  if (leaves.some(leaf => leaf.object.exposedKey !== undefined)) readings.push(identity)
  const onlyIntermediates =
    authorities.length > 0 && authorities.every(each => each.role.endsWith('intermediate'))
  if (leaves.length === 0 && onlyIntermediates) readings.push(exactIntermediate(authorities))
  // A certificate of the server beside a bundle that accepts it anyway is there to be compared.
  const bundleMatters =
    bundles.length > 0 && leaves.length === 0 && (certificates.length === 0 || bundleAnchors.length > 0)
  if (bundleMatters) {
    const bundled = bundleAnchors.map((object: CertificateObject) => ({
      object,
      role: view.roleOfCertificate(object),
    }))
    readings.push(storeReading('bundle', certificates, bundled, crypto))
  }
  if (holdings.keys.length > 0) readings.push(bareKeys(holdings, view))
  return readings
}

/** A reading that may be true of a release that works, with the verifiers on which it may. */
export interface LiveReading {
  readonly reading: Reading
  /** Accept what is served today. */
  readonly profiles: readonly VerifierProfile[]
  /** Would accept it if dates did not count: they did once, and have stopped. */
  readonly stopped: readonly VerifierProfile[]
}

/**
 * Readings that can be true of a release that connects or did: those that accept what is served, dates aside.
 * A way of comparing that never could have worked tells nothing about a release that ships.
 */
export function liveReadings(
  readings: readonly Reading[],
  chains: readonly Chain[],
  profiles: readonly VerifierProfile[],
  nowMs: number,
): LiveReading[] {
  return readings.flatMap(reading => {
    const accepting = (atMs: Moment): VerifierProfile[] =>
      profiles.filter(profile => chains.some(chain => reading.accepts(chain, profile, atMs)))
    const live = accepting(nowMs)
    const stopped = accepting(undefined).filter(profile => !live.includes(profile))
    return live.length + stopped.length === 0 ? [] : [{ reading, profiles: live, stopped }]
  })
}

/** Whether what is served today is accepted: on all verifiers and readings, on some, on none. */
export function outcomeOfToday(live: readonly LiveReading[]): Outcome {
  return live.length === 0
    ? 'breaks'
    : either(
        live.flatMap(({ profiles, stopped }) => [
          ...profiles.map(() => 'survives' as const),
          ...stopped.map(() => 'breaks' as const),
        ]),
      )
}

function outcomeOfReading(
  { reading, profiles, stopped }: LiveReading,
  row: EventRow,
  keepsKey: boolean,
  atMs: Moment,
): Outcome[] {
  if (reading.id === 'identity') return ['survives']
  const ended = stopped.length > 0 ? (['breaks'] as const) : []
  if (profiles.length === 0) return [...ended]
  return [
    ...ended,
    best(reading.alternatives.map(alternative => outcomeOf(row, alternative, { profiles, keepsKey, atMs }))),
  ]
}

/** The table's answer over all readings and their verifiers. */
export function outcomeOfReadings(
  live: readonly LiveReading[],
  row: EventRow,
  keepsKey: boolean,
  atMs: Moment,
): Outcome {
  return either(live.flatMap(each => outcomeOfReading(each, row, keepsKey, atMs)))
}

/** The answer for a chain that is known: each reading with each of its verifiers tries it. */
export function outcomeOfChain(live: readonly LiveReading[], chain: Chain, atMs: number): Outcome {
  return either(
    live.flatMap(({ reading, profiles, stopped }) =>
      [...profiles, ...stopped].map<Outcome>(profile =>
        reading.accepts(chain, profile, atMs) ? 'survives' : 'breaks',
      ),
    ),
  )
}
