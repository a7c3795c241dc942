import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { type FastifyInstance, fastify, LogController } from 'fastify'
import type { DestinationStream } from 'pino'
import type { Authentication } from '../account/actor.ts'
import { type Desk, type ProviderDesk, sessionCookie } from '../account/desk.ts'
import { guard } from '../account/guard.ts'
import { ownRoom } from '../account/own.ts'
import { ownSessionRoom } from '../account/own-sessions.ts'
import { ownTokenRoom } from '../account/own-tokens.ts'
import { passkeyRoom } from '../account/passkey-room.ts'
import { passkeySignInRoom } from '../account/passkey-sign-in.ts'
import { openPasswords } from '../account/password.ts'
import { peopleRoom } from '../account/people.ts'
import type { AccountStore } from '../account/port.ts'
import { openProvider } from '../account/provider.ts'
import { providerRoom, redirectUriOf } from '../account/provider-room.ts'
import type { RandomBytes } from '../account/secret.ts'
import { setupRoom } from '../account/setup.ts'
import { signInRoom } from '../account/sign-in.ts'
import { openThrottle } from '../account/throttle.ts'
import { waysRoom } from '../account/ways.ts'
import { healthRoom, type ReadinessCheck } from '../health/health.ts'
import { type Metrics, measureRequests, openMetrics } from '../metrics/metrics.ts'
import type { StreamTimers } from '../stream/events.ts'
import { openStreams, type Streams } from '../stream/streams.ts'
import { limitBodies } from './bodies.ts'
import type { Room, Server } from './context.ts'
import { explainRoom } from './explain.ts'
import { answerFailures, frameworkFailure, socketAnswer } from './failures.ts'
import { openLog } from './logs.ts'
import { describe, openapiRoom } from './openapi.ts'
import { isSecure, parseServerOptions, type RawServerOptions, type ServerOptions } from './options.ts'
import { refusalFor } from './refusal.ts'
import { demandHost, limitRates, secureHeaders } from './security.ts'
import { answerUnknown, collectRoutes } from './table.ts'
import { validatorCompiler } from './validation.ts'

/** What a server is made of; nothing is looked up from outside. */
export interface ServerParts {
  readonly accounts: AccountStore
  readonly checks: readonly ReadinessCheck[]
  /** Rooms of the story, registered after those of accounts. */
  readonly rooms: readonly RoomOf[]
  readonly now: () => number
  readonly random: RandomBytes
  readonly timers: StreamTimers
  readonly version: string
  /** Where log lines go; standard output unless given. */
  readonly log?: DestinationStream
}

/** What rooms get beside the server. */
export interface RoomTools {
  readonly options: ServerOptions
  readonly metrics: Metrics
  readonly streams: Streams
  readonly now: () => number
}

/** How a room is given to a server. */
export type RoomOf = (tools: RoomTools) => Room

/** One line a request is written by ourselves, without the address's query. */
class QuietLog extends LogController {
  override incomingRequest(): void {}
  override requestCompleted(): void {}
}

function bare(parts: ServerParts, options: ServerOptions): Server {
  const { bodyBytes, headerBytes, headersTimeoutMs, requestTimeoutMs, keepAliveMs } = options.limits
  return fastify({
    loggerInstance: openLog(options.logLevel, parts.log),
    logController: new QuietLog(),
    bodyLimit: bodyBytes,
    requestTimeout: requestTimeoutMs,
    keepAliveTimeout: keepAliveMs,
    maxRequestsPerSocket: 10_000,
    http: {
      maxHeaderSize: headerBytes,
      headersTimeout: headersTimeoutMs,
      connectionsCheckingInterval: Math.min(headersTimeoutMs, 5000),
    },
    trustProxy: options.proxies.length === 0 ? false : [...options.proxies],
    requestIdHeader: false,
    genReqId: () => `req_${Buffer.from(parts.random(12)).toString('hex')}`,
    routerOptions: { maxParamLength: 200 },
    return503OnClosing: false,
    frameworkErrors: frameworkFailure,
    clientErrorHandler: (error, socket) => {
      if (error.code === 'ECONNRESET' || !socket.writable) return
      socket.end(socketAnswer(error.code))
    },
  }).withTypeProvider<TypeBoxTypeProvider>()
}

