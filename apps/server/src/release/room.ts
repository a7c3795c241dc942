import type { Ledger, StoredRelease } from '@foreseen/ledger'
import { type Static, Type } from 'typebox'
import { anyReader } from '../account/role.ts'
import type { Room } from '../http/context.ts'
import { answers } from '../http/problem.ts'
import { Refusal } from '../http/refusal.ts'
import { Id, MaybeTime, maybeTime, Time, timeText } from '../http/shapes.ts'
import { interfaceRoot } from '../http/version.ts'
import { pageQuery, pageShape } from '../listing/cursor.ts'
import { etagOf, sendTagged } from '../listing/etag.ts'
import { ledgerPage, pageText } from '../listing/ledger.ts'

const Support = Type.Enum(['supported', 'ending', 'ended'])
type Support = Static<typeof Support>

const fields = {
  id: Id('rel'),
  product: Type.Object({ id: Id('pro'), name: Type.String() }, { additionalProperties: false }),
  version: Type.String(),
  platform: Type.String(),
  artefactSha256: Type.String({ description: 'Empty while it is not known' }),
  support: Support,
  supportedUntil: MaybeTime,
  released: MaybeTime,
  created: Time,
}
const closed = { additionalProperties: false }
const releaseShape = Type.Object(fields, closed)

const installs = Type.Object({ at: Time, count: Type.Integer({ minimum: 0 }) }, closed)
const scan = Type.Object(
  { id: Id('sca'), at: Time, program: Type.String(), findings: Type.Integer(), unseen: Type.Integer() },
  closed,
)
const wholeShape = Type.Object(
  {
    ...fields,
    updateHosts: Type.Array(Type.String()),
    installs: Type.Union([installs, Type.Null()]),
    scans: Type.Array(scan, { description: 'Newest first, at most 50' }),
  },
  closed,
)

type Row = Omit<StoredRelease, 'updateHosts' | 'installs'>

const supports: readonly Support[] = ['supported', 'ending', 'ended']

const releaseText = (row: Row, name: string): Static<typeof releaseShape> => ({
  id: row.id,
  product: { id: row.product, name },
  version: row.version,
  platform: row.platform,
  artefactSha256: row.artefact_sha256,
  support: supports.find(support => support === row.support) ?? 'supported',
  supportedUntil: maybeTime(row.supported_until_ms ?? undefined),
  released: maybeTime(row.released_ms ?? undefined),
  created: timeText(row.created_ms),
})

async function wholeText(
  ledger: Ledger,
  organisation: string,
  id: string,
): Promise<Static<typeof wholeShape>> {
  const release = await ledger.releases.get(id)
  const products = await ledger.releases.listProducts(organisation)
  const product = products.find(({ id }) => id === release.product)
  if (product === undefined)
    throw new Refusal('server-not-found', 'There is no release with this identifier.')
  const scans = await ledger.findings.listScans(id, { limit: 50 })
  const last = release.installs
  return {
    ...releaseText(release, product.name),
    updateHosts: [...release.updateHosts],
    installs: last === undefined ? null : { at: timeText(last.atMs), count: last.count },
    scans: scans.items.map(({ id, atMs, program, findings, unseen }) => ({
      id,
      at: timeText(atMs),
      program,
      findings,
      unseen,
    })),
  }
}

const query = Type.Object(
  { ...pageQuery, product: Type.Optional(Id('pro')), support: Type.Optional(Support) },
  closed,
)
const params = Type.Object({ id: Id('rel') }, closed)

/** Releases, oldest first, and one of them with its scans. */
export const releaseRoom =
  (ledger: Ledger, organisation: string): Room =>
  server => {
    const list = { operationId: 'listReleases', summary: 'Releases, oldest first', querystring: query }
    server.get(
      `${interfaceRoot}/releases`,
      {
        config: { access: anyReader },
        schema: { ...list, response: answers({ 200: pageShape(releaseShape) }) },
      },
      async (request, reply) => {
        const { cursor: _cursor, limit: _limit, ...filters } = request.query
        const home = { list: 'releases', filters }
        const page = await ledger.releases.list({
          organisation,
          ...filters,
          ...ledgerPage(home, request.query),
        })
        const products = await ledger.releases.listProducts(organisation)
        const names = new Map(products.map(({ id, name }) => [id, name]))
        const body = pageText(home, page, row => releaseText(row, names.get(row.product) ?? ''))
        return sendTagged(request, reply, etagOf(body), body)
      },
    )
    const one = { operationId: 'readRelease', summary: 'One release and its newest scans', params }
    server.get(
      `${interfaceRoot}/releases/:id`,
      { config: { access: anyReader }, schema: { ...one, response: answers({ 200: wholeShape }) } },
      async (request, reply) => {
        const body = await wholeText(ledger, organisation, request.params.id)
        return sendTagged(request, reply, etagOf(body), body)
      },
    )
  }
