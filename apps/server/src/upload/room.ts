import { Readable } from 'node:stream'
import { type By, newId, roomsWithin } from '@foreseen/ledger'
import type { FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { byOf, editors } from '../endpoint/changing.ts'
import type { Room } from '../http/context.ts'
import { answers } from '../http/problem.ts'
import { Refusal, refusalFor } from '../http/refusal.ts'
import { Id, Text } from '../http/shapes.ts'
import { interfaceRoot } from '../http/version.ts'
import type { Place } from '../place.ts'
import { ensureRelease } from '../release/ensure.ts'
import { releaseName } from '../release/name.ts'
import { type Artefact, discardArtefact, keepArtefact } from './depot.ts'
import { scan } from './orphans.ts'

const mediaType = 'application/octet-stream'
const closed = { additionalProperties: false }

const query = Type.Object(
  {
    product: Text(200),
    version: Text(200),
    platform: Type.Optional(Text(100)),
    name: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 200,
        // A name of one file: it becomes one, and every place that is found begins with it.
        pattern:
          '^[^\\u0000-\\u001f\\u007f/\\\\]*[^\\u0000-\\u001f\\u007f/\\\\.][^\\u0000-\\u001f\\u007f/\\\\]*$',
        description: 'Name of the file, without folders',
      }),
    ),
  },
  closed,
)
const outcome = Type.Object({ job: Type.String(), release: Id('rel') }, closed)

/** Tried again when a worker dies or the disk is full; what cannot be scanned fails the same way again. */
const retries = 2

/** Release and job are there together or not at all. */
const askForScan = (
  { ledger, jobs }: Place,
  by: By,
  asked: Static<typeof query>,
  artefact: Artefact,
): Promise<Static<typeof outcome>> =>
  ledger.transact(async change => {
    const { product, version, platform = '' } = asked
    const { id, name, sizeBytes, sha256 } = artefact
    const release = await ensureRelease(roomsWithin(ledger, change), by, {
      product,
      version,
      platform,
      artefactSha256: sha256,
    })
    const title = `Scan ${name} as ${releaseName(product, version, platform)}`
    const payload = { title, upload: id, name, sizeBytes, sha256, product, version, platform }
    const job = await jobs.sendWithin(change.rows, scan, payload, { key: id, retries })
    return { job, release }
  })

/** A name that every file system takes: at most 200 bytes of it. */
function fileName(asked: Static<typeof query>): string {
  const name = asked.name ?? `${asked.product}-${asked.version}`.replace(/[/\\]/g, '-')
  const bytes = Buffer.from(name)
  return bytes.length <= 200
    ? name
    : bytes
        .subarray(0, 200)
        .toString('utf8')
        .replace(/\ufffd+$/, '')
}

function announced(request: FastifyRequest): number | undefined {
  const length = Number(request.headers['content-length'] ?? Number.NaN)
  return Number.isSafeInteger(length) ? length : undefined
}

async function takeIn(place: Place, request: FastifyRequest, asked: Static<typeof query>, mostBytes: number) {
  if (!(request.body instanceof Readable)) throw new Refusal('server-invalid', 'The body is missing.')
  const id = newId('upl', { clock: place.now, random: place.random })
  const coming = { id, name: fileName(asked), announcedBytes: announced(request), mostBytes }
  const artefact = await keepArtefact(place, coming, request.body).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ECONNRESET')
      throw new Refusal('server-bad-http', 'The connection ended before the artefact did.')
    throw error
  })
  try {
    if (artefact.sizeBytes === 0) throw new Refusal('server-invalid', 'The artefact is empty.')
    return await askForScan(place, byOf(place, request), asked, artefact)
  } catch (error) {
    await discardArtefact(place, id)
    throw error
  }
}

/** Artefacts that are sent to be scanned here: streamed to the depot, however large, and gone after the scan. */
export const uploadRoom =
  (place: Place, { uploadBytes, uploads }: { uploadBytes: number; uploads: number }): Room =>
  server => {
    let running = 0
    server.removeContentTypeParser('application/json')
    server.addContentTypeParser(mediaType, (request, payload, done) => {
      const encoding = request.headers['content-encoding'] ?? 'identity'
      if (encoding === 'identity') done(null, payload)
      else done(new Refusal('server-media-type', 'The body must not be compressed.'))
    })
    const schema = {
      operationId: 'uploadArtefact',
      summary: 'Send an artefact to be scanned: its bytes as they are (application/octet-stream)',
      querystring: query,
      body: Type.Unknown({ description: 'The bytes of the artefact' }),
      consumes: [mediaType],
      response: answers({ 202: outcome }),
    }
    server.post(
      `${interfaceRoot}/uploads`,
      { config: { access: editors, streams: true }, bodyLimit: uploadBytes, schema },
      async (request, reply) => {
        if (running >= uploads)
          throw refusalFor('server-busy', `${uploads} artefacts are on their way.`, 5000)
        running++
        try {
          return reply.code(202).send(await takeIn(place, request, request.query, uploadBytes))
        } catch (error) {
          // The rest of a body that is refused half way is not waited for.
          if (!request.raw.complete) reply.header('connection', 'close')
          throw error
        } finally {
          running--
        }
      },
    )
  }
