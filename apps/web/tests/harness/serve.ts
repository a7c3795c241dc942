/** Serves built pages and a test's answers on a free port of loopback, with the policy of the server. */
import { readFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { policyText } from '../../../server/src/http/policy.ts'
import { type Answers, type Asked, answer, askedOf } from './answers.ts'

export interface Served {
  readonly url: string
  /** All requests to the interface, in order. */
  readonly asked: readonly Asked[]
  /** What was asked and the test gave no answer for: `GET /x`. */
  readonly missing: readonly string[]
  /** Sends an event to the open pages, as `GET /changes` does. */
  tell(event: 'job' | 'change', data: unknown): void
  /** Cuts the streams of events; `true` lets pages open them again. */
  stream(isOpen: boolean): void
  close(): Promise<void>
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
}

async function sendFile(pages: string, path: string, response: ServerResponse): Promise<void> {
  const name = extname(path) === '' ? 'index.html' : normalize(path)
  try {
    const bytes = await readFile(join(pages, name))
    response.writeHead(200, {
      'content-type': types[extname(name)] ?? 'application/octet-stream',
      'content-security-policy': policyText,
    })
    response.end(bytes)
  } catch {
    response.writeHead(404).end()
  }
}

export async function servePages(pages: string, answers: Answers): Promise<Served> {
  const asked: Asked[] = []
  const missing: string[] = []
  const streams = new Set<ServerResponse>()
  let isStreaming = true
  const open = (response: ServerResponse) => {
    if (!isStreaming) return void response.writeHead(503).end()
    streams.add(response)
    response.on('close', () => streams.delete(response))
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('retry: 100\n\n')
  }
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://pages')
    if (!url.pathname.startsWith('/api/')) return await sendFile(pages, url.pathname, response)
    if (url.pathname === '/api/v1/changes') return open(response)
    const one = await askedOf(request, url)
    asked.push(one)
    if (!answer(answers, one, response)) missing.push(`${one.method} ${one.path}`)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    missing,
    tell: (event, data) => {
      for (const response of streams) response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    },
    stream: isOpen => {
      isStreaming = isOpen
      if (!isOpen) for (const response of streams) response.destroy()
    },
    close: async () => {
      for (const response of streams) response.destroy()
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
