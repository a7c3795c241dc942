/** What scans found: objects, and every place of each. */
import type { FindingRecord, ScanTotals, UnseenRecord } from '@foreseen/facts'
import { type SqlBool, sql } from 'kysely'
import { limitOf, numberAfter, type Page, type PageRequest, pageOf, positionOf } from '../engine/paging.ts'
import type { Queries, Row } from '../engine/schema.ts'
import { type By, type Core, demand } from '../events/change.ts'
import type { ReleaseName } from '../release/listing.ts'
import { type KinRequest, kinOf } from './kin.ts'
import { type HoldingRelease, holdersOf, readObject, type ServingEndpoint, serversOf } from './meeting.ts'
import { type PushedOutcome, type PushedScan, pushScan } from './push.ts'
import { type KindCount, newestKinds, type ObjectReach, reachOf } from './reach.ts'
import { recordOf, unseenOf } from './record.ts'
import { listEnding, listObjects, type ObjectFilter, type StoredObject } from './search.ts'

/** A scan as it is told. */
export interface StoredScan {
  readonly id: string
  readonly release: string
  readonly artefactSha256: string
  readonly program: string
  readonly atMs: number
  readonly totals: ScanTotals
  readonly findings: number
  readonly unseen: number
}

/** An object with its bytes, where they are known. */
export type StoredObjectWhole = Row<'objects'>

/** One place of an object, in one scan. */
export interface StoredOccurrence {
  readonly scan: string
  readonly release: string
  /** Product, version and platform of the release. */
  readonly named: ReleaseName
  readonly object: number
  readonly record: FindingRecord
}

/** Which places of an object are wanted. */
export interface ObjectPlaces extends PageRequest {
  /** Those in releases of this organisation alone. */
  readonly organisation?: string
}

/** Which places of a scan are wanted. */
export interface ScanPlaces extends PageRequest {
  readonly object?: number
  readonly level?: string
}

function scanOf(row: Row<'scans'>): StoredScan {
  const { id, release, program, findings, unseen } = row
  const totals: ScanTotals = JSON.parse(row.totals)
  return {
    id,
    release,
    artefactSha256: row.artefact_sha256,
    program,
    atMs: row.at_ms,
    totals,
    findings,
    unseen,
  }
}

const occurrencesWith = (view: Queries) =>
  view
    .selectFrom('occurrences')
    .innerJoin('objects', 'objects.id', 'occurrences.object')
    .innerJoin('scans', 'scans.seq', 'occurrences.scan')
    .innerJoin('releases', 'releases.id', 'scans.release')
    .innerJoin('products', 'products.id', 'releases.product')
    .selectAll('occurrences')
    .select(['products.name as product', 'releases.version', 'releases.platform'])
    .select(['objects.type', 'objects.sha256', 'objects.spki_sha256', 'objects.digest_algorithm'])
    .select(['objects.digest', 'objects.subject', 'objects.issuer', 'objects.serial', 'objects.key_text'])
    .select(['objects.not_before_ms', 'objects.not_after_ms', 'scans.id as scan_id', 'scans.release'])

type Joined = Awaited<ReturnType<ReturnType<typeof occurrencesWith>['execute']>>[number]

const occurrenceOf = (row: Joined): StoredOccurrence => ({
  scan: row.scan_id,
  release: row.release,
  named: { product: row.product, version: row.version, platform: row.platform },
  object: row.object,
  record: recordOf(row),
})

/** Newest scan first. */
async function occurrencesOf(
  view: Queries,
  object: number,
  request: ObjectPlaces,
): Promise<Page<StoredOccurrence>> {
  const [scan, ordinal] = positionOf(request, ['number', 'number']) ?? []
  let query = occurrencesWith(view)
    .where('occurrences.object', '=', object)
    .orderBy('occurrences.scan', 'desc')
    .orderBy('occurrences.ordinal', 'desc')
    .limit(limitOf(request) + 1)
  if (scan !== undefined)
    query = query.where(sql<SqlBool>`(occurrences.scan, occurrences.ordinal) < (${scan}, ${ordinal})`)
  const { organisation } = request
  if (organisation !== undefined) query = query.where('products.organisation', '=', organisation)
  return pageOf(await query.execute(), request, row => [row.scan, row.ordinal], occurrenceOf)
}

async function scanSeq(view: Queries, id: string): Promise<number> {
  const row = await view.selectFrom('scans').select('seq').where('id', '=', id).executeTakeFirst()
  return demand(row, 'scan', id).seq
}

