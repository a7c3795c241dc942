import { pageAt, type RoomRoutes } from '../shell/route.ts'

export const inventoryRoutes: RoomRoutes = parent => [
  pageAt(parent, '/inventory', () => import('./list.tsx'), 'InventoryList'),
  pageAt(parent, '/inventory/$id', () => import('./page.tsx'), 'ObjectPage'),
  pageAt(parent, '/kinds/$id', () => import('./kind/page.tsx'), 'KindPage'),
]
