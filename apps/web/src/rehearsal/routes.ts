import { pageAt, type RoomRoutes } from '../shell/route.ts'

export const rehearsalRoutes: RoomRoutes = parent => [
  pageAt(parent, '/rehearsals', () => import('./list.tsx'), 'RehearsalList'),
  pageAt(parent, '/rehearsals/runs/$id', () => import('./run.tsx'), 'RunPage'),
]
