/**
 * What runners say and ask, by a token of the scope `runner`: they take runs, say how far they are, and what came of
 * them. Nothing that goes to a runner is a command: it knows names, and its owner's file knows what they stand for.
 */
import { Type } from 'typebox'
import { type Actor, actorName, actorOf } from '../account/actor.ts'
import type { Access } from '../account/role.ts'
import type { Room, Server } from '../http/context.ts'
import { answers } from '../http/problem.ts'
import { Refusal } from '../http/refusal.ts'
import { Id, Nothing, Text } from '../http/shapes.ts'
import { interfaceRoot } from '../http/version.ts'
import type { Place } from '../place.ts'
import { reportBytes } from '../rehearsal/push.ts'
import { reportShape } from '../rehearsal/report-shape.ts'
import { askForRehearsals } from '../rehearsal/schedule.ts'
import { leaseMs } from '../rehearsal/text.ts'
import { Plain } from '../rehearsal/wire-shape.ts'
import { claimedShape, claimedText } from './claimed.ts'
import { finishRun } from './finish.ts'

const closed = { additionalProperties: false }
const runners: Access = { kind: 'role', role: 'editor', scope: 'runner' }
const path = `${interfaceRoot}/runner`
const params = Type.Object({ id: Id('run') }, closed)
const Attempt = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })
const changedShape = Type.Object(
  { changed: Type.Boolean({ description: 'false when this was said before' }) },
  closed,
)

/** That a runner is still there is noted no more often than this. */
const seenEveryMs = 20_000

const byOf = (place: Place, actor: Actor) => ({
  organisation: place.organisation,
  actor: actorName(actor),
})

function comingRoutes(server: Server, place: Place): void {
  const { rehearsals } = place.ledger
  const hello = {
    operationId: 'helloRunner',
    summary: 'A runner says who it is and which clients it has',
    body: Type.Object(
      { name: Text(200), program: Text(200), clients: Type.Array(Text(200), { maxItems: 10_000 }) },
      closed,
    ),
    response: answers({ 200: Type.Object({ leaseSeconds: Type.Integer() }, closed) }),
  }
  server.post(`${path}/hello`, { config: { access: runners }, schema: hello }, async request => {
    const { name, program, clients } = request.body
    const by = byOf(place, actorOf(request))
    await rehearsals.noteRunner(by, { name, holder: by.actor, program, clients: [...new Set(clients)] })
    return { leaseSeconds: leaseMs / 1000 }
  })
  const claim = {
    operationId: 'claimRun',
    summary: 'The oldest run that waits and whose clients this runner has; 204 where there is none',
    body: Type.Object({ name: Text(200) }, closed),
    response: answers({ 200: claimedShape, 204: Nothing }),
  }
  server.post(`${path}/claim`, { config: { access: runners }, schema: claim }, async (request, reply) => {
    const by = byOf(place, actorOf(request))
    const { name } = request.body
    const runner = await rehearsals.findRunner(by.organisation, name)
    // Another token took the name over: what it has is not known any more.
    if (runner === undefined || runner.holder !== by.actor)
      throw new Refusal('server-conflict', 'This runner did not say hello with this token.')
    if (place.now() - runner.seenMs >= seenEveryMs) await rehearsals.seeRunner(by, name)
    const claimed = await rehearsals.claimRun(by, {
      runner: name,
      program: runner.program,
      holder: by.actor,
      clients: new Set(runner.clients),
      leaseMs,
    })
    if (claimed === undefined) return reply.code(204).send(null)
    return reply.code(200).send(await claimedText(place, claimed))
  })
}

function goingRoutes(server: Server, place: Place): void {
  const { rehearsals } = place.ledger
  const progress = {
    operationId: 'noteRun',
    summary: 'How far a run is; keeps it for this runner',
    params,
    body: Type.Object(
      { attempt: Attempt, share: Type.Number({ minimum: 0, maximum: 1 }), text: Plain(500) },
      closed,
    ),
    response: answers({ 204: Nothing }),
  }
  server.post(
    `${path}/runs/:id/progress`,
    { config: { access: runners }, schema: progress },
    async (request, reply) => {
      const by = byOf(place, actorOf(request))
      const { attempt, share, text } = request.body
      const held = { run: request.params.id, attempt, holder: by.actor }
      await rehearsals.noteRun(by, held, leaseMs, { share, said: text })
      return reply.code(204).send(null)
    },
  )
  const back = {
    operationId: 'giveBackRun',
    summary: 'A runner that ends gives a run back: it waits for another one',
    params,
    body: Type.Object({ attempt: Attempt }, closed),
    response: answers({ 204: Nothing }),
  }
  server.post(
    `${path}/runs/:id/give-back`,
    { config: { access: runners }, schema: back },
    async (request, reply) => {
      const by = byOf(place, actorOf(request))
      const { attempt } = request.body
      await rehearsals.giveBackRun(by, { run: request.params.id, attempt, holder: by.actor })
      return reply.code(204).send(null)
    },
  )
}

function endingRoutes(server: Server, place: Place): void {
  const finish = {
    operationId: 'finishRun',
    summary: 'What a run came to: whole or not at all, and the same only once',
    params,
    body: Type.Object({ attempt: Attempt, report: reportShape }, closed),
    response: answers({ 200: changedShape }),
  }
  server.post(
    `${path}/runs/:id/finish`,
    { config: { access: runners, streams: true }, bodyLimit: reportBytes, schema: finish },
    async request => {
      const by = byOf(place, actorOf(request))
      const { attempt, report } = request.body
      const held = { run: request.params.id, attempt, holder: by.actor }
      const changed = await finishRun(place, by, held, report)
      if (changed) await askForRehearsals(place)
      return { changed }
    },
  )
  const fail = {
    operationId: 'failRun',
    summary: 'Why a run came to nothing',
    params,
    body: Type.Object({ attempt: Attempt, reason: Plain(2000) }, closed),
    response: answers({ 200: changedShape }),
  }
  server.post(`${path}/runs/:id/fail`, { config: { access: runners }, schema: fail }, async request => {
    const by = byOf(place, actorOf(request))
    const { attempt, reason } = request.body
    const held = { run: request.params.id, attempt, holder: by.actor }
    const changed = await place.ledger.rehearsals.failRun(by, held, reason)
    if (changed) await askForRehearsals(place)
    return { changed }
  })
}

/** The protocol of runners. */
export const runnerRoom =
  (place: Place): Room =>
  server => {
    comingRoutes(server, place)
    goingRoutes(server, place)
    endingRoutes(server, place)
  }
