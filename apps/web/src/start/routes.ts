import { pageAt, type RoomRoutes } from '../shell/route.ts'

export const startRoutes: RoomRoutes = parent => [
  pageAt(parent, '/start', () => import('./start.tsx'), 'StartPage'),
]
