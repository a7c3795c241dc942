import type { ShownUnseen } from '@foreseen/facts'
import type { Ledger } from '@foreseen/ledger'
import { Type } from 'typebox'
import { anyReader } from '../account/role.ts'
import type { Room, Server } from '../http/context.ts'
import { answers } from '../http/problem.ts'
import { Id } from '../http/shapes.ts'
import { interfaceRoot } from '../http/version.ts'
import { pageQuery, pageShape } from '../listing/cursor.ts'
import { etagOf, sendTagged } from '../listing/etag.ts'
import { ledgerPage, pageText } from '../listing/ledger.ts'
import { occurrenceShape, occurrenceText } from '../object/shape.ts'
import { unseenShape } from '../scan/record.ts'
import { releaseParams } from './room.ts'
import { demandRelease } from './shape.ts'

const closed = { additionalProperties: false }
const query = Type.Object(
  {
    ...pageQuery,
    object: Type.Optional(Type.Integer({ minimum: 1, maximum: 1e15 })),
    level: Type.Optional(Type.Enum(['info', 'low', 'medium', 'high'])),
  },
  closed,
)
const shownUnseen = Type.Object({ scan: Id('sca'), record: unseenShape }, closed)

/** Of this organisation; `undefined` where it was never scanned. Errors: `server-not-found`. */
async function newestScan(
  ledger: Ledger,
  organisation: string,
  release: string,
): Promise<string | undefined> {
  await demandRelease(ledger, organisation, release)
  return (await ledger.findings.listScans(release, { limit: 1 })).items[0]?.id
}

/** A cursor belongs to the scan too: after the next one, places begin anew. */
const homeOf = (list: string, scan: string, filters: object) => ({ list: `${list} of ${scan}`, filters })

function occurrenceRoute(server: Server, ledger: Ledger, organisation: string): void {
  const list = {
    operationId: 'listReleaseOccurrences',
    summary: 'What the newest scan of a release found, place by place',
    params: releaseParams,
    querystring: query,
  }
  server.get(
    `${interfaceRoot}/releases/:id/occurrences`,
    {
      config: { access: anyReader },
      schema: { ...list, response: answers({ 200: pageShape(occurrenceShape) }) },
    },
    async (request, reply) => {
      const { cursor: _cursor, limit: _limit, ...filters } = request.query
      const scan = await newestScan(ledger, organisation, request.params.id)
      const home = homeOf('occurrences', scan ?? request.params.id, filters)
      const wanted = { ...filters, ...ledgerPage(home, request.query) }
      const page =
        scan === undefined
          ? { items: [], next: undefined }
          : await ledger.findings.occurrencesIn(scan, wanted)
      const body = pageText(home, page, occurrenceText)
      return sendTagged(request, reply, etagOf(body), body)
    },
  )
}

/** What the newest scan of a release found, and what it could not look at. */
export const foundRoom =
  (ledger: Ledger, organisation: string): Room =>
  server => {
    occurrenceRoute(server, ledger, organisation)
    const list = {
      operationId: 'listReleaseUnseen',
      summary: 'What the newest scan of a release could not look at, and why',
      params: releaseParams,
      querystring: Type.Object(pageQuery, closed),
    }
    server.get(
      `${interfaceRoot}/releases/:id/unseen`,
      {
        config: { access: anyReader },
        schema: { ...list, response: answers({ 200: pageShape(shownUnseen) }) },
      },
      async (request, reply) => {
        const scan = await newestScan(ledger, organisation, request.params.id)
        const home = homeOf('unseen', scan ?? request.params.id, {})
        const wanted = ledgerPage(home, request.query)
        const page =
          scan === undefined ? { items: [], next: undefined } : await ledger.findings.unseenIn(scan, wanted)
        const body = pageText(home, page, (record): ShownUnseen => ({ scan: scan ?? '', record }))
        return sendTagged(request, reply, etagOf(body), body)
      },
    )
  }
