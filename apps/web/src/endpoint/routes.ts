import { pageAt, type RoomRoutes } from '../shell/route.ts'

export const endpointRoutes: RoomRoutes = parent => [
  pageAt(parent, '/endpoints', () => import('./list.tsx'), 'EndpointList'),
  pageAt(parent, '/endpoints/$id', () => import('./page.tsx'), 'EndpointPage'),
]
