/** Taking in what `foreseen rehearse` measured elsewhere: whole or not at all, and the same only once. */
import { createHash } from 'node:crypto'
import type { PushedRehearsal } from '@foreseen/facts'
import { type By, type ClientResult, canonicalJson } from '@foreseen/ledger'
import { type Static, Type } from 'typebox'
import { actorName, actorOf } from '../account/actor.ts'
import { askForForecast } from '../forecast/ask.ts'
import type { Room } from '../http/context.ts'
import { answers } from '../http/problem.ts'
import { Refusal } from '../http/refusal.ts'
import { Text } from '../http/shapes.ts'
import { interfaceRoot } from '../http/version.ts'
import type { Place } from '../place.ts'
import { ensureRelease } from '../release/ensure.ts'
import { type ReportPart, reportParts, reportProgram, reportTimes } from './report.ts'
import { type Report, reportShape } from './report-shape.ts'
import { pushedShape } from './shape.ts'

/** A fleet of a hundred releases with all that was seen on the wire has some twenty megabytes. */
export const reportBytes = 32 * 1_048_576

const query = Type.Object(
  {
    plan: Type.Optional(Text(200, { description: 'Name of the plan; the hosts rehearsed unless given' })),
    product: Type.Optional(Text(200, { description: 'Product of the clients whose versions are given' })),
    platform: Type.Optional(Text(100)),
    release: Type.Optional(
      Type.Array(Text(450, { description: 'CLIENT=VERSION: the client is this version of the product' }), {
        maxItems: 1000,
      }),
    ),
  },
  { additionalProperties: false },
)
type Query = Static<typeof query>

const wrong = (at: string, detail: string): Refusal =>
  new Refusal('server-invalid', 'One part of the request is wrong.', { parts: [{ at, detail }] })

/** Versions by the name of the client. Errors: `server-invalid`. */
function versionsOf({ product, release = [] }: Query, report: Report): ReadonlyMap<string, string> {
  if (release.length > 0 && product === undefined)
    throw wrong('query/product', 'This is required where versions are given.')
  const clients = new Set(report.clients.map(({ client }) => client))
  return new Map(
    release.map((word, index) => {
      // Names of clients may have an equals sign; versions have none.
      const at = word.lastIndexOf('=')
      const [client, version] = [word.slice(0, at), word.slice(at + 1)]
      if (at < 1 || version === '') throw wrong(`query/release/${index}`, 'Write CLIENT=VERSION.')
      if (!clients.has(client))
        throw wrong(`query/release/${index}`, 'The report has no client of this name.')
      return [client, version] as const
    }),
  )
}

/** A release that is there under the name of a client: `joost 0.9.1`. */
async function findByName(
  { ledger, organisation }: Place,
  client: string,
  { product, platform = '' }: Query,
) {
  const candidates =
    product === undefined
      ? [...client.matchAll(/ /g)]
          .slice(-4)
          .map(({ index }) => [client.slice(0, index), client.slice(index + 1)])
      : [[product, client.startsWith(`${product} `) ? client.slice(product.length + 1) : client]]
  for (const [name = '', version = ''] of candidates) {
    const found = await ledger.releases.find(organisation, { product: name, version, platform })
    if (found !== undefined) return found.id
  }
  return undefined
}

/** Releases by client: those whose version is said are made where they are new, others are found or left open. */
async function releasesOf(
  place: Place,
  by: By,
  asked: Query,
  report: Report,
): Promise<ReadonlyMap<string, string>> {
  const versions = versionsOf(asked, report)
  const found = new Map<string, string>()
  for (const client of new Set(report.clients.map(({ client }) => client))) {
    const version = versions.get(client)
    const { product = '', platform = '' } = asked
    const release =
      version === undefined
        ? await findByName(place, client, asked)
        : await ensureRelease(place.ledger, by, { product, version, platform, artefactSha256: '' })
    if (release !== undefined) found.set(client, release)
  }
  return found
}

const planNameOf = (report: Report): string =>
  report.hosts
    .map(({ endpoint }) => endpoint)
    .join(', ')
    .slice(0, 200) || 'pushed'

async function pushPart(
  place: Place,
  by: By,
  planName: string,
  report: Report,
  part: ReportPart,
  releases: ReadonlyMap<string, string>,
) {
  const clients = part.clients.map((rehearsed): ClientResult => {
    const release = releases.get(rehearsed.client)
    return release === undefined ? { rehearsed } : { rehearsed, release }
  })
  const digest = createHash('sha256')
    .update(canonicalJson([planName, part.kind, [...releases].sort(), JSON.stringify(report)]))
    .digest('hex')
  return await place.ledger.rehearsals.pushRun(by, {
    planName,
    plan: {
      hosts: report.hosts.map(({ endpoint }) => endpoint),
      clients: part.clients.map(({ client }) => ({ name: client, release: releases.get(client) ?? null })),
      scenarios: [],
      kind: part.kind,
      endpoint: null,
    },
    kind: part.kind,
    program: reportProgram(report),
    ...reportTimes(report),
    clients,
    digest,
    outcome: part.outcome,
  })
}

/** Takes a report in. Errors: `server-invalid` and those of the ledger. */
export async function takeReport(
  place: Place,
  by: By,
  asked: Query,
  report: Report,
): Promise<PushedRehearsal> {
  // All that can be refused is refused before anything is written.
  const parts = reportParts(report)
  reportTimes(report)
  const releases = await releasesOf(place, by, asked, report)
  const planName = asked.plan ?? planNameOf(report)
  const pushed = []
  for (const part of parts) pushed.push(await pushPart(place, by, planName, report, part, releases))
  const changed = pushed.some(({ changed }) => changed)
  if (changed) await askForForecast(place)
  const runs = pushed.map(({ run }) => run)
  return { run: runs[0] ?? '', runs, changed }
}

/** Reports of rehearsals that were made elsewhere. */
export const rehearsalPushRoom =
  (place: Place): Room =>
  server => {
    const schema = {
      operationId: 'pushRehearsal',
      summary: 'Push a report of foreseen rehearse --format json; the same again changes nothing',
      querystring: query,
      body: reportShape,
      response: answers({ 200: pushedShape, 201: pushedShape }),
    }
    server.post(
      `${interfaceRoot}/rehearsals`,
      {
        // Large ones take their time on a slow line: something must come, not all of it.
        config: { access: { kind: 'role', role: 'editor', scope: 'push' }, streams: true },
        bodyLimit: reportBytes,
        schema,
      },
      async (request, reply) => {
        const by = { organisation: place.organisation, actor: actorName(actorOf(request)) }
        const { run, runs, changed } = await takeReport(place, by, request.query, request.body)
        return reply.code(changed ? 201 : 200).send({ run, runs: [...runs], changed })
      },
    )
  }
