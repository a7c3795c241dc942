import { pageAt, type RoomRoutes } from '../shell/route.ts'

export const settingRoutes: RoomRoutes = parent => [
  pageAt(parent, '/settings', () => import('./settings.tsx'), 'SettingsPage'),
]
