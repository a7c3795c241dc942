import type { ShownPerson } from '@foreseen/facts'
import { type QueryClient, queryOptions, useQuery } from '@tanstack/react-query'
import { get, keepCsrfToken } from '../http/client.ts'

export type PersonRole = ShownPerson['role']

/** Who is signed in. */
export interface Session {
  readonly person: {
    readonly id: string
    readonly email: string
    readonly name: string
    readonly role: PersonRole
  }
  readonly csrfToken: string | null
}

export const sessionQuery = queryOptions({
  queryKey: ['/session'],
  queryFn: async ({ signal }) => {
    const session = await get<Session>('/session', signal)
    keepCsrfToken(session.csrfToken)
    return session
  },
  staleTime: 60_000,
})

/** Who is signed in; `undefined` while it is not known. */
export const useSession = (): Session | undefined => useQuery(sessionQuery).data

const order: readonly PersonRole[] = ['viewer', 'responder', 'editor', 'owner']

/** Whether who is signed in has this role or a higher one: what they may not do is not offered. */
export function useMay(role: PersonRole): boolean {
  const own = useSession()?.person.role
  return own !== undefined && order.indexOf(own) >= order.indexOf(role)
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