function providerOf({ oidc, publicUrl }: ServerOptions, now: () => number): ProviderDesk | undefined {
  if (oidc === undefined || publicUrl === undefined) return undefined
  const provider = openProvider(oidc, now)
  return { provider, redirectUri: redirectUriOf(publicUrl), admission: oidc.admission }
}

function deskOf(parts: ServerParts, options: ServerOptions, metrics: Metrics): Desk {
  const { accounts: store, now, random } = parts
  return {
    store,
    now,
    random,
    passwords: openPasswords(options.passwords, random),
    throttle: openThrottle(now),
    rules: options.sessions,
    cookie: sessionCookie(isSecure(options)),
    metrics,
    publicUrl: options.publicUrl,
    provider: providerOf(options, now),
    attemptsPerMinute: options.limits.loginsPerMinute,
  }
}

/** One line for each answer: template, path without query, status, time, who. */
function logAnswers(server: Server): void {
  server.addHook('onResponse', async (request, reply) => {
    const person = request.actor?.person?.id
    request.log.info(
      { req: request, status: reply.statusCode, ms: Math.round(reply.elapsedTime), person },
      'answered',
    )
  })
}

/** Streams end at once; what comes on connections that are still open is told to come again. */
function refuseWhenClosing(server: Server, streams: Streams): void {
  let isClosing = false
  server.addHook('preClose', async () => {
    isClosing = true
    streams.close()
  })
  server.addHook('onRequest', async () => {
    if (isClosing) throw refusalFor('server-closing', 'The server ends.', 5000)
  })
  server.addHook('onSend', async (_request, reply) => {
    if (isClosing) reply.header('connection', 'close')
  })
}

/** Hooks and plugins in the order in which a request meets them. */
function foundations(server: Server, options: ServerOptions, auth: Authentication): void {
  server.setValidatorCompiler(validatorCompiler)
  server.removeContentTypeParser('text/plain')
  secureHeaders(server, options)
  demandHost(server, options)
  limitRates(server, options)
  limitBodies(server, options)
  guard(server, auth)
  describe(server, auth.cookieName)
  answerFailures(server)
  logAnswers(server)
}

/**
 * A server that listens nowhere yet; `inject` and `ready` work. Errors: `server-bad-option`.
 * Rooms add routes; each declares `config.access`, or the server does not become ready.
 */
export function createServer(parts: ServerParts, raw: RawServerOptions = {}): FastifyInstance {
  const options = parseServerOptions(raw)
  const metrics = openMetrics(parts.version)
  const { streams: all, streamsPerPerson: perPerson } = options.limits
  const streams = openStreams({ all, perPerson }, parts.timers)
  const server = bare(parts, options)
  const table = collectRoutes(server)
  const desk = deskOf(parts, options, metrics)
  const { accounts: store, now } = parts
  measureRequests(server, metrics, streams.count)
  foundations(server, options, {
    store,
    now,
    rules: options.sessions,
    cookieName: desk.cookie.name,
    publicHost: options.publicUrl?.host,
  })
  refuseWhenClosing(server, streams)
  const tools: RoomTools = { options, metrics, streams, now }
  const isMetricsOpen = options.metrics === 'open'
  const rooms: readonly Room[] = [
    openapiRoom,
    explainRoom,
    healthRoom({ checks: parts.checks, metrics, isMetricsOpen, now }),
    waysRoom(desk),
    setupRoom(desk),
    signInRoom(desk),
    ownRoom(desk),
    ownSessionRoom(desk),
    ownTokenRoom(desk),
    passkeyRoom(desk),
    passkeySignInRoom(desk),
    providerRoom(desk),
    peopleRoom(desk),
    ...parts.rooms.map(room => room(tools)),
  ]
  // Once the plugins are there: their hooks see the routes that follow.
  server.after(() => answerUnknown(server, table))
  for (const room of rooms)
    server.register(async scope => room(scope.withTypeProvider<TypeBoxTypeProvider>()))
  return server
}
