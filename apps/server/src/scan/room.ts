import { Readable } from 'node:stream'
import type { By, Ledger } from '@foreseen/ledger'
import { type Static, Type } from 'typebox'
import { actorName, actorOf } from '../account/actor.ts'
import type { Room } from '../http/context.ts'
import { answers } from '../http/problem.ts'
import { Refusal, refusalFor } from '../http/refusal.ts'
import { Id, Text } from '../http/shapes.ts'
import { interfaceRoot } from '../http/version.ts'
import { ensureRelease } from '../release/ensure.ts'
import { type PushLimits, pushLimits } from './lines.ts'
import { readPush } from './push.ts'

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
  description: 'Lines as docs/formats/findings.schema.json has them, the summary last',
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

export interface ScanParts {
  readonly ledger: Ledger
  readonly organisation: string
  readonly now: () => number
  readonly limits?: PushLimits
}

async function takeIn(
  { ledger, now, limits = pushLimits }: ScanParts,
  by: By,
  asked: Static<typeof query>,
  body: unknown,
): Promise<Static<typeof outcome>> {
  if (!(body instanceof Readable)) throw new Refusal('server-invalid', 'The body is missing.')
  // Read to its end before anything is written: what is refused leaves no release behind.
  const { findings, unseen, totals, atMs } = await readPush(body, limits)
  const { product, version, platform = '', artefactSha256 = '', program = '' } = asked
  const release = await ensureRelease(ledger, by, { product, version, platform, artefactSha256 })
  const { scan, changed, occurrences } = await ledger.findings.pushScan(by, {
    release,
    artefactSha256,
    program,
    atMs: atMs ?? now(),
    totals,
    findings: findings.map(record => ({ record })),
    unseen,
  })
  return { scan, release, changed, occurrences }
}

/** Taking in what `foreseen scan` found: streamed, bounded, whole or not at all, and the same only once. */
export const scanRoom =
  (parts: ScanParts): Room =>
  server => {
    let running = 0
    server.removeContentTypeParser('application/json')
    server.addContentTypeParser(mediaTypes, (request, payload, done) => {
      const encoding = request.headers['content-encoding'] ?? 'identity'
      if (encoding === 'identity') done(null, payload)
      else done(new Refusal('server-media-type', 'The body must not be compressed.'))
    })
    const response = answers({ 200: outcome, 201: outcome })
    const summary = 'Push what a scan found: foreseen.findings/1 as JSON Lines (application/x-ndjson)'
    server.post(
      `${interfaceRoot}/scans`,
      {
        config: { access: { kind: 'role', role: 'editor', scope: 'push' }, streams: true },
        // What Content-Length announces is refused before it is sent; without one, the lines are counted.
        bodyLimit: (parts.limits ?? pushLimits).bytes,
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
          const by = { organisation: parts.organisation, actor: actorName(actorOf(request)) }
          const taken = await takeIn(parts, by, request.query, request.body)
          return reply.code(taken.changed ? 201 : 200).send(taken)
        } finally {
          running--
        }
      },
    )
  }
