/** The interface as a test gives it: an answer for each path. */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { serverCodes } from '@foreseen/facts'

export interface Asked {
  readonly method: string
  /** After `/api/v1`, without the query. */
  readonly path: string
  readonly query: URLSearchParams
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders
  /** Parsed when it is JSON; else the text. */
  readonly body: unknown
}

export class Given {
  readonly status: number
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>>
  constructor(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
    this.status = status
    this.body = body
    this.headers = headers
  }
}

/** A body, a `Given` (see `refuse`, `given`), or a function of what was asked that gives one. */
export type Answer = unknown | ((asked: Asked) => unknown)
export type Answers = Readonly<Record<string, Answer>>

/** An answer with a status of its own. */
export const given = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Given =>
  new Given(status, body, headers)

/** A problem document. */
export function refuse(status: number, code: string, detail: string, errors: readonly object[] = []): Given {
  const known = serverCodes.find(entry => entry.code === code)
  return new Given(
    status,
    {
      type: `/api/v1/problems/${code}`,
      title: known?.meaning ?? code,
      status,
      detail,
      code,
      remedy: known?.remedy ?? '',
      requestId: 'req_000000000000000000000000',
      errors,
    },
    { 'content-type': 'application/problem+json' },
  )
}

/** An owner who is signed in. */
export const owner = {
  person: {
    id: 'per_00000000000000000000000000',
    email: 'ada@joost.test',
    name: 'Ada Joost',
    role: 'owner',
    created: '2026-10-01T08:00:00.000Z',
    ended: null,
    ways: ['password'],
    canSignIn: true,
  },
  by: 'session',
  scopes: [],
  csrfToken: 'token-of-the-test',
} as const

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part)
  const text = Buffer.concat(parts).toString()
  if (text === '' || !(request.headers['content-type'] ?? '').includes('json')) return text
  return JSON.parse(text)
}

/** `POST /x?q`, `POST /x`, and for reading `/x?q`, `/x`, in this order. */
function find(answers: Answers, { method, path, query }: Asked): Answer | undefined {
  const whole = query.size === 0 ? path : `${path}?${query}`
  const names = [`${method} ${whole}`, `${method} ${path}`, ...(method === 'GET' ? [whole, path] : [])]
  const name = names.find(name => Object.hasOwn(answers, name))
  return name === undefined ? undefined : answers[name]
}

export async function askedOf(request: IncomingMessage, url: URL): Promise<Asked> {
  const path = url.pathname.slice('/api/v1'.length)
  const { method = 'GET', headers } = request
  return { method, path, query: url.searchParams, headers, body: await bodyOf(request) }
}

/** Answers one request; `false` when the test gave nothing for it. */
export function answer(answers: Answers, asked: Asked, response: ServerResponse): boolean {
  const found = find(answers, asked)
  const value: unknown = typeof found === 'function' ? found(asked) : found
  const isMissing = value === undefined
  const said = isMissing
    ? refuse(404, 'server-not-found', `The test gives no answer for ${asked.method} ${asked.path}.`)
    : value instanceof Given
      ? value
      : new Given(value === null ? 204 : 200, value)
  response.writeHead(said.status, {
    'content-type': 'application/json',
    'cache-control': 'no-store',
    ...said.headers,
  })
  response.end(said.status === 204 ? undefined : JSON.stringify(said.body))
  return !isMissing
}
