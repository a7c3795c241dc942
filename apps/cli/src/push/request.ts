/** One request to a server, its body written as it is made, its answer bounded. */
import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { getCACertificates } from 'node:tls'
import type { PushTarget } from '../options/push.ts'
import { programVersion } from '../version.ts'

export interface Sent {
  /** Below `/api/v1`, with its query. */
  readonly path: string
  readonly type: string
  /** Made anew for each try. */
  readonly body: () => Iterable<string>
}

export interface Answer {
  readonly status: number
  /** Seconds that the server asks to wait; `undefined` where it does not. */
  readonly retryAfterS: number | undefined
  /** As JSON; `undefined` where it is none. */
  readonly body: unknown
}

/** Nothing came or went for so long: the connection is dead. */
const idleMs = 120_000
const answerBytes = 4 << 20

/** The system's own store, Node's, and what was given: an internal CA is often in one of them alone. */
const trustOf = (serverCa: string): string[] => [
  ...getCACertificates('default'),
  ...getCACertificates('system'),
  ...(serverCa === '' ? [] : [serverCa]),
]

function open({ server, token, serverCa }: PushTarget, { path, type }: Sent): ClientRequest {
  const url = new URL(`${server}/api/v1${path}`)
  const options = {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': type,
      accept: 'application/json',
      'user-agent': `foreseen/${programVersion()}`,
      connection: 'close',
    },
    timeout: idleMs,
    agent: false,
  } as const
  return url.protocol === 'https:'
    ? requestHttps(url, { ...options, ca: trustOf(serverCa) })
    : requestHttp(url, options)
}

/** Pieces of some 64 kB: fewer calls than lines. */
function* pieces(parts: Iterable<string>): Generator<string> {
  let held = ''
  for (const part of parts) {
    held += part
    if (held.length < 65_536) continue
    yield held
    held = ''
  }
  if (held !== '') yield held
}

/** There is room again, or nobody reads any more. */
const drained = (request: ClientRequest): Promise<void> =>
  new Promise(resolve => {
    const end = (): void => {
      request.off('drain', end).off('close', end)
      resolve()
    }
    request.once('drain', end).once('close', end)
  })

/** Writes as fast as the server reads; stops where it has answered, since then it reads no more. */
async function write(request: ClientRequest, body: Iterable<string>, isOver: () => boolean): Promise<void> {
  for (const piece of pieces(body)) {
    if (isOver()) return
    if (!request.write(piece)) await drained(request)
  }
  request.end()
}

async function read(response: IncomingMessage): Promise<unknown> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response) {
    size += part.length
    if (size > answerBytes) break
    parts.push(part)
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'))
  } catch {
    return undefined
  }
}

/** Sends once. Throws what the network says where there is no answer. */
export async function sendOnce(target: PushTarget, sent: Sent): Promise<Answer> {
  const request = open(target, sent)
  let isOver = false
  const answered = new Promise<Answer>((resolve, reject) => {
    request.once('response', response => {
      isOver = true
      const { statusCode = 0, headers } = response
      const wait = Number(headers['retry-after'] ?? Number.NaN)
      const retryAfterS = Number.isFinite(wait) ? wait : undefined
      read(response)
        .then(body => resolve({ status: statusCode, retryAfterS, body }))
        .catch(reject)
        .finally(() => request.destroy())
    })
    request.once('timeout', () => request.destroy(new Error('nothing came for two minutes')))
    // A server that refuses early closes while we write: its answer, if it came, is what counts.
    request.on('error', error => {
      if (!isOver) reject(error)
    })
    request.once('close', () => {
      if (!isOver) reject(new Error('the connection ended'))
    })
  })
  answered.catch(() => {})
  await write(request, sent.body(), () => isOver || request.destroyed)
  return await answered
}
