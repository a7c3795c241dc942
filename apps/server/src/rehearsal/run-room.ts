/** Runs of rehearsals: asked for, watched, ended, and read with their evidence. */
import type { ShownRunWhole } from '@foreseen/facts'
import type { RunOutcome, StoredRun } from '@foreseen/ledger'
import { Type } from 'typebox'
import { actorName, actorOf } from '../account/actor.ts'
import { type Access, anyReader } from '../account/role.ts'
import type { Room, Server } from '../http/context.ts'
import { answers } from '../http/problem.ts'
import { Refusal } from '../http/refusal.ts'
import { Id, timeText } from '../http/shapes.ts'
import { interfaceRoot } from '../http/version.ts'
import { pageQuery, pageShape } from '../listing/cursor.ts'
import { etagOf, sendTagged } from '../listing/etag.ts'
import { ledgerPage, pageText } from '../listing/ledger.ts'
import type { Place } from '../place.ts'
import { planParams } from './plan-room.ts'
import { runnerShape, runShape, runWholeShape } from './shape.ts'
import { releaseNames, runText } from './text.ts'

const closed = { additionalProperties: false }
const responders: Access = { kind: 'role', role: 'responder', scope: 'respond' }
const params = Type.Object({ id: Id('run') }, closed)

const nothing: RunOutcome = { answer: [], hosts: [], scenarios: [], sandbox: null }

/** A run with its matrix and all evidence. */
async function wholeText(place: Place, run: StoredRun): Promise<ShownRunWhole> {
  const { rehearsals } = place.ledger
  const outcome = (await rehearsals.readOutcome(run.id)) ?? nothing
  const results = await rehearsals.readClients(run.id)
  const names = await releaseNames(
    place,
    results.map(({ release }) => release),
  )
  return {
    ...runText(run, place.now()),
    hosts: outcome.hosts,
    scenarios: outcome.scenarios,
    sandbox: outcome.sandbox,
    sentences: outcome.answer,
    clients: results.map(({ rehearsed, release }) => ({
      rehearsed,
      release: names.get(release ?? '') ?? null,
    })),
  }
}

function listRoutes(server: Server, place: Place): void {
  const { ledger, organisation } = place
  const list = {
    operationId: 'listRuns',
    summary: 'Runs of rehearsals, newest first',
    querystring: Type.Object({ ...pageQuery, plan: Type.Optional(Id('pla')) }, closed),
    response: answers({ 200: pageShape(runShape) }),
  }
  server.get(`${interfaceRoot}/runs`, { config: { access: anyReader }, schema: list }, async request => {
    const { cursor: _cursor, limit: _limit, ...filters } = request.query
    const home = { list: 'runs', filters }
    const filter = { organisation, ...filters, ...ledgerPage(home, request.query) }
    const nowMs = place.now()
    return pageText(home, await ledger.rehearsals.listRuns(filter), run => runText(run, nowMs))
  })
  const runners = {
    operationId: 'listRunners',
    summary: 'Runners and when each was last heard of, by name',
    querystring: Type.Object(pageQuery, closed),
    response: answers({ 200: pageShape(runnerShape) }),
  }
  server.get(
    `${interfaceRoot}/runners`,
    { config: { access: anyReader }, schema: runners },
    async request => {
      const home = { list: 'runners', filters: {} }
      const page = await ledger.rehearsals.listRunners(organisation, ledgerPage(home, request.query))
      return pageText(home, page, ({ name, seenMs, program, clients }) => ({
        name,
        lastSeen: timeText(seenMs),
        program,
        clients: [...clients],
      }))
    },
  )
}

function wholeRoute(server: Server, place: Place): void {
  const schema = {
    operationId: 'readRun',
    summary: 'One run with its matrix and the evidence of each cell',
    params,
    response: answers({ 200: runWholeShape }),
  }
  server.get(
    `${interfaceRoot}/runs/:id`,
    { config: { access: anyReader }, schema },
    async (request, reply) => {
      const run = await place.ledger.rehearsals.getRun(place.organisation, request.params.id)
      // Written out here: serialising by a schema with choices costs more than all the rest.
      const text = JSON.stringify(await wholeText(place, run))
      reply.type('application/json; charset=utf-8')
      return sendTagged(request, reply, etagOf(text), text)
    },
  )
}

function changingRoutes(server: Server, place: Place): void {
  const { ledger, organisation } = place
  const ask = {
    operationId: 'askRun',
    summary: 'Have a plan rehearsed; while a run waits or goes on, that one is answered',
    params: planParams,
    response: answers({ 202: runShape }),
  }
  server.post(
    `${interfaceRoot}/rehearsal-plans/:id/runs`,
    { config: { access: responders }, schema: ask },
    async (request, reply) => {
      const by = { organisation, actor: actorName(actorOf(request)) }
      const { id } = await ledger.rehearsals.askRun(by, request.params.id)
      return reply.code(202).send(runText(await ledger.rehearsals.getRun(organisation, id), place.now()))
    },
  )
  const cancel = {
    operationId: 'cancelRun',
    summary: 'End a run that waits or goes on',
    params,
    response: answers({ 200: runShape }),
  }
  server.post(
    `${interfaceRoot}/runs/:id/cancel`,
    { config: { access: responders }, schema: cancel },
    async request => {
      const actor = actorOf(request)
      const { id } = request.params
      const by = { organisation, actor: actorName(actor) }
      const changed = await ledger.rehearsals.cancelRun(
        by,
        id,
        `Ended by ${actor.person?.name ?? 'a program'}.`,
      )
      const run = await ledger.rehearsals.getRun(organisation, id)
      if (!changed) throw new Refusal('server-conflict', `The run is ${run.state} by now.`)
      return runText(run, place.now())
    },
  )
}

/** Runs and runners. */
export const rehearsalRunRoom =
  (place: Place): Room =>
  server => {
    listRoutes(server, place)
    wholeRoute(server, place)
    changingRoutes(server, place)
  }
