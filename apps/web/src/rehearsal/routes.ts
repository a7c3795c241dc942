import { pageAt, type RoomRoutes } from '../shell/route.ts'

export const rehearsalRoutes: RoomRoutes = parent => [
  pageAt(parent, '/rehearsals', () => import('./list.tsx'), 'RehearsalList'),
  pageAt(parent, '/rehearsals/new', () => import('./new.tsx'), 'NewPlanPage'),
  pageAt(parent, '/rehearsals/plans/$id', () => import('./plan.tsx'), 'PlanPage'),
  pageAt(parent, '/rehearsals/runs/$id', () => import('./run.tsx'), 'RunPage'),
]
