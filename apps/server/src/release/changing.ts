import { type Endpoint, parseEndpoint } from '@foreseen/facts'
import { type Static, Type } from 'typebox'
import { byOf, editors } from '../endpoint/changing.ts'
import { askForForecast } from '../forecast/ask.ts'
import { planHousekeeping } from '../housekeeping/work.ts'
import type { Room, Server } from '../http/context.ts'
import { Day, demandDay } from '../http/days.ts'
import { answers } from '../http/problem.ts'
import { Refusal, type RefusedPart } from '../http/refusal.ts'
import { Text } from '../http/shapes.ts'
import { interfaceRoot } from '../http/version.ts'
import { demandMatch, etagOf, sendTagged } from '../listing/etag.ts'
import type { Place } from '../place.ts'
import { releaseParams } from './room.ts'
import { type SaidRelease, type SayOutcome, sayOne } from './say.ts'
import { demandRelease, releaseWholeShape, Support, wholeText } from './shape.ts'

const closed = { additionalProperties: false }

/** Hosts and endpoints of one release; nobody has more. */
const mostHosts = 1000

/** A host without port: letters, digits, points and hyphens (RFC 1123), or an address. */
export const Host = Type.String({
  minLength: 1,
  maxLength: 253,
  pattern: '^[A-Za-z0-9._:-]+$',
  description: 'A host name or an address, without a port',
})

const MaybeDay = Type.Union([Day, Type.Null()])

export const saidFields = {
  support: Type.Optional(Support),
  supportedUntil: Type.Optional(MaybeDay),
  released: Type.Optional(MaybeDay),
  artefactSha256: Type.Optional(
    Type.String({ pattern: '^([0-9a-f]{64})?$', description: 'Lower-case hex; empty: not known' }),
  ),
  updateHosts: Type.Optional(Type.Array(Host, { maxItems: mostHosts })),
  endpoints: Type.Optional(
    Type.Array(Type.String({ minLength: 1, maxLength: 2048 }), {
      maxItems: mostHosts,
      description: 'HOST:PORT each: what people say it connects to',
    }),
  ),
}
const changeShape = Type.Object(saidFields, closed)
export const newReleaseShape = Type.Object(
  { product: Text(200), version: Text(200), platform: Type.Optional(Text(100)), ...saidFields },
  closed,
)

/** Errors: `server-invalid`, naming each. */
export function endpointsAt(names: readonly string[], at: string): Endpoint[] {
  const parts: RefusedPart[] = []
  const endpoints = names.flatMap((name, index) => {
    const parsed = parseEndpoint(name)
    if (parsed.ok) return [parsed.value]
    parts.push({ at: `${at}/${index}`, detail: parsed.problems[0]?.detail ?? 'It is no endpoint.' })
    return []
  })
  if (parts.length > 0) throw new Refusal('server-invalid', 'Parts of the request are wrong.', { parts })
  return endpoints
}

const dayAt = (day: string | null, at: string): number | null => (day === null ? null : demandDay(day, at))

type Said = Omit<SaidRelease, 'product' | 'version' | 'platform'>

/** What was sent, as the ledger takes it; `at` is where it stands in the body. Errors: `server-invalid`. */
export function saidOf(sent: Static<typeof changeShape>, at = 'body'): Said {
  const { support, artefactSha256, updateHosts, supportedUntil, released, endpoints } = sent
  return {
    ...(support === undefined ? {} : { support }),
    ...(artefactSha256 === undefined ? {} : { artefactSha256 }),
    ...(updateHosts === undefined ? {} : { updateHosts: updateHosts.map(host => host.toLowerCase()) }),
    ...(supportedUntil === undefined
      ? {}
      : { supportedUntilMs: dayAt(supportedUntil, `${at}/supportedUntil`) }),
    ...(released === undefined ? {} : { releasedMs: dayAt(released, `${at}/released`) }),
    ...(endpoints === undefined ? {} : { endpoints: endpointsAt(endpoints, `${at}/endpoints`) }),
  }
}

/** Thousands of looks may be new: the work that mends schedules writes them. */
export async function follow(
  place: Place,
  { changed, newEndpoints }: Pick<SayOutcome, 'changed' | 'newEndpoints'>,
): Promise<void> {
  if (newEndpoints > 0) await planHousekeeping(place, 0)
  if (changed) await askForForecast(place)
}

function makingRoute(server: Server, place: Place): void {
  const { ledger, organisation } = place
  const response = answers({ 200: releaseWholeShape, 201: releaseWholeShape })
  const summary = 'A release by product, version and platform; what else is said of it is brought about'
  server.post(
    `${interfaceRoot}/releases`,
    {
      config: { access: editors },
      schema: { operationId: 'addRelease', summary, body: newReleaseShape, response },
    },
    async (request, reply) => {
      const { product, version, platform = '', ...sent } = request.body
      const said = { product, version, platform, ...saidOf(sent) }
      const outcome = await sayOne(ledger, byOf(place, request), said)
      await follow(place, outcome)
      const body = await wholeText(ledger, organisation, outcome.id)
      reply.header('location', `${interfaceRoot}/releases/${outcome.id}`)
      return reply.code(outcome.made ? 201 : 200).send(body)
    },
  )
}

function patchingRoute(server: Server, place: Place): void {
  const { ledger, organisation } = place
  const schema = {
    operationId: 'changeRelease',
    summary: 'Say something of a release; with If-Match only if nobody else changed it',
    params: releaseParams,
    body: changeShape,
    response: answers({ 200: releaseWholeShape }),
  }
  server.patch(
    `${interfaceRoot}/releases/:id`,
    { config: { access: editors }, schema },
    async (request, reply) => {
      const known = await wholeText(ledger, organisation, request.params.id)
      if (request.headers['if-match'] !== undefined) demandMatch(request, etagOf(known))
      const { version, platform } = known
      const said = { product: known.product.name, version, platform, ...saidOf(request.body) }
      const outcome = await sayOne(ledger, byOf(place, request), said)
      await follow(place, outcome)
      const body = outcome.changed ? await wholeText(ledger, organisation, known.id) : known
      return sendTagged(request, reply, etagOf(body), body)
    },
  )
}

function installsRoute(server: Server, place: Place): void {
  const { ledger, organisation } = place
  const body = Type.Object(
    { at: Day, count: Type.Integer({ minimum: 0, maximum: 1e12, description: 'How often it is installed' }) },
    closed,
  )
  const schema = {
    operationId: 'noteInstalls',
    summary: 'How often a release was installed at a moment',
    params: releaseParams,
    body,
    response: answers({ 200: releaseWholeShape }),
  }
  server.post(
    `${interfaceRoot}/releases/:id/installs`,
    { config: { access: editors }, schema },
    async (request, reply) => {
      const { id } = await demandRelease(ledger, organisation, request.params.id)
      const installs = { atMs: demandDay(request.body.at, 'body/at'), count: request.body.count }
      if (await ledger.releases.noteInstalls(byOf(place, request), id, installs)) await askForForecast(place)
      const whole = await wholeText(ledger, organisation, id)
      return sendTagged(request, reply, etagOf(whole), whole)
    },
  )
}

/** What people and build machines say of releases. Saying it twice changes nothing. */
export const releaseChangingRoom =
  (place: Place): Room =>
  server => {
    makingRoute(server, place)
    patchingRoute(server, place)
    installsRoute(server, place)
  }
