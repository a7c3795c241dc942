import { Type } from 'typebox'
import { anyReader } from '../account/role.ts'
import type { Room, Server } from '../http/context.ts'
import { answers } from '../http/problem.ts'
import { Id, Text } from '../http/shapes.ts'
import { interfaceRoot } from '../http/version.ts'
import { pageQuery, pageShape } from '../listing/cursor.ts'
import { etagOf, sendTagged } from '../listing/etag.ts'
import { ledgerPage, pageText } from '../listing/ledger.ts'
import { parseSort, sortQuery } from '../listing/sort.ts'
import type { Place } from '../place.ts'
import { changingRoutes } from './changing.ts'
import {
  chainShape,
  chainText,
  endpointShape,
  endpointText,
  endpointWholeShape,
  endpointWholeText,
  intervalShape,
  intervalText,
} from './shape.ts'

const closed = { additionalProperties: false }

const sorts = ['name', 'notAfter'] as const

const query = Type.Object(
  {
    ...pageQuery,
    query: Type.Optional(Text(300, { description: 'Part of host:port' })),
    ended: Type.Optional(Type.Boolean({ description: 'Also those that are no longer looked at' })),
    state: Type.Optional(Type.Enum(['served', 'failed', 'unseen'])),
    sort: sortQuery(sorts),
  },
  closed,
)

const params = Type.Object({ id: Id('end') }, closed)

function listRoute(server: Server, { ledger, organisation }: Place): void {
  const list = {
    operationId: 'listEndpoints',
    summary: 'Endpoints, by host and port unless told',
    querystring: query,
  }
  server.get(
    `${interfaceRoot}/endpoints`,
    {
      config: { access: anyReader },
      schema: { ...list, response: answers({ 200: pageShape(endpointShape) }) },
    },
    async (request, reply) => {
      const { cursor: _cursor, limit: _limit, ...filters } = request.query
      const { query: text, sort, ...exact } = filters
      const [key] = parseSort(sort, sorts, [{ field: 'name', direction: 'asc' }])
      const home = { list: 'endpoints', filters }
      const page = await ledger.endpoints.list({
        organisation,
        ...exact,
        order: key?.field === 'notAfter' ? 'ending' : 'name',
        descending: key?.direction === 'desc',
        ...(text === undefined ? {} : { text }),
        ...ledgerPage(home, request.query),
      })
      const ids = page.items.map(({ id }) => id)
      const standings = await ledger.forecasts.standings(organisation, 'endpoint', ids)
      const body = pageText(home, page, row => endpointText(row, standings.get(row.id)))
      return sendTagged(request, reply, etagOf(body), body)
    },
  )
}

function oneRoute(server: Server, { ledger, organisation }: Place): void {
  const one = { operationId: 'readEndpoint', summary: 'One endpoint and what it serves now', params }
  server.get(
    `${interfaceRoot}/endpoints/:id`,
    { config: { access: anyReader }, schema: { ...one, response: answers({ 200: endpointWholeShape }) } },
    async (request, reply) => {
      const body = await endpointWholeText(ledger, organisation, request.params.id)
      return sendTagged(request, reply, etagOf(body), body)
    },
  )
}

function intervalRoute(server: Server, { ledger }: Place): void {
  const list = {
    operationId: 'listIntervals',
    summary: 'What an endpoint served from when to when, newest first',
    params,
    querystring: Type.Object(pageQuery, closed),
  }
  server.get(
    `${interfaceRoot}/endpoints/:id/intervals`,
    {
      config: { access: anyReader },
      schema: { ...list, response: answers({ 200: pageShape(intervalShape) }) },
    },
    async (request, reply) => {
      const { id } = await ledger.endpoints.get(request.params.id)
      const home = { list: 'intervals', filters: { id } }
      const page = await ledger.endpoints.listIntervals(id, ledgerPage(home, request.query))
      const body = pageText(home, page, intervalText)
      return sendTagged(request, reply, etagOf(body), body)
    },
  )
}

function chainRoute(server: Server, { ledger }: Place): void {
  const digest = Type.Object({ sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }) }, closed)
  const chain = { operationId: 'readChain', summary: 'A chain in the order sent', params: digest }
  server.get(
    `${interfaceRoot}/chains/:sha256`,
    { config: { access: anyReader }, schema: { ...chain, response: answers({ 200: chainShape }) } },
    async (request, reply) => {
      const body = await chainText(ledger, request.params.sha256)
      return sendTagged(request, reply, etagOf(body), body)
    },
  )
}

/** Endpoints, what each serves and served, and how each is renewed. */
export const endpointRoom =
  (place: Place): Room =>
  server => {
    listRoute(server, place)
    oneRoute(server, place)
    intervalRoute(server, place)
    chainRoute(server, place)
    changingRoutes(server, place)
  }
