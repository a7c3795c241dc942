import { eventRoom } from './event/room.ts'
import type { RoomOf } from './http/server.ts'
import { objectRoom } from './object/room.ts'
import type { Place } from './place.ts'
import { releaseRoom } from './release/room.ts'
import { scanRoom } from './scan/room.ts'

/** Rooms over the ledger, in the order of the story. */
export const ledgerRooms = ({ ledger, organisation }: Place): readonly RoomOf[] => [
  () => releaseRoom(ledger, organisation),
  ({ now }) => scanRoom({ ledger, organisation, now }),
  () => objectRoom(ledger),
  () => eventRoom(ledger, organisation),
]
