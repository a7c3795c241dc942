import { Type } from 'typebox'
import { anyReader } from '../account/role.ts'
import type { Room, Server } from '../http/context.ts'
import { answers } from '../http/problem.ts'
import { Refusal } from '../http/refusal.ts'
import { Id } from '../http/shapes.ts'
import { interfaceRoot } from '../http/version.ts'
import { pageQuery, pageShape } from '../listing/cursor.ts'
import { etagOf, sendTagged } from '../listing/etag.ts'
import { ledgerPage, pageText } from '../listing/ledger.ts'
import type { Place } from '../place.ts'
import { askForForecast } from './ask.ts'
import { inputsRoute } from './inputs-room.ts'
import { forecastShape, lineShape, lineWholeShape, Outcome, timelineShape } from './shape.ts'
import { forecastText, lineText, lineWholeText, releasesOf } from './text.ts'
import { timelineOf } from './timeline.ts'

const closed = { additionalProperties: false }
const path = `${interfaceRoot}/forecasts`

const params = Type.Object({ id: Id('for') }, closed)

/** A forecast of this organisation. Errors: `server-not-found`. */
async function demandForecast({ ledger, organisation }: Place, id: string) {
  const found = await ledger.forecasts.find(organisation, id)
  if (found === undefined) throw new Refusal('server-not-found', 'There is no forecast with this identifier.')
  return found
}

function timelineRoute(server: Server, place: Place): void {
  const query = Type.Object(
    {
      release: Type.Optional(Id('rel')),
      endpoint: Type.Optional(Id('end')),
      product: Type.Optional(Id('pro')),
      horizonDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 7300 })),
    },
    closed,
  )
  const schema = {
    operationId: 'readTimeline',
    summary: 'The newest forecast, gravest lines first, at most 2,000, and the days across them',
    querystring: query,
  }
  server.get(
    `${interfaceRoot}/timeline`,
    { config: { access: anyReader }, schema: { ...schema, response: answers({ 200: timelineShape }) } },
    async (request, reply) => {
      const body = await timelineOf(place, request.query)
      return sendTagged(request, reply, etagOf(body), body)
    },
  )
}

function makingRoute(server: Server, place: Place): void {
  const asked = Type.Object({ job: Type.String() }, closed)
  server.post(
    path,
    {
      config: { access: { kind: 'role', role: 'responder', scope: 'respond' } },
      schema: {
        operationId: 'askForForecast',
        summary: 'Make a forecast of what is known now',
        response: answers({ 202: asked }),
      },
    },
    async (_request, reply) => reply.code(202).send({ job: await askForForecast(place) }),
  )
}

function listRoutes(server: Server, place: Place): void {
  const { ledger, organisation } = place
  const query = Type.Object(pageQuery, closed)
  const list = { operationId: 'listForecasts', summary: 'Forecasts, newest first', querystring: query }
  server.get(
    path,
    {
      config: { access: anyReader },
      schema: { ...list, response: answers({ 200: pageShape(forecastShape) }) },
    },
    async (request, reply) => {
      const home = { list: 'forecasts', filters: {} }
      const page = await ledger.forecasts.list(organisation, ledgerPage(home, request.query))
      const body = pageText(home, page, forecastText)
      return sendTagged(request, reply, etagOf(body), body)
    },
  )
  const one = { operationId: 'readForecast', summary: 'One forecast', params }
  server.get(
    `${path}/:id`,
    { config: { access: anyReader }, schema: { ...one, response: answers({ 200: forecastShape }) } },
    async (request, reply) => {
      const body = forecastText(await demandForecast(place, request.params.id))
      return sendTagged(request, reply, etagOf(body), body)
    },
  )
}

const lineQuery = Type.Object(
  {
    ...pageQuery,
    outcome: Type.Optional(Outcome),
    release: Type.Optional(Id('rel')),
    endpoint: Type.Optional(Id('end')),
  },
  closed,
)

function lineRoutes(server: Server, place: Place): void {
  const { ledger } = place
  const list = {
    operationId: 'listForecastLines',
    summary: 'What a forecast says of each release at each endpoint that it meets, gravest first',
    params,
    querystring: lineQuery,
  }
  server.get(
    `${path}/:id/lines`,
    { config: { access: anyReader }, schema: { ...list, response: answers({ 200: pageShape(lineShape) }) } },
    async (request, reply) => {
      const { id } = await demandForecast(place, request.params.id)
      const { cursor: _cursor, limit: _limit, ...filters } = request.query
      const home = { list: `forecast ${id}`, filters }
      const page = await ledger.forecasts.listLines(id, { ...filters, ...ledgerPage(home, request.query) })
      const releases = await releasesOf(place, page.items)
      const body = pageText(home, page, line => lineText(line, releases))
      return sendTagged(request, reply, etagOf(body), body)
    },
  )
  const ordinal = Type.Integer({ minimum: 0, maximum: 100_000_000 })
  const one = {
    operationId: 'readForecastLine',
    summary: 'One line with its reasons, its evidence and what was measured',
    params: Type.Object({ id: Id('for'), ordinal }, closed),
  }
  server.get(
    `${path}/:id/lines/:ordinal`,
    { config: { access: anyReader }, schema: { ...one, response: answers({ 200: lineWholeShape }) } },
    async (request, reply) => {
      const { id } = await demandForecast(place, request.params.id)
      const line = await ledger.forecasts.readLine(id, request.params.ordinal)
      if (line === undefined) throw new Refusal('server-not-found', 'The forecast has no such line.')
      const body = await lineWholeText(place, id, line)
      return sendTagged(request, reply, etagOf(body), body)
    },
  )
}

/** Forecasts as they were made and kept, the timeline, and what a page needs to work one out again. */
export const forecastRoom =
  (place: Place): Room =>
  server => {
    timelineRoute(server, place)
    makingRoute(server, place)
    listRoutes(server, place)
    lineRoutes(server, place)
    inputsRoute(server, place)
  }
