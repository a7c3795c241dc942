import type { RouteOptions } from 'fastify'
import { Type } from 'typebox'
import type { Access } from '../account/role.ts'
import type { Server } from './context.ts'
import { problemOfRefusal, sendProblem } from './problem.ts'
import { Refusal } from './refusal.ts'

/** One route as it was registered. */
export interface TableEntry {
  readonly method: string
  /** Template, `/api/v1/people/:id`. */
  readonly url: string
  readonly access: Access
}

const noQuery = Type.Object({}, { additionalProperties: false })

const methodsOf = (route: RouteOptions): readonly string[] =>
  Array.isArray(route.method) ? route.method : [route.method]

/** What a route asks of its caller; pages and their files outside `/api/` are read by everybody. */
function accessOf(route: RouteOptions): Access {
  const declared = route.config?.access
  if (declared !== undefined) return declared
  const isPage =
    !route.url.startsWith('/api/') && methodsOf(route).every(method => /^(GET|HEAD)$/.test(method))
  if (!isPage) throw new Error(`${methodsOf(route).join(',')} ${route.url} does not say who may call it`)
  return { kind: 'public' }
}

/** Collects every route that is registered from now on, and refuses those that do not say who may call them. */
export function collectRoutes(server: Server): readonly TableEntry[] {
  const table: TableEntry[] = []
  server.addHook('onRoute', route => {
    const access = accessOf(route)
    route.config = { ...route.config, access }
    // A filter that nobody knows would be taken for one that holds.
    if (route.url.startsWith('/api/')) route.schema = { querystring: noQuery, ...route.schema }
    for (const method of methodsOf(route)) table.push({ method, url: route.url, access })
  })
  return table
}

function fits(template: string, path: string): boolean {
  const wanted = template.split('/')
  const given = path.split('/')
  return (
    wanted.length === given.length &&
    wanted.every((part, index) => part === given[index] || (part.startsWith(':') && given[index] !== ''))
  )
}

/** Methods that a path knows; empty when there is nothing at it. A path of its own is no identifier of another. */
export function methodsAt(table: readonly TableEntry[], path: string): readonly string[] {
  const own = table.filter(({ url }) => url === path)
  const entries = own.length > 0 ? own : table.filter(({ url }) => fits(url, path))
  return [...new Set(entries.map(({ method }) => method))].sort()
}

/** 405 with Allow where the path exists, else 404; both count against the rate of the address. */
export function answerUnknown(server: Server, table: readonly TableEntry[]): void {
  server.setNotFoundHandler({ preHandler: server.rateLimit() }, (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? ''
    const methods = methodsAt(table, path)
    // A route that knows the method and passed it on has nothing at this very address.
    if (methods.length === 0 || methods.includes(request.method)) {
      const refusal = new Refusal('server-not-found', 'The path leads nowhere.')
      return sendProblem(reply, problemOfRefusal(refusal, request.id))
    }
    reply.header('allow', methods.join(', '))
    const refusal = new Refusal('server-method', `This address takes ${methods.join(', ')}.`)
    return sendProblem(reply, problemOfRefusal(refusal, request.id))
  })
}
