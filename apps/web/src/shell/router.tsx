import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  Outlet,
  RouterProvider,
  redirect,
} from '@tanstack/react-router'
import { ProblemError } from '../http/client.ts'
import { focusHeading } from './focus.ts'
import { Layout } from './layout.tsx'
import { Absent, Broken, Waiting } from './outcome.tsx'
import { openRooms, rooms } from './routes.ts'
import { parseSearch, stringifySearch } from './search.ts'
import { endSession, sessionQuery } from './session.ts'

const isSignedOut = (error: unknown): boolean =>
  error instanceof ProblemError && error.problem.code === 'server-unauthenticated'

const top = createRootRouteWithContext<{ readonly client: QueryClient }>()({
  component: Outlet,
  notFoundComponent: Absent,
})

/** Everything below it is for whoever is signed in; others sign in and come back to where they went. */
const inside = createRoute({
  getParentRoute: () => top,
  id: 'inside',
  component: Layout,
  beforeLoad: async ({ context: { client }, location }) => {
    try {
      await client.ensureQueryData(sessionQuery)
    } catch (error) {
      if (isSignedOut(error)) throw redirect({ to: '/sign-in', search: { back: location.href } })
      throw error
    }
  },
})

const tree = top.addChildren([
  ...openRooms.flatMap(room => room(top)),
  inside.addChildren(rooms.flatMap(room => room(inside))),
])

function openRouter(client: QueryClient) {
  const router = createRouter({
    routeTree: tree,
    context: { client },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    defaultErrorComponent: Broken,
    defaultNotFoundComponent: Absent,
    defaultPendingComponent: Waiting,
    defaultPendingMs: 300,
    scrollRestoration: true,
    parseSearch,
    stringifySearch,
  })
  router.subscribe('onRendered', ({ pathChanged, fromLocation }) => {
    if (pathChanged && fromLocation !== undefined) focusHeading()
  })
  return router
}

/** A session that ended while a page is open: sign in, and back. */
function watchSignOut(client: QueryClient, router: ReturnType<typeof openRouter>): void {
  const leave = (error: unknown) => {
    const { href, pathname } = router.state.location
    if (!isSignedOut(error) || pathname === '/sign-in') return
    endSession(client)
    void router.navigate({ to: '/sign-in', search: { back: href } })
  }
  client.getQueryCache().subscribe(event => {
    if (event.type === 'updated' && event.action.type === 'error') leave(event.action.error)
  })
  client.getMutationCache().subscribe(event => {
    if (event.type === 'updated' && event.action.type === 'error') leave(event.action.error)
  })
}

/** The whole of the pages. */
export function openPages(client: QueryClient) {
  const router = openRouter(client)
  watchSignOut(client, router)
  return (
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  )
}
