import { type AccountRoom, accountRoom } from './account/account.ts'
import { type CredentialRoom, credentialRoom } from './account/credentials.ts'
import { type SignInRoom, signInRoom } from './account/sign-in.ts'
import { type EndpointRoom, endpointRoom } from './endpoint/endpoint.ts'
import { type ObservationRoom, observationRoom } from './endpoint/observation.ts'
import type { Change, Core } from './events/change.ts'
import { type FindingRoom, findingRoom } from './finding/finding.ts'
import { type ForecastRoom, forecastRoom } from './forecast/forecast.ts'
import { type RehearsalRoom, rehearsalRoom } from './rehearsal/rehearsal.ts'
import { type ReleaseRoom, releaseRoom } from './release/release.ts'
import { type SampleRoom, sampleRoom } from './sample/sample.ts'
import { type SettingRoom, settingRoom } from './setting/setting.ts'

/** The rooms of a ledger, in the order of the story. */
export interface Rooms {
  readonly accounts: AccountRoom & CredentialRoom & SignInRoom
  readonly settings: SettingRoom
  readonly releases: ReleaseRoom
  readonly findings: FindingRoom
  readonly endpoints: EndpointRoom & ObservationRoom
  readonly forecasts: ForecastRoom
  readonly rehearsals: RehearsalRoom
  readonly samples: SampleRoom
}

export const roomsOf = (core: Core): Rooms => ({
  accounts: { ...accountRoom(core), ...credentialRoom(core), ...signInRoom(core) },
  settings: settingRoom(core),
  releases: releaseRoom(core),
  findings: findingRoom(core),
  endpoints: { ...endpointRoom(core), ...observationRoom(core) },
  forecasts: forecastRoom(core),
  rehearsals: rehearsalRoom(core),
  samples: sampleRoom(core),
})

/** The rooms inside one change: all that they do is part of it, and they see what it did. */
export const roomsWithin = (core: Core, change: Change): Rooms =>
  roomsOf({ ...core, read: change.rows, transact: act => act(change) })
