import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query'
import { send } from '../http/client.ts'
import { type ChangedRoom, invalidateRooms } from '../http/rooms.ts'

/**
 * Makes something, goes on at once and has the rooms asked for again behind that. For forms that stand on a page only
 * while nothing is there: what they make takes them away, and with them whatever `mutate` was told to do then.
 */
export function useMake<T, V = void>(
  make: (given: V) => Promise<T>,
  rooms: readonly ChangedRoom[],
  onMade: (made: T) => void,
): UseMutationResult<T, Error, V> {
  const client = useQueryClient()
  return useMutation<T, Error, V>({
    mutationFn: make,
    onSuccess: made => {
      onMade(made)
      void invalidateRooms(client, rooms)
    },
  })
}

/** Sends something that makes something. */
export const post = <T>(path: string, body?: unknown): Promise<T> => send<T>('POST', path, body)
