/** The server's answers as state of the pages. The key of a query is its path. */
import type { ShownPage } from '@foreseen/facts'
import {
  type InfiniteData,
  keepPreviousData,
  QueryClient,
  type UseMutationResult,
  type UseQueryResult,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { get, type Method, ProblemError, type SendRules, send } from './client.ts'
import { type ChangedRoom, invalidateRooms } from './rooms.ts'

export { useLive } from './live.ts'

/** A refusal stays one; only what did not arrive is asked again. */
const mayRetry = (count: number, error: unknown): boolean =>
  count < 2 && error instanceof ProblemError && (error.problem.status === 0 || error.problem.status === 503)

export const openQueries = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: { retry: mayRetry, staleTime: 15_000, networkMode: 'always' },
      mutations: { networkMode: 'always' },
    },
  })

export interface GetRules<T> {
  /** `false`: not asked yet, because something it needs is not known. */
  readonly enabled?: boolean
  /** Shows the answer of the path before while the next one comes: for filters. */
  readonly keep?: boolean
  /** Asked again so often, in milliseconds; `undefined` of the answer before: no more. */
  readonly everyMs?: (last: T | undefined) => number | undefined
}

/** One answer. `{ data, error, isPending, refetch }`; `error` is a `ProblemError`. */
export function useGet<T>(
  path: string,
  { enabled = true, keep = false, everyMs }: GetRules<T> = {},
): UseQueryResult<T> {
  return useQuery<T>({
    queryKey: [path],
    queryFn: ({ signal }) => get<T>(path, signal),
    enabled,
    ...(keep ? { placeholderData: keepPreviousData } : {}),
    ...(everyMs === undefined ? {} : { refetchInterval: query => everyMs(query.state.data) ?? false }),
  })
}

/** A list as far as it was read. */
export interface Pages<T> {
  readonly items: readonly T[]
  readonly isPending: boolean
  readonly error: Error | null
  /** Whether there is more than was read. */
  readonly hasMore: boolean
  readonly isReadingMore: boolean
  /** Reads on; nothing happens while it does, or at the end. */
  readonly more: () => void
  readonly retry: () => void
}

const none: readonly never[] = []

const withCursor = (path: string, cursor: string): string =>
  cursor === '' ? path : `${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}`

const joined = <T>(data: InfiniteData<ShownPage<T>, string>): readonly T[] =>
  data.pages.flatMap(page => page.items)

/** A list by pages; `path` with its filters and without the cursor. */
export function usePages<T>(path: string, { enabled = true }: { readonly enabled?: boolean } = {}): Pages<T> {
  const query = useInfiniteQuery({
    queryKey: [path, 'pages'],
    queryFn: ({ signal, pageParam }) => get<ShownPage<T>>(withCursor(path, pageParam), signal),
    initialPageParam: '',
    getNextPageParam: (last: ShownPage<T>) => last.next ?? undefined,
    select: joined<T>,
    placeholderData: keepPreviousData,
    enabled,
  })
  const { data, isPending, error, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } = query
  return {
    items: data ?? none,
    isPending,
    error,
    hasMore: hasNextPage,
    isReadingMore: isFetchingNextPage,
    more: () => {
      if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
    },
    retry: () => void refetch(),
  }
}

/**
 * Changes something, then has the given rooms asked for again. `path` may depend on what is given to `mutate`;
 * `body` makes the body of it, and is the given thing itself unless told.
 */
export function useSend<T, V = void>(
  method: Method,
  path: string | ((given: V) => string),
  rooms: readonly ChangedRoom[],
  { body = given => given, ...rules }: SendRules & { readonly body?: (given: V) => unknown } = {},
): UseMutationResult<T, Error, V> {
  const client = useQueryClient()
  return useMutation<T, Error, V>({
    mutationFn: given => send<T>(method, typeof path === 'string' ? path : path(given), body(given), rules),
    onSuccess: () => invalidateRooms(client, rooms),
  })
}
