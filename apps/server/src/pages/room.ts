import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import fastifyStatic from '@fastify/static'
import { open } from '../account/role.ts'
import type { Room } from '../http/context.ts'
import { StartFailure } from '../http/refusal.ts'

const index = 'index.html'
/** The longest that caches take seriously (RFC 9111 names none). */
const yearMs = 31_536_000_000

/** Names of built files hold a digest of their content, so what was fetched once stays true. */
const hashed = /-[\w-]{8}\.[a-z0-9.]+$/

/**
 * A page's address as against a file's: pages have no ending. What has one and is not there is a 404, so that a
 * missing script does not come as a page.
 */
const isPage = (path: string): boolean =>
  path !== '/api' && !path.startsWith('/api/') && !(path.split('/').at(-1) ?? '').includes('.')

/** Directory of built pages, checked at the start. Errors: `server-bad-option`. */
export function demandPages(directory: string): string {
  const place = resolve(directory)
  if (existsSync(join(place, index))) return place
  throw new StartFailure(
    'server-bad-option',
    `There are no pages in ${place}: no ${index}. Build them first (npm run build -w apps/web), or leave the pages out.`,
  )
}

/**
 * Pages for the team as built by `apps/web`: each path that is not of the interface and has no ending answers the same
 * document, whose router finds the page. Files come compressed where the build made them so and the caller takes it.
 * Errors: `server-bad-option`.
 */
export const pagesRoom = (directory: string): Room => {
  const root = demandPages(directory)
  return server => {
    server.register(fastifyStatic, {
      root,
      prefix: '/assets/',
      serve: false,
      preCompressed: true,
      dotfiles: 'ignore',
      index: false,
    })
    const route = { config: { access: open }, schema: { hide: true } }
    server.get('/assets/:name', route, (request, reply) => {
      const name = request.url.split('?', 1)[0] ?? ''
      const rules = hashed.test(name) ? { maxAge: yearMs, immutable: true } : { maxAge: 0, immutable: false }
      return reply.header('vary', 'accept-encoding').sendFile(name, root, rules)
    })
    server.get('/mark.svg', route, (_request, reply) =>
      reply.sendFile('mark.svg', root, { maxAge: 86_400_000 }),
    )
    server.get('/*', route, (request, reply) => {
      if (!isPage(request.url.split('?', 1)[0] ?? '')) return reply.callNotFound()
      return reply
        .headers({ 'cache-control': 'no-cache', vary: 'accept-encoding' })
        .sendFile(index, root, { cacheControl: false })
    })
  }
}
