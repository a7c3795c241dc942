import type { IncomingMessage } from 'node:http'
import type { Cast, PlainAnswer } from '../parts.ts'
import type { Connection } from './admission.ts'
import { type Answer, answerBytes, answerRequest } from './answers.ts'
import { printable } from './client-hello.ts'
import { canonicalHost } from './hosts.ts'

/** A path is kept to this length; a body that asks for a certificate's state has a few hundred bytes. */
const maxPathLength = 200
const maxAgentLength = 200
const maxBodyBytes = 65_536

/** Path of a request target for an event: without query, printable, cut. */
export function shownPath(target: string): string {
  const path = target.replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/[?#].*$/s, '')
  return printable(Buffer.from(path === '' ? '/' : path, 'latin1'), maxPathLength)
}

/** A user agent for an event: printable, cut. */
export const shownAgent = (agent: string | undefined): string =>
  (agent ?? '').replace(/[^\x20-\x7e]/g, '?').slice(0, maxAgentLength)

/** Answers a request without TLS, its host taken from the absolute address, the header, or the address meant. */
export async function answerPlain(
  scenery: { readonly cast: Cast; readonly answersDir: string },
  connection: Connection,
  meant: string,
  request: IncomingMessage,
): Promise<Answer> {
  const { method = '', url = '' } = request
  const named = /^[a-z]+:\/\/(?:[^/@]*@)?([^/?#]*)/i.exec(url)?.[1] ?? request.headers.host ?? meant
  const host = canonicalHost(named.replace(/:\d+$/, '')).slice(0, 255)
  const target = url.replace(/^[a-z]+:\/\/[^/?#]*/i, '')
  connection.emit({
    kind: 'plain',
    host: printable(Buffer.from(host, 'latin1'), 255),
    path: shownPath(target),
  })
  const body = await readBody(request)
  const staged = await askCast(scenery.cast, host, method, target, body)
  if (staged !== undefined) return answerBytes(staged.status, staged.type, staged.body)
  return answerRequest(scenery.answersDir, method, target)
}

const nothing: PlainAnswer = {
  status: 500,
  type: 'text/plain; charset=utf-8',
  body: Buffer.from('no answer\n'),
}

/** An answer that cannot be made is one to the client, and no end of the stage. */
async function askCast(
  cast: Cast,
  host: string,
  method: string,
  target: string,
  body: Uint8Array,
): Promise<PlainAnswer | undefined> {
  try {
    return await cast.answer(host, method, target === '' ? '/' : target, body)
  } catch {
    return nothing
  }
}

async function readBody(request: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of request) {
      if (!(chunk instanceof Buffer)) continue
      size += chunk.length
      if (size > maxBodyBytes) break
      chunks.push(chunk)
    }
  } catch {
    return new Uint8Array()
  }
  return Buffer.concat(chunks).subarray(0, maxBodyBytes)
}
