/** What is rehearsed: names of hosts, clients and scenarios. What they stand for is in the files of runners alone. */
import { formatEndpoint, parseEndpoint } from '@foreseen/facts'
import { LedgerFailure, type StoredPlan } from '@foreseen/ledger'
import { type Static, Type } from 'typebox'
import { actorName, actorOf } from '../account/actor.ts'
import { type Access, anyReader } from '../account/role.ts'
import type { Room, Server } from '../http/context.ts'
import { answers } from '../http/problem.ts'
import { Refusal, type RefusedPart } from '../http/refusal.ts'
import { Id, Nothing, Text } from '../http/shapes.ts'
import { interfaceRoot } from '../http/version.ts'
import { pageQuery, pageShape } from '../listing/cursor.ts'
import { etagOf, sendTagged } from '../listing/etag.ts'
import { ledgerPage, pageText } from '../listing/ledger.ts'
import type { Place } from '../place.ts'
import { askForRehearsals } from './schedule.ts'
import { planShape } from './shape.ts'
import { planTexts, releaseNames } from './text.ts'
import { Kind } from './wire-shape.ts'

const closed = { additionalProperties: false }
const editors: Access = { kind: 'role', role: 'editor', scope: 'push' }
const path = `${interfaceRoot}/rehearsal-plans`
export const planParams = Type.Object({ id: Id('pla') }, closed)

const body = Type.Object(
  {
    name: Text(200),
    hosts: Type.Array(Text(300), { minItems: 1, maxItems: 100, description: 'HOST or HOST:PORT each' }),
    clients: Type.Array(Type.Object({ name: Text(200), release: Type.Optional(Id('rel')) }, closed), {
      minItems: 1,
      maxItems: 1000,
      description: 'By the names that runners have them under',
    }),
    scenarios: Type.Optional(
      Type.Array(Text(200), { maxItems: 500, description: 'Ids; all that apply unless given' }),
    ),
    kind: Kind,
    endpoint: Type.Optional(Id('end')),
  },
  closed,
)

const wrong = (parts: readonly RefusedPart[]): Refusal =>
  new Refusal('server-invalid', 'Parts of the request are wrong.', { parts })

function hostsOf(words: readonly string[]): string[] {
  const parts: RefusedPart[] = []
  const hosts = words.flatMap((word, at) => {
    const parsed = parseEndpoint(word)
    if (parsed.ok) return [formatEndpoint(parsed.value)]
    parts.push({ at: `body/hosts/${at}`, detail: 'Write HOST, HOST:PORT or [ADDRESS]:PORT.' })
    return []
  })
  if (parts.length > 0) throw wrong(parts)
  return [...new Set(hosts)]
}

async function demandNamed(place: Place, sent: Static<typeof body>): Promise<void> {
  const names = sent.clients.map(({ name }) => name)
  const parts = names.flatMap((name, at) =>
    names.indexOf(name) === at
      ? []
      : [{ at: `body/clients/${at}/name`, detail: 'There is a client of this name before it.' }],
  )
  const releases = await releaseNames(
    place,
    sent.clients.map(({ release }) => release),
  )
  sent.clients.forEach(({ release }, at) => {
    if (release !== undefined && !releases.has(release))
      parts.push({ at: `body/clients/${at}/release`, detail: 'There is no such release.' })
  })
  if (sent.endpoint !== undefined && !(await hasEndpoint(place, sent.endpoint)))
    parts.push({ at: 'body/endpoint', detail: 'There is no such endpoint.' })
  if (parts.length > 0) throw wrong(parts)
}

async function hasEndpoint({ ledger }: Place, id: string): Promise<boolean> {
  try {
    await ledger.endpoints.get(id)
    return true
  } catch (error) {
    if (error instanceof LedgerFailure && error.code === 'ledger-missing') return false
    throw error
  }
}

async function shown(place: Place, plan: StoredPlan) {
  const [text] = await planTexts(place, [plan])
  if (text === undefined) throw new Refusal('server-not-found', 'There is no plan with this identifier.')
  return text
}

function readingRoutes(server: Server, place: Place): void {
  const { ledger, organisation } = place
  const list = {
    operationId: 'listRehearsalPlans',
    summary: 'Rehearsal plans with the newest run of each, newest first',
    querystring: Type.Object(pageQuery, closed),
    response: answers({ 200: pageShape(planShape) }),
  }
  server.get(path, { config: { access: anyReader }, schema: list }, async (request, reply) => {
    const home = { list: 'rehearsal-plans', filters: {} }
    const page = await ledger.rehearsals.listPlans(organisation, ledgerPage(home, request.query))
    const items = await planTexts(place, page.items)
    const answer = pageText(home, { items, next: page.next }, item => item)
    return sendTagged(request, reply, etagOf(answer), answer)
  })
  const one = {
    operationId: 'readRehearsalPlan',
    summary: 'One rehearsal plan, also one that has ended',
    params: planParams,
    response: answers({ 200: planShape }),
  }
  server.get(`${path}/:id`, { config: { access: anyReader }, schema: one }, async (request, reply) => {
    const answer = await shown(place, await ledger.rehearsals.getPlan(organisation, request.params.id))
    return sendTagged(request, reply, etagOf(answer), answer)
  })
}

function changingRoutes(server: Server, place: Place): void {
  const { ledger, organisation } = place
  const make = {
    operationId: 'planRehearsal',
    summary: 'Plan a rehearsal; the same again changes nothing',
    body,
    response: answers({ 200: planShape, 201: planShape }),
  }
  server.post(path, { config: { access: editors }, schema: make }, async (request, reply) => {
    const { name, hosts, clients, scenarios = [], kind, endpoint = null } = request.body
    await demandNamed(place, request.body)
    const by = { organisation, actor: actorName(actorOf(request)) }
    const { id, changed } = await ledger.rehearsals.ensurePlan(by, name, {
      hosts: hostsOf(hosts),
      clients: clients.map(client => ({ name: client.name, release: client.release ?? null })),
      scenarios: [...new Set(scenarios)],
      kind,
      endpoint,
    })
    if (changed && endpoint !== null) await askForRehearsals(place)
    const answer = await shown(place, await ledger.rehearsals.getPlan(organisation, id))
    return reply.code(changed ? 201 : 200).send(answer)
  })
  const end = {
    operationId: 'endRehearsalPlan',
    summary: 'End a rehearsal plan; its runs stay',
    params: planParams,
    response: answers({ 204: Nothing }),
  }
  server.delete(`${path}/:id`, { config: { access: editors }, schema: end }, async (request, reply) => {
    const by = { organisation, actor: actorName(actorOf(request)) }
    await ledger.rehearsals.endPlan(by, request.params.id)
    return reply.code(204).send(null)
  })
}

/** Rehearsal plans. */
export const rehearsalPlanRoom =
  (place: Place): Room =>
  server => {
    readingRoutes(server, place)
    changingRoutes(server, place)
  }
