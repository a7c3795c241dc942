import type { Ledger } from '@foreseen/ledger'
import { Type } from 'typebox'
import { anyReader } from '../account/role.ts'
import type { Room, Server } from '../http/context.ts'
import { answers } from '../http/problem.ts'
import { Id, Name, Text } from '../http/shapes.ts'
import { interfaceRoot } from '../http/version.ts'
import { pageQuery, pageShape } from '../listing/cursor.ts'
import { etagOf, sendTagged } from '../listing/etag.ts'
import { ledgerPage, pageText } from '../listing/ledger.ts'
import { releaseShape, releaseText, releaseWholeShape, Support, wholeText } from './shape.ts'
import { noStanding } from './standing.ts'

const closed = { additionalProperties: false }

const query = Type.Object(
  {
    ...pageQuery,
    product: Type.Optional(Id('pro')),
    support: Type.Optional(Support),
    query: Type.Optional(Text(300, { description: 'Part of a product, a version or a platform' })),
  },
  closed,
)
const products = Type.Object(pageQuery, closed)
export const releaseParams = Type.Object({ id: Id('rel') }, closed)

function listRoutes(server: Server, ledger: Ledger, organisation: string): void {
  const list = { operationId: 'listReleases', summary: 'Releases, oldest first', querystring: query }
  server.get(
    `${interfaceRoot}/releases`,
    {
      config: { access: anyReader },
      schema: { ...list, response: answers({ 200: pageShape(releaseShape) }) },
    },
    async (request, reply) => {
      const { cursor: _cursor, limit: _limit, ...filters } = request.query
      const { query: text, ...exact } = filters
      const home = { list: 'releases', filters }
      const page = await ledger.releases.list({
        organisation,
        ...exact,
        ...(text === undefined ? {} : { text }),
        ...ledgerPage(home, request.query),
      })
      const ids = page.items.map(({ id }) => id)
      const standings = await ledger.forecasts.standings(organisation, 'release', ids)
      const body = pageText(home, page, row => releaseText(row, standings.get(row.id) ?? noStanding))
      return sendTagged(request, reply, etagOf(body), body)
    },
  )
  const names = { operationId: 'listProducts', summary: 'Products, by name', querystring: products }
  server.get(
    `${interfaceRoot}/products`,
    { config: { access: anyReader }, schema: { ...names, response: answers({ 200: pageShape(Name) }) } },
    async (request, reply) => {
      const home = { list: 'products', filters: {} }
      const page = await ledger.releases.pageProducts(organisation, ledgerPage(home, request.query))
      const body = pageText(home, page, ({ id, name }) => ({ id, name }))
      return sendTagged(request, reply, etagOf(body), body)
    },
  )
}

/** Releases, oldest first, and one of them with everything known of it. */
export const releaseRoom =
  (ledger: Ledger, organisation: string): Room =>
  server => {
    listRoutes(server, ledger, organisation)
    const one = {
      operationId: 'readRelease',
      summary: 'One release with everything known of it',
      params: releaseParams,
    }
    server.get(
      `${interfaceRoot}/releases/:id`,
      { config: { access: anyReader }, schema: { ...one, response: answers({ 200: releaseWholeShape }) } },
      async (request, reply) => {
        const body = await wholeText(ledger, organisation, request.params.id)
        return sendTagged(request, reply, etagOf(body), body)
      },
    )
  }
