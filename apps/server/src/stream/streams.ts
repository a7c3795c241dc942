import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { refusalFor } from '../http/refusal.ts'
import { type StreamEvent, type StreamRules, type StreamTimers, streamRules, streamText } from './events.ts'

/** Makes the events that follow `lastEventId`; ends when `signal` fires. */
export type StreamSource = (
  lastEventId: string | undefined,
  signal: AbortSignal,
) => AsyncIterable<StreamEvent>

/** The open event streams of a server. */
export interface Streams {
  /** Answers a request with a stream that lasts until either side ends it. Errors: `server-busy`. */
  open(
    request: FastifyRequest,
    reply: FastifyReply,
    source: StreamSource,
    rules?: Partial<StreamRules>,
  ): FastifyReply
  count(): number
  /** Ends all, when the server does. */
  close(): void
}

/** So many bytes wait for a slow reader before its source is pulled no further. */
const waitingBytes = 65_536

function callerOf({ actor, ip }: FastifyRequest): string {
  if (actor === undefined) return ip
  return actor.by === 'session' ? actor.person.id : (actor.person?.id ?? actor.tokenId)
}

export function openStreams(most: { all: number; perPerson: number }, timers: StreamTimers): Streams {
  const running = new Map<AbortController, string>()
  const countOf = (caller: string): number => [...running.values()].filter(other => other === caller).length
  return {
    open: (request, reply, source, rules) => {
      const caller = callerOf(request)
      if (running.size >= most.all || countOf(caller) >= most.perPerson)
        throw refusalFor('server-busy', 'There are as many open streams as may be.', 5000)
      const controller = new AbortController()
      running.set(controller, caller)
      const header = request.headers['last-event-id']
      const last = typeof header === 'string' && header.length <= 200 ? header : undefined
      const text = streamText(
        source(last, controller.signal),
        { ...streamRules, ...rules },
        timers,
        controller.signal,
      )
      const stream = Readable.from(text, { objectMode: false, highWaterMark: waitingBytes })
      const end = () => {
        running.delete(controller)
        controller.abort()
      }
      stream.once('close', end)
      request.raw.once('close', end)
      // Nagle's algorithm would hold single events back; nginx buffers unless told not to.
      request.raw.socket.setNoDelay?.(true)
      return (
        reply
          .type('text/event-stream; charset=utf-8')
          .header('cache-control', 'no-store')
          .header('x-accel-buffering', 'no')
          // Or the connection would idle on after the stream, and a server that ends would wait for it.
          .header('connection', 'close')
          .send(stream)
      )
    },
    count: () => running.size,
    close: () => {
      for (const controller of running.keys()) controller.abort()
    },
  }
}
