/** A server for tests: accounts in memory, a clock that stands until it is moved, hashing that costs little. */
import { randomBytes } from 'node:crypto'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { makeOwnerLink } from '../src/account/setup.ts'
import type { RawServerOptions } from '../src/http/options.ts'
import { createServer, type ServerParts } from '../src/http/server.ts'
import { type Memory, memoryAccounts } from './account/memory.ts'

export const cheap = { memoryKib: 64, passes: 1, parallelism: 1 }
/** Answers of these go on until somebody ends them: they are asked for over a socket only (`tests/change`). */
export const lasting: readonly string[] = ['/api/v1/changes']

export const password = 'correct horse battery'

export interface Fixture {
  readonly server: FastifyInstance
  readonly store: Memory
  /** Lines of the log. */
  readonly log: string[]
  readonly clock: { ms: number }
  /** Calls as a program or a page would; the answer's body is parsed where it is JSON. */
  call(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | 'OPTIONS',
    url: string,
    more?: { body?: unknown; headers?: Record<string, string>; as?: Caller | undefined },
  ): Promise<Answer>
  ownerLink(): Promise<string>
  /** Makes the first owner and answers with the session. */
  owner(): Promise<Caller>
  signIn(email: string, password: string): Promise<Caller>
  /** Invites somebody, takes the invitation up, and answers with the session. */
  join(owner: Caller, role: string): Promise<Caller>
}

export interface Caller {
  readonly headers: Record<string, string>
}

export interface Answer {
  readonly status: number
  readonly headers: Record<string, string | string[] | number | undefined>
  readonly text: string
  at(...path: (string | number)[]): unknown
}

export function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  let part: unknown = value
  for (const key of path)
    part = typeof part === 'object' && part !== null ? Reflect.get(part, key) : undefined
  return part
}

export const textAt = (answer: Answer, ...path: (string | number)[]): string => String(answer.at(...path))

function answerOf(response: { statusCode: number; headers: object; payload: string }): Answer {
  const headers: Answer['headers'] = { ...response.headers }
  const isJson = response.payload !== '' && /json/.test(String(headers['content-type']))
  const json = isJson ? JSON.parse(response.payload) : undefined
  return {
    status: response.statusCode,
    headers,
    text: response.payload,
    at: (...path) => valueAt(json, path),
  }
}

export function callerOf(answer: Answer): Caller {
  const cookie = String(answer.headers['set-cookie']).split(';')[0] ?? ''
  return { headers: { cookie, 'x-csrf-token': textAt(answer, 'csrfToken') } }
}

export async function open(
  raw: RawServerOptions = {},
  more: Partial<ServerParts> & { memory?: Memory['rows']; clock?: { ms: number } } = {},
): Promise<Fixture> {
  const clock = more.clock ?? { ms: Date.UTC(2026, 10, 23) }
  const now = () => clock.ms
  const store = memoryAccounts(now, more.memory)
  const log: string[] = []
  let joined = 0
  const { memory: _memory, clock: _clock, ...parts } = more
  const server = createServer(
    {
      accounts: store,
      checks: [],
      rooms: [],
      now,
      random: size => randomBytes(size),
      timers: { setTimeout, clearTimeout: handle => clearTimeout(handle as NodeJS.Timeout) },
      version: '0.0.0-test',
      log: { write: line => void log.push(line) },
      ...parts,
    },
    { passwords: cheap, ...raw },
  )
  await server.ready()
  const call: Fixture['call'] = async (method, url, { body, headers, as } = {}) => {
    const options: InjectOptions = { method, url, headers: { ...as?.headers, ...headers } }
    if (body !== undefined) options.payload = body as object
    return answerOf(await server.inject(options))
  }
  const ownerLink = async () =>
    String(await makeOwnerLink(more.accounts ?? store, now, size => randomBytes(size)))
  return {
    server,
    store,
    log,
    clock,
    call,
    ownerLink,
    owner: async () => {
      const body = { link: await ownerLink(), email: 'owner@example.test', name: 'Olga', password }
      return callerOf(await call('POST', '/api/v1/setup', { body }))
    },
    signIn: async (email, secret) =>
      callerOf(await call('POST', '/api/v1/session', { body: { email, password: secret } })),
    join: async (owner, role) => {
      const body = { email: `${role}-${joined++}@example.test`, name: role, role }
      const invited = await call('POST', '/api/v1/people', { body, as: owner })
      const link = textAt(invited, 'invitation', 'link')
      return callerOf(await call('POST', '/api/v1/invitations', { body: { link, password } }))
    },
  }
}
