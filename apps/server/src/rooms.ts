import { agendaRoom } from './agenda/room.ts'
import { applyRoom } from './apply/room.ts'
import { calendarRoom } from './calendar/room.ts'
import { changeRoom } from './change/room.ts'
import { importRoom } from './endpoint/import.ts'
import { endpointRoom } from './endpoint/room.ts'
import { eventRoom } from './event/room.ts'
import { forecastRoom } from './forecast/room.ts'
import type { RoomOf } from './http/server.ts'
import { jobRoom } from './job/room.ts'
import { objectRoom } from './object/room.ts'
import { measureEndpoints } from './observation/figures.ts'
import { observationRoom } from './observation/room.ts'
import type { Place } from './place.ts'
import { rehearsalPlanRoom } from './rehearsal/plan-room.ts'
import { rehearsalPushRoom } from './rehearsal/push.ts'
import { rehearsalRunRoom } from './rehearsal/run-room.ts'
import { releaseChangingRoom } from './release/changing.ts'
import { foundRoom } from './release/found.ts'
import { installsRoom } from './release/installs.ts'
import { releaseRoom } from './release/room.ts'
import { runnerRoom } from './runner/room.ts'
import { sampleRoom } from './sample/room.ts'
import { scanRoom } from './scan/room.ts'
import { settingRoom } from './setting/room.ts'
import { uploadRoom } from './upload/room.ts'

/** Rooms over the ledger, in the order of the story. */
export function ledgerRooms(place: Place): readonly RoomOf[] {
  const { ledger, organisation, jobs } = place
  return [
    () => releaseRoom(ledger, organisation),
    () => foundRoom(ledger, organisation),
    () => releaseChangingRoom(place),
    () => installsRoom(place),
    () => scanRoom(place),
    ({ options }) => uploadRoom(place, options.limits),
    () => objectRoom(ledger, organisation),
    ({ metrics }) => {
      measureEndpoints(place, metrics)
      return endpointRoom(place)
    },
    () => importRoom(place),
    () => observationRoom(place),
    () => settingRoom(place),
    () => forecastRoom(place),
    () => agendaRoom(place),
    calendarRoom(place),
    () => rehearsalPlanRoom(place),
    () => rehearsalRunRoom(place),
    () => rehearsalPushRoom(place),
    () => runnerRoom(place),
    () => applyRoom(place),
    () => jobRoom(jobs),
    () => sampleRoom(place),
    () => eventRoom(ledger, organisation),
    ({ streams }) => changeRoom(place, streams),
  ]
}
