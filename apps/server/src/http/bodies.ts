import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Server } from './context.ts'
import { socketAnswer } from './failures.ts'
import type { ServerOptions } from './options.ts'

const hasBody = ({ headers }: FastifyRequest): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0'

/** The body stays unread, so the connection cannot be used any further; nobody waits for the reply object. */
function cutOff(reply: FastifyReply): void {
  const { socket } = reply.raw
  if (socket === null || socket.destroyed) return
  if (!reply.raw.headersSent) socket.write(socketAnswer('ERR_HTTP_REQUEST_TIMEOUT'))
  socket.destroySoon()
}

/**
 * A body must have come after `bodyTimeoutMs`; one of a route that streams may take as long as it likes, but something
 * must come within each such time. Node's own limit is one for all requests, too long for the first and too short for
 * the second.
 */
export function limitBodies(server: Server, { limits: { bodyTimeoutMs } }: ServerOptions): void {
  server.addHook('preParsing', async (request, reply) => {
    const { raw } = request
    if (!hasBody(request) || raw.complete) return
    const streams = request.routeOptions.config.streams === true
    let before = raw.socket.bytesRead
    const handle = setInterval(() => {
      const now = raw.socket.bytesRead
      if (raw.complete) clearInterval(handle)
      else if (!streams || now === before) cutOff(reply)
      before = now
    }, bodyTimeoutMs)
    handle.unref()
    const stop = () => clearInterval(handle)
    raw.once('end', stop)
    raw.once('close', stop)
    reply.raw.once('close', stop)
  })
}
