import type { By, Rooms } from '@foreseen/ledger'
import { sayRelease } from './say.ts'

/** The names by which a release is pushed. */
export interface PushedRelease {
  readonly product: string
  readonly version: string
  readonly platform: string
  readonly artefactSha256: string
}

/** The release of a push, made where it is new; part of a change. One that is there stays as it is. */
export async function ensureRelease(rooms: Rooms, by: By, pushed: PushedRelease): Promise<string> {
  const { product, version, platform, artefactSha256 } = pushed
  const known = await rooms.releases.find(by.organisation, pushed)
  return known?.id ?? (await sayRelease(rooms, by, { product, version, platform, artefactSha256 })).id
}
