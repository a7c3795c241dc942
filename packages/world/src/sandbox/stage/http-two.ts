import { type IncomingHttpHeaders, performServerHandshake, type ServerHttp2Stream } from 'node:http2'
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import type { Answer } from './answers.ts'

/** A request of HTTP/2 as far as the stage wants it. */
interface StreamRequest {
  readonly method: string
  readonly target: string
  readonly agent: string
}

const textOf = (value: string | readonly string[] | undefined): string =>
  typeof value === 'string' ? value : ''

function readRequest(headers: IncomingHttpHeaders): StreamRequest {
  return {
    method: textOf(headers[':method']),
    target: textOf(headers[':path']),
    agent: textOf(headers['user-agent']),
  }
}

function send(stream: ServerHttp2Stream, answer: Answer, head: boolean): void {
  const { body } = answer
  if (stream.destroyed || stream.closed) {
    if (body instanceof Readable) body.destroy()
    return
  }
  const headers = {
    ':status': answer.status,
    'content-type': answer.type,
    'content-length': answer.sizeBytes,
  }
  stream.respond(headers, { endStream: head })
  if (!(body instanceof Readable)) {
    if (!head) stream.end(body)
    return
  }
  if (head) {
    body.destroy()
    return
  }
  body.on('error', () => stream.destroy())
  stream.on('close', () => body.destroy())
  body.pipe(stream)
}

/** Serves HTTP/2 on a stream inside TLS, one session. */
export function serveHttpTwo(socket: Socket, answer: (request: StreamRequest) => Promise<Answer>): void {
  const session = performServerHandshake(socket, { settings: { maxConcurrentStreams: 32 } })
  session.on('error', () => session.destroy())
  session.on('stream', (stream, headers) => {
    stream.on('error', () => {})
    stream.resume()
    const request = readRequest(headers)
    void answer(request).then(found => send(stream, found, request.method === 'HEAD'))
  })
}
