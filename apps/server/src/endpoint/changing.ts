import { parseEndpoint, starttlsProtocols } from '@foreseen/facts'
import type { By } from '@foreseen/ledger'
import type { FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { actorName, actorOf } from '../account/actor.ts'
import type { Access } from '../account/role.ts'
import { askForForecast } from '../forecast/ask.ts'
import type { Server } from '../http/context.ts'
import { answers } from '../http/problem.ts'
import { Refusal } from '../http/refusal.ts'
import { Id, Nothing } from '../http/shapes.ts'
import { interfaceRoot } from '../http/version.ts'
import { demandMatch, etagOf, sendTagged } from '../listing/etag.ts'
import { scheduleLook } from '../observation/schedule.ts'
import type { Place } from '../place.ts'
import { parsePlan, sentPlanShape } from './plan.ts'
import { endpointWholeShape, endpointWholeText } from './shape.ts'

const closed = { additionalProperties: false }

export const editors: Access = { kind: 'role', role: 'editor', scope: 'push' }
/** Whoever acts in an incident asks for a look. */
const responders: Access = { kind: 'role', role: 'responder', scope: 'respond' }

const params = Type.Object({ id: Id('end') }, closed)

export const byOf = ({ organisation }: Place, request: FastifyRequest): By => ({
  organisation,
  actor: actorName(actorOf(request)),
})

function addingRoute(server: Server, place: Place): void {
  const body = Type.Object(
    {
      name: Type.String({
        minLength: 1,
        maxLength: 2048,
        description: 'HOST, HOST:PORT, [ADDRESS]:PORT or a URL',
      }),
      starttls: Type.Optional(
        Type.Enum([...starttlsProtocols, 'none', ''], {
          description: 'How TLS begins; follows from scheme and port when left out or empty',
        }),
      ),
    },
    closed,
  )
  const response = answers({ 200: endpointWholeShape, 201: endpointWholeShape })
  server.post(
    `${interfaceRoot}/endpoints`,
    {
      config: { access: editors },
      schema: { operationId: 'addEndpoint', summary: 'Look at an endpoint from now on', body, response },
    },
    async (request, reply) => {
      const { name, starttls = '' } = request.body
      const parsed = parseEndpoint(name, starttls === '' ? undefined : starttls)
      if (!parsed.ok)
        throw new Refusal('server-invalid', 'One part of the request is wrong.', {
          parts: parsed.problems.map(({ detail }) => ({ at: 'body/name', detail })),
        })
      const { ledger, organisation } = place
      const { id, changed } = await ledger.endpoints.ensure(byOf(place, request), parsed.value)
      if (changed) {
        await scheduleLook(place, await ledger.endpoints.get(id), place.now())
        await askForForecast(place)
      }
      const whole = await endpointWholeText(ledger, organisation, id)
      reply.header('location', `${interfaceRoot}/endpoints/${id}`)
      return reply.code(changed ? 201 : 200).send(whole)
    },
  )
}

function endingRoute(server: Server, place: Place): void {
  const ending = { operationId: 'endEndpoint', summary: 'Look at it no longer; what was seen stays', params }
  server.delete(
    `${interfaceRoot}/endpoints/:id`,
    { config: { access: editors }, schema: { ...ending, response: answers({ 204: Nothing }) } },
    async (request, reply) => {
      if (await place.ledger.endpoints.end(byOf(place, request), request.params.id))
        await askForForecast(place)
      return reply.code(204).send(null)
    },
  )
}

function planRoutes(server: Server, place: Place): void {
  const { ledger, organisation } = place
  const planning = {
    operationId: 'planRenewal',
    summary: 'Say how it is renewed; with If-Match only if nobody else changed the endpoint',
    params,
    body: sentPlanShape,
  }
  const path = `${interfaceRoot}/endpoints/:id/plan`
  server.put(
    path,
    { config: { access: editors }, schema: { ...planning, response: answers({ 200: endpointWholeShape }) } },
    async (request, reply) => {
      const { id } = request.params
      const plan = parsePlan(request.body)
      const known = await endpointWholeText(ledger, organisation, id)
      if (request.headers['if-match'] !== undefined) demandMatch(request, etagOf(known))
      const changed = await ledger.endpoints.planRenewal(byOf(place, request), id, plan)
      if (changed) await askForForecast(place)
      const body = changed ? await endpointWholeText(ledger, organisation, id) : known
      return sendTagged(request, reply, etagOf(body), body)
    },
  )
  const removing = { operationId: 'removeRenewalPlan', summary: 'Take the plan away', params }
  server.delete(
    path,
    { config: { access: editors }, schema: { ...removing, response: answers({ 204: Nothing }) } },
    async (request, reply) => {
      const { id } = request.params
      if (await ledger.endpoints.removePlan(byOf(place, request), id)) await askForForecast(place)
      return reply.code(204).send(null)
    },
  )
}

function lookingRoute(server: Server, place: Place): void {
  const asked = Type.Object({ job: Type.String() }, closed)
  const looking = { operationId: 'lookAtEndpoint', summary: 'Look at it now', params }
  server.post(
    `${interfaceRoot}/endpoints/:id/look`,
    { config: { access: responders }, schema: { ...looking, response: answers({ 202: asked }) } },
    async (request, reply) => {
      const endpoint = await place.ledger.endpoints.get(request.params.id)
      if (endpoint.endedMs !== undefined)
        throw new Refusal('server-conflict', 'The endpoint is no longer looked at; add it again.')
      const job = await scheduleLook(place, endpoint, place.now())
      return reply.code(202).send({ job })
    },
  )
}

/** Routes that change endpoints and their plans. */
export function changingRoutes(server: Server, place: Place): void {
  addingRoute(server, place)
  endingRoute(server, place)
  planRoutes(server, place)
  lookingRoute(server, place)
}