async function occurrencesIn(
  view: Queries,
  scan: string,
  request: ScanPlaces,
): Promise<Page<StoredOccurrence>> {
  const after = numberAfter(request) ?? -1
  let query = occurrencesWith(view)
    .where('occurrences.scan', '=', await scanSeq(view, scan))
    .where('occurrences.ordinal', '>', after)
    .orderBy('occurrences.ordinal')
    .limit(limitOf(request) + 1)
  if (request.object !== undefined) query = query.where('occurrences.object', '=', request.object)
  if (request.level !== undefined) query = query.where('occurrences.level', '=', request.level)
  return pageOf(await query.execute(), request, row => [row.ordinal], occurrenceOf)
}

async function unseenIn(view: Queries, scan: string, request: PageRequest): Promise<Page<UnseenRecord>> {
  const after = numberAfter(request) ?? -1
  const query = view
    .selectFrom('unseen')
    .selectAll()
    .where('scan', '=', await scanSeq(view, scan))
    .where('ordinal', '>', after)
    .orderBy('ordinal')
    .limit(limitOf(request) + 1)
  return pageOf(await query.execute(), request, row => [row.ordinal], unseenOf)
}

async function listScans(view: Queries, release: string, request: PageRequest): Promise<Page<StoredScan>> {
  const before = numberAfter(request)
  let query = view.selectFrom('scans').selectAll().where('release', '=', release)
  if (before !== undefined) query = query.where('seq', '<', before)
  const rows = await query
    .orderBy('seq', 'desc')
    .limit(limitOf(request) + 1)
    .execute()
  return pageOf(rows, request, row => [row.seq], scanOf)
}

/** Releases in which an object was found by any scan. */
async function releasesWith(view: Queries, object: number): Promise<readonly string[]> {
  const query = view.selectFrom('object_releases').select('release').where('object', '=', object)
  return (await query.orderBy('release').execute()).map(({ release }) => release)
}

/** Scans, objects, occurrences. */
export const findingRoom = ({ read, engine, ...core }: Core) => ({
  /** Takes a scan in, whole or not at all. Codes: `ledger-refers-to-nothing`, `ledger-unstorable`. */
  pushScan: (by: By, scan: PushedScan): Promise<PushedOutcome> =>
    pushScan({ read, engine, ...core }, by, scan),
  /** Newest first. */
  listScans: (release: string, request: PageRequest = {}): Promise<Page<StoredScan>> =>
    listScans(read, release, request),
  /** An object with a page of its own, if this organisation ever met it. */
  readObject: (organisation: string, id: number): Promise<StoredObjectWhole | undefined> =>
    readObject(read, organisation, id),
  /** Releases of an organisation that hold an object, newest first, at most so many. */
  holdersOf: (organisation: string, object: number, most: number): Promise<readonly HoldingRelease[]> =>
    holdersOf(read, organisation, object, most),
  /** Endpoints of an organisation that ever served an object, those that do now first, at most so many. */
  serversOf: (organisation: string, object: number, most: number): Promise<readonly ServingEndpoint[]> =>
    serversOf(read, organisation, object, most),
  /** Objects that may belong to the family of one: its issuers, renewals, cross-signs, keys and pins. */
  kinOf: (
    organisation: string,
    object: StoredObjectWhole,
    request: KinRequest,
  ): Promise<readonly StoredObjectWhole[]> => kinOf(read, organisation, object, request),
  /** Code: `ledger-missing`. */
  getObject: async (id: number): Promise<Row<'objects'>> => {
    const row = await read.selectFrom('objects').selectAll().where('id', '=', id).executeTakeFirst()
    return demand(row, 'object', String(id))
  },
  /** Code: `ledger-bad-cursor`. */
  listObjects: (filter: ObjectFilter = {}): Promise<Page<StoredObject>> =>
    listObjects(read, engine.name, filter),
  /** Code: `ledger-bad-cursor`. */
  listEnding: (filter: ObjectFilter & { readonly fromMs: number }): Promise<Page<StoredObject>> =>
    listEnding(read, filter),
  occurrencesOf: (object: number, request: ObjectPlaces = {}): Promise<Page<StoredOccurrence>> =>
    occurrencesOf(read, object, request),
  /** In the order in which they were pushed. Code: `ledger-missing`. */
  occurrencesIn: (scan: string, request: ScanPlaces = {}): Promise<Page<StoredOccurrence>> =>
    occurrencesIn(read, scan, request),
  /** Code: `ledger-missing`. */
  unseenIn: (scan: string, request: PageRequest = {}): Promise<Page<UnseenRecord>> =>
    unseenIn(read, scan, request),
  releasesWith: (object: number): Promise<readonly string[]> => releasesWith(read, object),
  /** How many releases hold each of these objects, and how many endpoints ever served it. */
  reachOf: (objects: readonly number[]): Promise<(object: number) => ObjectReach> => reachOf(read, objects),
  /** What the newest scan of a release found, by kind. */
  newestKinds: (release: string): Promise<readonly KindCount[]> => newestKinds(read, release),
})

export type FindingRoom = ReturnType<typeof findingRoom>
