import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { Admission } from './admission.ts'
import { canonicalHost } from './hosts.ts'
import { sendAnswer, type Visit } from './http-one.ts'
import { listenOn } from './listening.ts'
import type { Reception } from './reception.ts'

/** The CONNECT proxy of one run. */
export interface Proxy {
  readonly port: number
  close(): void
}

/**
 * Clients as openssl s_client drop what comes in one packet with the proxy's answer. A greeting from afar comes a
 * round trip later; here it waits as long, so that such a client reads it.
 */
const roundTripMs = 50

/** `host:port` of a CONNECT request (RFC 9110 section 9.3.6), IPv6 addresses in brackets. */
export function readAuthority(text: string): { readonly address: string; readonly port: number } | undefined {
  const match = /^(\[[0-9a-f:.]{2,45}\]|[^:\s/]{1,255}):(\d{1,5})$/i.exec(text)
  const port = Number(match?.[2] ?? 0)
  if (match === null || port < 1 || port > 65_535) return undefined
  return { address: canonicalHost(match[1] ?? ''), port }
}

/** Takes a tunnel over: its far end is here. */
function connect(request: IncomingMessage, socket: Socket, head: Buffer, tunnel: Tunnel): void {
  const meant = readAuthority(request.url ?? '')
  if (meant === undefined) {
    socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n')
    return
  }
  socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
  if (head.length > 0) socket.unshift(head)
  // Servers of node:http keep half-open connections; in a handshake the client's end is the end.
  socket.allowHalfOpen = false
  const receive = (): void => tunnel.reception.receive(socket, tunnel.admission, meant)
  if (tunnel.reception.greets(meant)) setTimeout(receive, roundTripMs)
  else receive()
}

interface Tunnel {
  readonly admission: Admission
  readonly reception: Reception
}

/** Answers requests for `http://` addresses; all requests of a connection are one connection of the run. */
function requestAnswerer({
  admission,
  reception,
}: Tunnel): (request: IncomingMessage, response: ServerResponse) => void {
  const visits = new WeakMap<Socket, Visit>()
  return (request, response) => {
    const { socket } = request
    const port = Number(/^[a-z]+:\/\/[^/?#]*:(\d{1,5})(?:[/?#]|$)/i.exec(request.url ?? '')?.[1] ?? 80)
    const visit =
      visits.get(socket) ?? reception.visitPlain(socket, admission, { address: '127.0.0.1', port })
    if (visit === undefined) return
    visits.set(socket, visit)
    request.on('error', () => {})
    response.on('error', () => {})
    void visit.answer(request).then(answer => {
      request.resume()
      sendAnswer(response, answer, request.method === 'HEAD')
    })
  }
}

/**
 * Opens a proxy on a free port of 127.0.0.1. Whatever is asked of it is answered by the stage in this process;
 * it connects to nothing.
 * @throws StageFailure `stage-cannot-listen`
 */
export async function openProxy(admission: Admission, reception: Reception): Promise<Proxy> {
  const tunnel = { admission, reception }
  const server = createServer(requestAnswerer(tunnel))
  server.on('connect', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    if (socket instanceof Socket) connect(request, socket, head, tunnel)
    else socket.destroy()
  })
  server.on('clientError', (_error, socket) => socket.destroy())
  const port = await listenOn(server, 0, '127.0.0.1')
  const close = (): void => {
    server.close()
    server.closeAllConnections()
  }
  return { port, close }
}
