import type { Ledger, StoredObject } from '@foreseen/ledger'
import { type Static, Type } from 'typebox'
import { anyReader } from '../account/role.ts'
import type { Room } from '../http/context.ts'
import { answers } from '../http/problem.ts'
import { MaybeTime, maybeTime, Text } from '../http/shapes.ts'
import { interfaceRoot } from '../http/version.ts'
import { pageQuery, pageShape } from '../listing/cursor.ts'
import { etagOf, sendTagged } from '../listing/etag.ts'
import { ledgerPage, pageText } from '../listing/ledger.ts'

const maybe = Type.Union([Type.String(), Type.Null()])

const objectShape = Type.Object(
  {
    id: Type.Integer(),
    type: Type.String(),
    kind: maybe,
    sha256: maybe,
    spkiSha256: maybe,
    digestAlgorithm: maybe,
    digest: maybe,
    subject: maybe,
    issuer: maybe,
    serial: maybe,
    key: maybe,
    notBefore: MaybeTime,
    notAfter: MaybeTime,
    position: maybe,
  },
  { additionalProperties: false },
)

/** Certificates may end beyond what ISO 8601 has years for. */
const dateText = (ms: number | null): string | null =>
  maybeTime(ms === null || Math.abs(ms) > 8.64e15 ? undefined : ms)

const objectText = (row: StoredObject): Static<typeof objectShape> => ({
  id: row.id,
  type: row.type,
  kind: row.kind,
  sha256: row.sha256,
  spkiSha256: row.spki_sha256,
  digestAlgorithm: row.digest_algorithm,
  digest: row.digest,
  subject: row.subject,
  issuer: row.issuer,
  serial: row.serial,
  key: row.key_text,
  notBefore: dateText(row.not_before_ms),
  notAfter: dateText(row.not_after_ms),
  position: row.position,
})

const query = Type.Object(
  {
    ...pageQuery,
    query: Type.Optional(Text(300, { description: 'Part of a subject, issuer, fingerprint or pin' })),
    type: Type.Optional(Text(40)),
    kind: Type.Optional(Text(100)),
  },
  { additionalProperties: false },
)

/** Certificates, keys and pins, each once however often it was found. */
export const objectRoom =
  (ledger: Ledger): Room =>
  server => {
    const list = { operationId: 'listObjects', summary: 'What was found, each once', querystring: query }
    server.get(
      `${interfaceRoot}/objects`,
      {
        config: { access: anyReader },
        schema: { ...list, response: answers({ 200: pageShape(objectShape) }) },
      },
      async (request, reply) => {
        const { cursor: _cursor, limit: _limit, ...filters } = request.query
        const { query: text, ...exact } = filters
        const home = { list: 'objects', filters }
        const wanted = {
          ...exact,
          ...(text === undefined ? {} : { text }),
          ...ledgerPage(home, request.query),
        }
        const body = pageText(home, await ledger.findings.listObjects(wanted), objectText)
        return sendTagged(request, reply, etagOf(body), body)
      },
    )
  }
