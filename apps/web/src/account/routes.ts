import { pageAt, type RoomRoutes } from '../shell/route.ts'

export const signInRoutes: RoomRoutes = parent => [
  pageAt(parent, '/sign-in', () => import('./sign-in.tsx'), 'SignInPage'),
  pageAt(parent, '/setup', () => import('./setup.tsx'), 'SetupPage'),
  pageAt(parent, '/invitation', () => import('./invitation.tsx'), 'InvitationPage'),
]
