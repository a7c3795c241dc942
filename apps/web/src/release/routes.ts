import { pageAt, type RoomRoutes } from '../shell/route.ts'

export const releaseRoutes: RoomRoutes = parent => [
  pageAt(parent, '/releases', () => import('./list.tsx'), 'ReleaseList'),
  pageAt(parent, '/releases/$id', () => import('./page.tsx'), 'ReleasePage'),
]
