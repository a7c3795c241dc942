import { signInRoutes } from '../account/routes.ts'
import { agendaRoutes } from '../agenda/routes.ts'
import { endpointRoutes } from '../endpoint/routes.ts'
import { forecastRoutes } from '../forecast/routes.ts'
import { inventoryRoutes } from '../inventory/routes.ts'
import { jobRoutes } from '../job/routes.ts'
import { rehearsalRoutes } from '../rehearsal/routes.ts'
import { releaseRoutes } from '../release/routes.ts'
import { settingRoutes } from '../setting/routes.ts'
import { startRoutes } from '../start/routes.ts'
import type { RoomRoutes } from './route.ts'

/** Rooms for whoever is signed in, in the order of the story. */
export const rooms: readonly RoomRoutes[] = [
  agendaRoutes,
  releaseRoutes,
  inventoryRoutes,
  endpointRoutes,
  forecastRoutes,
  rehearsalRoutes,
  jobRoutes,
  settingRoutes,
  startRoutes,
]

/** Pages for whoever is not. */
export const openRooms: readonly RoomRoutes[] = [signInRoutes]

/** The menu: `key` goes there after `g`. */
export const menu = [
  { to: '/', title: 'Agenda', key: 'a' },
  { to: '/releases', title: 'Releases', key: 'r' },
  { to: '/inventory', title: 'Inventory', key: 'i' },
  { to: '/endpoints', title: 'Endpoints', key: 'e' },
  { to: '/forecast', title: 'Forecast', key: 'f' },
  { to: '/rehearsals', title: 'Rehearsals', key: 'h' },
  { to: '/jobs', title: 'Jobs', key: 'j' },
  { to: '/settings', title: 'Settings', key: 's' },
] as const
