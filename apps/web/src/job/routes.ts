import { pageAt, type RoomRoutes } from '../shell/route.ts'

export const jobRoutes: RoomRoutes = parent => [
  pageAt(parent, '/jobs', () => import('./list.tsx'), 'JobList'),
]
