import type { By } from '@foreseen/ledger'
import { LedgerFailure, type Rooms, roomsWithin } from '@foreseen/ledger'
import { askForForecast } from '../forecast/ask.ts'
import type { Place } from '../place.ts'

/** What people took out by hand meanwhile is out already. */
async function unlessGone(act: () => Promise<unknown>): Promise<void> {
  try {
    await act()
  } catch (error) {
    if (!(error instanceof LedgerFailure) || error.code !== 'ledger-missing') throw error
  }
}

async function removeAll(rooms: Rooms, by: By): Promise<boolean> {
  const sample = await rooms.samples.read(by.organisation)
  if (sample === undefined) return false
  for (const id of sample.plans) await unlessGone(() => rooms.rehearsals.endPlan(by, id))
  for (const id of sample.endpoints) await unlessGone(() => rooms.endpoints.forget(by, id))
  for (const id of sample.releases) await unlessGone(() => rooms.releases.remove(by, id))
  await rooms.samples.forget(by)
  return true
}

/** Takes the sample out, whole or not at all; `false` when there is none. */
export async function removeSample(place: Place, by: By): Promise<boolean> {
  const { ledger } = place
  const removed = await ledger.transact(change => removeAll(roomsWithin(ledger, change), by))
  if (removed) await askForForecast(place)
  return removed
}
