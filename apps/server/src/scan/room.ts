import { Readable } from 'node:stream'
import type { By } from '@foreseen/ledger'
import { type Static, Type } from 'typebox'
import { byOf, editors } from '../endpoint/changing.ts'
import { askForForecast } from '../forecast/ask.ts'
import type { Room } from '../http/context.ts'
import { answers } from '../http/problem.ts'
import { Refusal, refusalFor } from '../http/refusal.ts'
import { Id, Text } from '../http/shapes.ts'
import { interfaceRoot } from '../http/version.ts'
import type { Place } from '../place.ts'
import { askForRehearsals } from '../rehearsal/schedule.ts'
import { type PushLimits, pushLimits } from './lines.ts'
import { readPush } from './push.ts'
import { takeScan } from './take.ts'

/** JSON Lines, under the names it goes by. */
const mediaTypes = ['application/x-ndjson', 'application/jsonl', 'application/x-jsonlines']

/** Pushes at once: each holds its records in memory until it is whole. */
const mostPushes = 4

const query = Type.Object(
  {
    product: Text(200),
    version: Text(200),
    platform: Type.Optional(Text(100)),
    artefactSha256: Type.Optional(
      Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of what was scanned' }),
    ),
    program: Type.Optional(Text(100, { description: 'Name and version of the program that scanned' })),
  },
  { additionalProperties: false },
)

/** Checked line by line as it arrives. */
const lines = Type.Unknown({
  description: 'Lines as docs/formats/push.schema.json has them, the summary last',
})

const outcome = Type.Object(
  {
    scan: Id('sca'),
    release: Id('rel'),
    changed: Type.Boolean({ description: 'false when the very same was there already' }),
    occurrences: Type.Integer(),
  },
  { additionalProperties: false },
)

async function takeIn(
  place: Place,
  by: By,
  asked: Static<typeof query>,
  body: unknown,
  limits: PushLimits,
): Promise<Static<typeof outcome>> {
  if (!(body instanceof Readable)) throw new Refusal('server-invalid', 'The body is missing.')
  const sent = await readPush(body, limits)
  const { product, version, platform = '', artefactSha256 = '', program = '' } = asked
  const scan = { product, version, platform, artefactSha256, program }
  return await takeScan(place.ledger, by, scan, sent, place.now())
}

/** Taking in what `foreseen scan` found: streamed, bounded, whole or not at all, and the same only once. */
export const scanRoom =
  (place: Place, limits: PushLimits = pushLimits): Room =>
  server => {
    let running = 0
    server.removeContentTypeParser('application/json')
    server.addContentTypeParser(mediaTypes, (request, payload, done) => {
      const encoding = request.headers['content-encoding'] ?? 'identity'
      if (encoding === 'identity') done(null, payload)
      else done(new Refusal('server-media-type', 'The body must not be compressed.'))
    })
    const response = answers({ 200: outcome, 201: outcome })
    const summary = 'Push what a scan found: foreseen.push/1 as JSON Lines (application/x-ndjson)'
    server.post(
      `${interfaceRoot}/scans`,
      {
        config: { access: editors, streams: true },
        // What Content-Length announces is refused before it is sent; without one, the lines are counted.
        bodyLimit: limits.bytes,
        schema: {
          operationId: 'pushScan',
          summary,
          querystring: query,
          body: lines,
          consumes: mediaTypes,
          response,
        },
      },
      async (request, reply) => {
        if (running >= mostPushes)
          throw refusalFor('server-busy', `${mostPushes} pushes are being taken in.`, 5000)
        running++
        try {
          const by = byOf(place, request)
          const taken = await takeIn(place, by, request.query, request.body, limits)
          if (taken.changed) await askForForecast(place)
          if (taken.changed) await askForRehearsals(place)
          return reply.code(taken.changed ? 201 : 200).send(taken)
        } finally {
          running--
        }
      },
    )
  }
