import {
  formatEndpoint,
  type ShownRelease,
  type ShownReleaseWhole,
  type ShownStanding,
} from '@foreseen/facts'
import type { Ledger, ListedRelease } from '@foreseen/ledger'
import { type Static, Type } from 'typebox'
import { Refusal } from '../http/refusal.ts'
import { Id, MaybeTime, maybeTime, Name, Time, timeText } from '../http/shapes.ts'
import { noStanding, standingShape } from './standing.ts'

const closed = { additionalProperties: false }

export const Support = Type.Enum(['supported', 'ending', 'ended'])
export type Support = Static<typeof Support>
const supports: readonly Support[] = ['supported', 'ending', 'ended']

const installsShape = Type.Object({ at: Time, count: Type.Integer({ minimum: 0 }) }, closed)

const fields = {
  id: Id('rel'),
  product: Name,
  version: Type.String(),
  platform: Type.String(),
  artefactSha256: Type.String({ description: 'Empty while it is not known' }),
  support: Support,
  supportedUntil: MaybeTime,
  released: MaybeTime,
  created: Time,
  installs: Type.Union([installsShape, Type.Null()]),
  standing: standingShape,
}
export const releaseShape = Type.Object(fields, closed)

const scanShape = Type.Object(
  { id: Id('sca'), at: Time, program: Type.String(), findings: Type.Integer(), unseen: Type.Integer() },
  closed,
)

export const releaseWholeShape = Type.Object(
  {
    ...fields,
    updateHosts: Type.Array(Type.String()),
    endpoints: Type.Array(Name, { description: 'Those that people say it connects to' }),
    scans: Type.Array(scanShape, { description: 'Newest first, at most 50' }),
    installsOverTime: Type.Array(installsShape, { description: 'Newest first, at most 100' }),
    kinds: Type.Array(
      Type.Object({ kind: Type.String(), level: Type.String(), objects: Type.Integer() }, closed),
      { description: 'Objects that its newest scan found' },
    ),
  },
  closed,
)

const mostScans = 50
const mostInstalls = 100

const installsText = ({ atMs, count }: { readonly atMs: number; readonly count: number }) => ({
  at: timeText(atMs),
  count,
})

/** A release as lists show it. */
export const releaseText = (
  row: ListedRelease,
  standing: ShownStanding,
): Static<typeof releaseShape> & ShownRelease => ({
  id: row.id,
  product: { id: row.product, name: row.productName },
  version: row.version,
  platform: row.platform,
  artefactSha256: row.artefact_sha256,
  support: supports.find(support => support === row.support) ?? 'supported',
  supportedUntil: maybeTime(row.supported_until_ms ?? undefined),
  released: maybeTime(row.released_ms ?? undefined),
  created: timeText(row.created_ms),
  installs: row.installs === undefined ? null : installsText(row.installs),
  standing,
})

/** Of this organisation. Errors: `server-not-found`. */
export async function demandRelease(
  ledger: Ledger,
  organisation: string,
  id: string,
): Promise<ListedRelease> {
  const row = await ledger.releases.read(organisation, id)
  if (row === undefined) throw new Refusal('server-not-found', 'There is no release with this identifier.')
  return row
}

/** A release with everything known of it. Errors: `server-not-found`. */
export async function wholeText(
  ledger: Ledger,
  organisation: string,
  id: string,
): Promise<Static<typeof releaseWholeShape> & ShownReleaseWhole> {
  const row = await demandRelease(ledger, organisation, id)
  const { releases, findings, forecasts } = ledger
  const standings = await forecasts.standings(organisation, 'release', [id])
  const scans = await findings.listScans(id, { limit: mostScans })
  const said = await releases.saidEndpoints(id)
  return {
    ...releaseText(row, standings.get(id) ?? noStanding),
    updateHosts: [...(await releases.updateHosts(id))],
    endpoints: said.map(endpoint => ({ id: endpoint.id, name: formatEndpoint(endpoint) })),
    scans: scans.items.map(({ id, atMs, program, findings, unseen }) => ({
      id,
      at: timeText(atMs),
      program,
      findings,
      unseen,
    })),
    installsOverTime: (await releases.newestInstalls(id, mostInstalls)).map(installsText),
    kinds: (await findings.newestKinds(id)).map(({ kind, level, objects }) => ({ kind, level, objects })),
  }
}
