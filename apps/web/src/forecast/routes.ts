import { pageAt, type RoomRoutes } from '../shell/route.ts'

export const forecastRoutes: RoomRoutes = parent => [
  pageAt(parent, '/forecast', () => import('./timeline.tsx'), 'ForecastPage'),
  pageAt(parent, '/forecast/$forecast/$ordinal', () => import('./line.tsx'), 'LinePage'),
]
