import type { ShownPerson, ShownRole } from '@foreseen/facts'
import { type QueryClient, queryOptions, useQuery } from '@tanstack/react-query'
import { get, keepCsrfToken } from '../http/client.ts'

/** Who is signed in. */
export interface Session {
  readonly person: ShownPerson
  readonly csrfToken: string
}

const freshMs = 60_000

export const sessionQuery = queryOptions({
  queryKey: ['/session'],
  queryFn: async ({ signal }) => {
    const session = await get<Session>('/session', signal)
    keepCsrfToken(session.csrfToken)
    return session
  },
  staleTime: freshMs,
})

/** Who is signed in; `undefined` while it is not known. */
export const useSession = (): Session | undefined => useQuery(sessionQuery).data

const order: readonly ShownRole[] = ['viewer', 'responder', 'editor', 'owner']

/** Whether a role is that one or a higher one. */
export const reaches = (own: ShownRole, needed: ShownRole): boolean =>
  order.indexOf(own) >= order.indexOf(needed)

/** Whether who is signed in has this role or a higher one: what they may not do is not offered. */
export function useMay(role: ShownRole): boolean {
  const own = useSession()?.person.role
  return own !== undefined && reaches(own, role)
}

/** After signing in: what was answered to nobody is forgotten. */
export function startSession(client: QueryClient, session: Session): void {
  client.clear()
  keepCsrfToken(session.csrfToken)
  client.setQueryData(sessionQuery.queryKey, session)
}

/** After signing out, by will or by time. */
export function endSession(client: QueryClient): void {
  keepCsrfToken(undefined)
  client.clear()
}
