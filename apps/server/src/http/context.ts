/** What Fastify's types learn of us: who asks, and what a route asks of whoever calls it. */

import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { Actor } from '../account/actor.ts'
import type { Access } from '../account/role.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
    /** The handler reads the body as it arrives, however long that takes. */
    streams?: boolean
  }
  interface FastifyRequest {
    actor: Actor | undefined
  }
}

/** A server whose handlers know the types of their schemas. */
export type Server = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>

/** Adds its routes. Every route declares `config.access` and its schemas; the start fails where one does not. */
export type Room = (server: Server) => void
