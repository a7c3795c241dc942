import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '../http/refusal.ts'

/** Entity tags (RFC 9110, section 8.8.3): strong, of the content itself. */

/** The tag of a text, or of a value by its JSON. */
export function etagOf(content: unknown): string {
  const text = typeof content === 'string' ? content : JSON.stringify(content)
  return `"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"`
}

/** Tags of a header, at most 50; `*` stays itself. A proxy that compresses makes a strong tag weak. */
function tagsOf(header: string | undefined): string[] {
  if (header === undefined || header.length > 4000) return []
  if (header.trim() === '*') return ['*']
  return [...header.matchAll(/(?:W\/)?("[!#-~\u0080-ÿ]*")/g)].slice(0, 50).map(match => match[1] ?? '')
}

/** Whether the client has this already (`If-None-Match`: weak comparison). */
export function isUnmodified(request: FastifyRequest, etag: string): boolean {
  const tags = tagsOf(request.headers['if-none-match'])
  return tags.includes('*') || tags.includes(etag)
}

/** Sends a body with its tag, or 304 to whom has it. The client may keep it, and asks each time. */
export function sendTagged(
  request: FastifyRequest,
  reply: FastifyReply,
  etag: string,
  body: unknown,
): FastifyReply {
  reply.header('etag', etag).header('cache-control', 'private, no-cache')
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  if (!isRead || !isUnmodified(request, etag)) return reply.send(body)
  return reply.removeHeader('content-type').code(304).send()
}

/**
 * A change is made only to the state that its sender has seen. A weak tag never matches (RFC 9110, section 13.1.1).
 * Errors: `server-match-missing`, `server-changed`.
 */
export function demandMatch(request: FastifyRequest, etag: string): void {
  const header = request.headers['if-match']
  if (header === undefined) throw new Refusal('server-match-missing', 'The header If-Match is missing.')
  const isWeak = /(^|,)\s*W\//.test(header)
  const tags = tagsOf(header)
  if (tags.includes('*') || (!isWeak && tags.includes(etag))) return
  throw new Refusal('server-changed', 'If-Match names another state than the present one.')
}
