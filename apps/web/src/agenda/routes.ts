import { pageAt, type RoomRoutes } from '../shell/route.ts'

export const agendaRoutes: RoomRoutes = parent => [
  pageAt(parent, '/', () => import('./agenda.tsx'), 'AgendaPage'),
]
