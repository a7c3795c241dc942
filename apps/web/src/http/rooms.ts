import type { Query, QueryClient } from '@tanstack/react-query'

/** What may have changed, as the server tells by `GET /changes`. */
export type ChangedRoom = 'releases' | 'endpoints' | 'forecasts' | 'rehearsals' | 'jobs' | 'settings'

/** Which answers hold something of a room; a path begins so, and goes on with `/`, `?` or not at all. */
const paths: Readonly<Record<ChangedRoom, readonly string[]>> = {
  releases: ['/releases', '/objects', '/products', '/agenda', '/timeline', '/forecast-inputs'],
  endpoints: ['/endpoints', '/chains', '/objects', '/agenda', '/timeline', '/forecast-inputs'],
  forecasts: ['/forecasts', '/timeline', '/agenda', '/releases', '/endpoints'],
  rehearsals: ['/rehearsal-plans', '/runs', '/runners', '/agenda', '/forecasts'],
  jobs: ['/jobs', '/agenda'],
  settings: ['/settings', '/people', '/tokens', '/sessions', '/session', '/passkeys', '/sign-in', '/agenda'],
}

const begins = (path: string, start: string): boolean =>
  path.startsWith(start) && ['', '/', '?'].includes(path.charAt(start.length))

/** Whether an answer of this path holds something of the room. */
export const isOfRoom = (path: string, room: ChangedRoom): boolean =>
  paths[room].some(start => begins(path, start))

/** Has what is shown of these rooms asked for again, and the rest when it is next shown. */
export async function invalidateRooms(client: QueryClient, rooms: readonly ChangedRoom[]): Promise<void> {
  await client.invalidateQueries({
    predicate: ({ queryKey: [path] }: Query) =>
      typeof path === 'string' && rooms.some(room => isOfRoom(path, room)),
  })
}
