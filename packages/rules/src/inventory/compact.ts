import type { Inventory, Occurrence } from '@foreseen/facts'

/** Places of one object that are told as evidence (`forecast/evidence.ts`). */
const keptPlaces = 20

/** What decides whether a place counts at an endpoint: of each such class the first ones are kept. */
const classOf = ({ kind, fixture }: Occurrence): string => `${kind === 'file-signature'} ${fixture ?? ''}`

function fewer<T extends { readonly occurrences: readonly Occurrence[] }>(object: T, most: number): T {
  if (object.occurrences.length <= most) return object
  const counts = new Map<string, number>()
  const occurrences = object.occurrences.filter(place => {
    const count = (counts.get(classOf(place)) ?? 0) + 1
    counts.set(classOf(place), count)
    return count <= most
  })
  return { ...object, occurrences }
}

/**
 * As much of an inventory as forecasts read, so that those of a whole fleet fit into memory: a certificate copied into
 * a thousand files with its first places, a member of a bundle or a private key with one, of sealed things one. Pins
 * keep all places, since each file is a set of its own. Every forecast stays what it is.
 */
export function compactInventory(inventory: Inventory): Inventory {
  return {
    certificates: inventory.certificates.map(object => fewer(object, keptPlaces)),
    publicKeys: inventory.publicKeys.map(object => fewer(object, keptPlaces)),
    privateKeys: inventory.privateKeys.map(object => fewer(object, 1)),
    pins: inventory.pins,
    others: inventory.others.filter(({ kind }) => kind === 'sealed').slice(0, 1),
    bundles: inventory.bundles.map(bundle => ({
      ...bundle,
      members: bundle.members.map(member => fewer(member, 1)),
      expired: [],
      newest: fewer(bundle.newest, 1),
    })),
  }
}
