/**
 * How a room gives its pages to the shell:
 *
 *     // src/release/routes.ts
 *     import { pageAt, type RoomRoutes } from '../shell/route.ts'
 *
 *     export const releaseRoutes: RoomRoutes = parent => [
 *       pageAt(parent, '/releases', () => import('./list.tsx'), 'ReleaseList'),
 *       pageAt(parent, '/releases/$id', () => import('./page.tsx'), 'ReleasePage'),
 *     ]
 *
 * The named export is a component without props; it is loaded when somebody goes there. In it: `usePathParam('id')`,
 * `useFilters()`, `<Link to="/releases/$id" params={{ id }}>` of `@tanstack/react-router`, and one
 * `PageHeading({ title })` of `../design/heading.tsx`, which names the page and takes the focus.
 */
import {
  type AnyRoute,
  createRoute,
  lazyRouteComponent,
  useNavigate,
  useParams,
  useSearch,
} from '@tanstack/react-router'
import { useCallback } from 'react'

export type RoomRoutes = (parent: AnyRoute) => readonly AnyRoute[]

/** A page at a path; `load` imports the file, `name` is what it exports. */
export const pageAt = <M extends Record<string, unknown>, K extends keyof M & string>(
  parent: AnyRoute,
  path: string,
  load: () => Promise<M>,
  name: K,
): AnyRoute =>
  createRoute({
    getParentRoute: () => parent,
    path,
    component: lazyRouteComponent(load, name),
  })

/** A part of the path, `id` of `/releases/$id`; '' where the path has none of this name. */
export function usePathParam(name: string): string {
  const params: Readonly<Record<string, unknown>> = useParams({ strict: false })
  const value = params[name]
  return typeof value === 'string' ? value : ''
}

export type Filters = Readonly<Record<string, string>>

/**
 * Filters as they stand in the address, and a change of some of them: `undefined` or '' takes one out. A change
 * replaces the entry of the history, so that going back leaves the page and not a letter.
 */
export function useFilters(): readonly [
  Filters,
  (changes: Readonly<Record<string, string | undefined>>) => void,
] {
  const search: Filters = useSearch({ strict: false })
  const navigate = useNavigate()
  const change = useCallback(
    (changes: Readonly<Record<string, string | undefined>>) => {
      void navigate({
        to: '.',
        replace: true,
        resetScroll: false,
        search: (before: Filters) => withoutEmpty({ ...before, ...changes }),
      })
    },
    [navigate],
  )
  return [search, change]
}

const withoutEmpty = (values: Readonly<Record<string, string | undefined>>): Filters =>
  Object.fromEntries(
    Object.entries(values).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
    ),
  )

/** `?a=b&c=d` of those that are set; '' when none is. For paths of the server. */
export function queryOf(values: Readonly<Record<string, string | undefined>>): string {
  const text = new URLSearchParams(withoutEmpty(values)).toString()
  return text === '' ? '' : `?${text}`
}
