import swagger from '@fastify/swagger'
import { Type } from 'typebox'
import { type Access, open } from '../account/role.ts'
import { etagOf, sendTagged } from '../listing/etag.ts'
import type { Room, Server } from './context.ts'
import { answers, problemShape, problemTitle } from './problem.ts'
import { interfaceVersion } from './version.ts'

export const openapiPath = `/api/${interfaceVersion}/openapi.json`

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

function securityOf(access: Access | undefined): Record<string, string[]>[] {
  if (access === undefined || access.kind === 'public') return []
  return access.kind === 'session' ? [{ session: [] }] : [{ session: [] }, { token: [access.scope] }]
}

const needs = (access: Access | undefined): string => {
  if (access === undefined || access.kind === 'public') return 'Open to everybody.'
  if (access.kind === 'session') return `Needs a session with the role ${access.role}.`
  return `Needs the role ${access.role}; a token needs the scope ${access.scope}.`
}

/** Gathers the routes that are registered after it. */
export function describe(server: Server, cookieName: string): void {
  server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Foreseen',
        version: interfaceVersion,
        description: 'Findings, releases, endpoints, and what breaks when.',
      },
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: cookieName },
          token: { type: 'http', scheme: 'bearer', bearerFormat: 'fsn_...' },
        },
      },
    },
    transform: ({ schema, url, route }) => {
      const access = route.config?.access
      const description = [schema.description, needs(access)].filter(Boolean).join(' ')
      return { schema: { ...schema, description, security: securityOf(access) }, url }
    },
  })
}

const isObject = (value: Json): value is { [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The same wherever it runs: keys of paths and methods in order, the problem document said once. */
export function stable(document: object): string {
  const value: Json = JSON.parse(JSON.stringify(document), (_key, part: Json) =>
    isObject(part) && part.title === problemTitle ? { $ref: '#/components/schemas/Problem' } : part,
  )
  if (!isObject(value) || !isObject(value.paths ?? null)) return JSON.stringify(value)
  const sorted = (part: Json): Json =>
    isObject(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part
  const paths = sorted(value.paths ?? null)
  const byMethod = isObject(paths)
    ? Object.fromEntries(Object.entries(paths).map(([path, methods]) => [path, sorted(methods)]))
    : paths
  const components = isObject(value.components ?? null) ? { ...Object(value.components) } : {}
  const schemas = { Problem: JSON.parse(JSON.stringify(problemShape)) }
  return JSON.stringify({ ...value, paths: byMethod, components: { ...components, schemas } })
}

/** The document at its stable address; made once, when all routes are known. */
export const openapiRoom: Room = server => {
  let text: string | undefined
  server.get(
    openapiPath,
    {
      config: { access: open },
      schema: {
        operationId: 'readInterface',
        summary: 'This description, as OpenAPI 3.1',
        response: answers({ 200: Type.Object({}, { additionalProperties: true }) }),
      },
    },
    (request, reply) => {
      text ??= stable(server.swagger())
      reply.type('application/json; charset=utf-8')
      return sendTagged(request, reply, etagOf(text), text)
    },
  )
}
