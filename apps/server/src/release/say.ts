import type { Endpoint } from '@foreseen/facts'
import type { By, Ledger, ReleaseChange, Rooms } from '@foreseen/ledger'
import { roomsWithin } from '@foreseen/ledger'

/** What is said of a release; what is left out stays as it is. */
export interface SaidRelease extends Omit<ReleaseChange, 'endpoints'> {
  /** Name of the product. */
  readonly product: string
  readonly version: string
  readonly platform: string
  /** Endpoints that it connects to. */
  readonly endpoints?: readonly Endpoint[]
}

export interface SayOutcome {
  readonly id: string
  readonly made: boolean
  /** Also when it was made. */
  readonly changed: boolean
  /** Endpoints that are looked at from now on. */
  readonly newEndpoints: number
}

async function ensureEndpoints(
  { endpoints }: Rooms,
  by: By,
  said: readonly Endpoint[],
): Promise<{ readonly ids: readonly string[]; readonly fresh: number }> {
  const ids: string[] = []
  let fresh = 0
  for (const endpoint of said) {
    const { id, changed } = await endpoints.ensure(by, endpoint)
    ids.push(id)
    if (changed) fresh++
  }
  return { ids, fresh }
}

/** Makes a release where it is new, and brings it to what is said of it; part of a change. */
export async function sayRelease(rooms: Rooms, by: By, said: SaidRelease): Promise<SayOutcome> {
  const { product: name, version, platform, endpoints, ...rest } = said
  const known = await rooms.releases.find(by.organisation, { product: name, version, platform })
  const made = known === undefined
  const id = known?.id ?? (await makeRelease(rooms, by, said))
  const ensured = endpoints === undefined ? undefined : await ensureEndpoints(rooms, by, endpoints)
  const changes = { ...rest, ...(ensured === undefined ? {} : { endpoints: ensured.ids }) }
  const changed = await rooms.releases.change(by, id, changes)
  return { id, made, changed: made || changed, newEndpoints: ensured?.fresh ?? 0 }
}

async function makeRelease({ releases }: Rooms, by: By, said: SaidRelease): Promise<string> {
  const { version, platform, artefactSha256 = '' } = said
  const { id: product } = await releases.ensureProduct(by, said.product)
  const release = {
    product,
    version,
    platform,
    artefactSha256,
    support: said.support ?? 'supported',
  } as const
  return (await releases.ensureRelease(by, release)).id
}

/** The same as one change of the ledger. */
export const sayOne = (ledger: Ledger, by: By, said: SaidRelease): Promise<SayOutcome> =>
  ledger.transact(change => sayRelease(roomsWithin(ledger, change), by, said))
