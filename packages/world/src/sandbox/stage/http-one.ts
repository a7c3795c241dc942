import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import type { Answer } from './answers.ts'

/** A client that keeps a connection for later has said what it had to say. */
const keepAliveTimeoutMs = 500

/** Who answers the requests of one HTTP/1 connection; the events are its own affair. */
export interface Visit {
  readonly answer: (request: IncomingMessage) => Promise<Answer>
}

export function sendAnswer(response: ServerResponse, answer: Answer, head: boolean): void {
  response.writeHead(answer.status, { 'content-type': answer.type, 'content-length': answer.sizeBytes })
  if (head || !(answer.body instanceof Readable)) {
    if (answer.body instanceof Readable) answer.body.destroy()
    response.end(head || answer.body instanceof Readable ? undefined : answer.body)
    return
  }
  const { body } = answer
  body.on('error', () => response.destroy())
  response.on('close', () => body.destroy())
  body.pipe(response)
}

/** The one HTTP/1 server of a stage; connections are handed to it, it never listens. */
export class HttpOne {
  readonly #server: Server
  readonly #visits = new WeakMap<object, Visit>()

  constructor() {
    this.#server = createServer({ keepAliveTimeout: keepAliveTimeoutMs }, (request, response) => {
      void this.#serve(request, response)
    })
    // Bytes that are no HTTP: there was application data, and there is nothing to answer.
    this.#server.on('clientError', (_error, socket) => socket.destroy())
  }

  take(socket: Socket, visit: Visit): void {
    this.#visits.set(socket, visit)
    this.#server.emit('connection', socket)
  }

  close(): void {
    this.#server.close()
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => {})
    request.on('error', () => {})
    const visit = this.#visits.get(request.socket)
    if (visit === undefined) {
      request.socket.destroy()
      return
    }
    const answer = await visit.answer(request)
    request.resume()
    sendAnswer(response, answer, request.method === 'HEAD')
  }
}
