/** Who holds an object, who serves it, and what a scan found in numbers, kept beside the occurrences. */
import { sql } from 'kysely'
import { insertMany } from '../engine/bulk.ts'
import type { Changes, NewRow, Queries } from '../engine/schema.ts'

type Place = Pick<NewRow<'occurrences'>, 'object' | 'kind' | 'level'>

function kindsOf(scan: number, places: readonly Place[]): NewRow<'scan_kinds'>[] {
  const counted = new Map<string, { kind: string; level: string; objects: Set<number> }>()
  for (const { kind, level, object } of places) {
    const known = counted.get(`${kind} ${level}`)
    if (known === undefined) counted.set(`${kind} ${level}`, { kind, level, objects: new Set([object]) })
    else known.objects.add(object)
  }
  return [...counted.values()].map(({ kind, level, objects }) => ({
    scan,
    kind,
    level,
    objects: objects.size,
  }))
}

/** Notes what a new scan holds. */
export async function storeReach(
  rows: Changes,
  release: string,
  scan: number,
  places: readonly Place[],
): Promise<void> {
  const held = [...new Set(places.map(({ object }) => object))].sort((a, b) => a - b)
  await insertMany(
    rows,
    'object_releases',
    held.map(object => ({ object, release })),
    { ignoring: true },
  )
  await insertMany(rows, 'scan_kinds', kindsOf(scan, places))
}

/** Notes that an endpoint serves the members of a chain. */
export async function storeServed(rows: Changes, endpoint: string, chain: string): Promise<void> {
  await sql`insert into object_endpoints (object, endpoint)
    select distinct object, cast(${endpoint} as text) from chain_members where chain = ${chain}
    on conflict do nothing`.execute(rows)
}

/** How many releases hold an object, and how many endpoints ever served it. */
export interface ObjectReach {
  readonly releases: number
  readonly endpoints: number
}

const nowhere: ObjectReach = { releases: 0, endpoints: 0 }

async function countsBy(
  view: Queries,
  table: 'object_releases' | 'object_endpoints',
  objects: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const rows = await view
    .selectFrom(table)
    .select(({ fn }) => ['object', fn.countAll<number>().as('count')])
    .where('object', 'in', objects)
    .groupBy('object')
    .execute()
  return new Map(rows.map(({ object, count }) => [object, count]))
}

/** Of the objects of one page. */
export async function reachOf(
  view: Queries,
  objects: readonly number[],
): Promise<(object: number) => ObjectReach> {
  if (objects.length === 0) return () => nowhere
  const releases = await countsBy(view, 'object_releases', objects)
  const endpoints = await countsBy(view, 'object_endpoints', objects)
  return object => ({ releases: releases.get(object) ?? 0, endpoints: endpoints.get(object) ?? 0 })
}

/** Objects by kind and level. */
export interface KindCount {
  readonly kind: string
  readonly level: string
  readonly objects: number
}

/** What the newest scan of a release found; empty where it was never scanned. */
export const newestKinds = (view: Queries, release: string): Promise<readonly KindCount[]> =>
  view
    .selectFrom('scan_kinds')
    .select(['kind', 'level', 'objects'])
    .where('scan', '=', ({ selectFrom }) =>
      selectFrom('scans').select('seq').where('release', '=', release).orderBy('seq', 'desc').limit(1),
    )
    .orderBy('objects', 'desc')
    .orderBy('kind')
    .orderBy('level')
    .execute()
