import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { networkOf } from '../account/throttle.ts'
import type { Server } from './context.ts'
import { isSecure, type ServerOptions } from './options.ts'
import { policyDirectives } from './policy.ts'
import { Refusal, refusalFor } from './refusal.ts'

const policy = { useDefaults: false, directives: policyDirectives }

const permissions =
  'accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()'

/** Headers of every answer. Strict transport is promised only where the public address is HTTPS. */
export function secureHeaders(server: Server, options: ServerOptions): void {
  server.register(helmet, {
    contentSecurityPolicy: policy,
    strictTransportSecurity: isSecure(options) ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    crossOriginEmbedderPolicy: { policy: 'require-corp' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    frameguard: { action: 'deny' },
  })
  server.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    // What is answered is somebody's: no cache keeps it unless the route says otherwise.
    reply.header('x-request-id', request.id).header('permissions-policy', permissions)
    if (request.url.startsWith('/api/')) reply.header('cache-control', 'no-store')
  })
}

/** Requests of one address in a minute; an IPv6 network of 64 bits counts as one address. */
export function limitRates(server: Server, options: ServerOptions): void {
  server.register(rateLimit, {
    max: options.limits.requestsPerMinute,
    timeWindow: 60_000,
    cache: 20_000,
    enableDraftSpec: true,
    keyGenerator: request => networkOf(request.ip),
    errorResponseBuilder: (_request, context) =>
      refusalFor(
        'server-rate-limited',
        `More than ${context.max} requests came within a minute.`,
        context.ttl,
      ),
  })
}

/** The name of `NAME:PORT`, `[ADDRESS]:PORT`, or of an IPv6 address without brackets. */
function hostName(host: string): string {
  const name = host.toLowerCase()
  const bracketed = /^\[([^\]]*)\]/.exec(name)?.[1]
  if (bracketed !== undefined) return bracketed
  return name.split(':').length > 2 ? name : name.replace(/:\d*$/, '')
}

/**
 * A page of elsewhere whose name was pointed at this machine (DNS rebinding) sends its own name as the host; a server
 * that answers for known names only is not reached by it.
 */
export function demandHost(server: Server, options: ServerOptions): void {
  const known = new Set([
    ...options.hosts.map(hostName),
    ...(options.publicUrl ? [hostName(options.publicUrl.host)] : []),
  ])
  if (options.hosts.length === 0) return
  server.addHook('onRequest', async request => {
    if (!known.has(hostName(request.headers.host ?? '')))
      throw new Refusal('server-wrong-host', 'The header Host names none of the hosts of this server.')
  })
}
