import type { Outcome } from '@foreseen/facts'
import type { Crypto } from '@foreseen/x509'
import { groupBy } from '../inventory/order.ts'
import type { Chain } from './chain.ts'
import { digestsOf } from './digests.ts'
import type { HeldPin } from './held-pins.ts'
import type { Holdings } from './holdings.ts'
import { type Alternative, type NoteContext, outcomeOf } from './notes.ts'
import { best, worst } from './outcome.ts'
import type { EventRow } from './table.ts'
import type { EndpointView } from './view.ts'

/** Pins of one file that ask for the same endpoint: one match is enough. */
export interface PinSet {
  readonly path: string
  readonly pins: readonly HeldPin[]
  /** Nothing known has the digest: a backup, or the key of something never seen. */
  readonly unresolved: readonly HeldPin[]
  /** From this time on the client asks no longer; `undefined` when it always does. */
  readonly expiresMs: number | undefined
}

/** Sets by file; a client with two sets asks both. */
export function pinSetsOf(holdings: Holdings, provenKeys: ReadonlySet<string>): PinSet[] {
  const groups = groupBy(holdings.pins, held => held.path)
  return [...groups].map(([path, pins]) => {
    const expiries = pins.map(pin => pin.expiresMs)
    return {
      path,
      pins,
      unresolved: pins.filter(held => held.role === undefined && !isProven(held, provenKeys)),
      expiresMs: expiries.some(each => each === undefined)
        ? undefined
        : Math.max(...expiries.map(each => each ?? 0)),
    }
  })
}

/** A backup counts when somebody has shown to hold its private key (RFC 7469 section 2.5). */
export function isProven(held: HeldPin, provenKeys: ReadonlySet<string>): boolean {
  return (
    (held.pin.digestAlgorithm === 'sha256' && provenKeys.has(held.pin.digest)) ||
    held.pin.resolvedTo.some(target => target.by === 'spki' && provenKeys.has(target.spkiSha256))
  )
}

function alternativesOf(held: HeldPin, provenKeys: ReadonlySet<string>): Alternative[] {
  const proven = isProven(held, provenKeys)
  if (held.role === undefined && !proven) return []
  if (
    held.scope === 'leaf' &&
    held.column !== 'L' &&
    held.column !== 'K' &&
    held.role !== 'next-leaf' &&
    !proven
  )
    return []
  const role = held.role ?? 'unrelated'
  // A proven key that is served already is the one that goes: only a key in waiting is a backup.
  return [
    {
      column: held.column,
      role,
      notAfterMs: undefined,
      selfSigned: false,
      compared: true,
      proven: proven && role !== 'leaf-key',
    },
  ]
}

function outcomeOfSet(
  set: PinSet,
  row: EventRow,
  provenKeys: ReadonlySet<string>,
  context: NoteContext,
): Outcome {
  if (set.expiresMs !== undefined && context.atMs !== undefined && set.expiresMs < context.atMs)
    return 'survives'
  const leafPinned = set.pins.some(held => held.column === 'L' || held.column === 'K')
  const outcomes = set.pins.flatMap(held =>
    alternativesOf(held, provenKeys).map(alternative => {
      const outcome = outcomeOf(row, alternative, context)
      // Scope unknown beside a leaf pin: the code may look at the leaf only.
      const unsure =
        held.scope === 'unknown' && leafPinned && alternative.column !== 'L' && alternative.column !== 'K'
      return unsure && outcome === 'survives' && !alternative.proven ? 'may-break' : outcome
    }),
  )
  const known = best(outcomes)
  return known === 'breaks' && set.unresolved.length > 0 ? 'may-break' : known
}

/** The table's answer for all pin sets together. */
export function outcomeOfPins(
  sets: readonly PinSet[],
  row: EventRow,
  provenKeys: ReadonlySet<string>,
  context: NoteContext,
): Outcome {
  return worst(sets.map(set => outcomeOfSet(set, row, provenKeys, context)))
}

function matches(held: HeldPin, chain: Chain, view: EndpointView, crypto: Crypto): boolean {
  const links = held.scope === 'leaf' ? [chain.leaf] : chain.links
  const { digest, digestAlgorithm, resolvedTo } = held.pin
  const direct = links.some(({ certificate }) => {
    const { key, whole } = digestsOf(certificate, digestAlgorithm, crypto)
    return key === digest || whole === digest
  })
  const unserved = resolvedTo.some(
    target =>
      !chain.links.some(link => link.spkiSha256 === target.spkiSha256) &&
      view.isOnPath(target.spkiSha256, chain),
  )
  return direct || (held.scope !== 'leaf' && unserved)
}

/** The answer of all pin sets for a chain that is known. Roots that nobody has seen leave a doubt. */
export function pinsForChain(
  sets: readonly PinSet[],
  chain: Chain,
  view: EndpointView,
  crypto: Crypto,
  atMs: number,
): Outcome {
  return worst(
    sets.map(set => {
      if (set.expiresMs !== undefined && set.expiresMs < atMs) return 'survives'
      if (set.pins.some(held => matches(held, chain, view, crypto))) return 'survives'
      // A pin without a host may be meant for another endpoint; one for the leaf alone leaves no doubt.
      return set.unresolved.some(held => held.scope !== 'leaf' || !held.hostMatched) ? 'may-break' : 'breaks'
    }),
  )
}
