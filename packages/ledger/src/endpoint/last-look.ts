/** What the last look at an endpoint came to: one row, so that a list of thousands needs no intervals. */
import { certificateTextOf, type Observation } from '@foreseen/facts'
import { sql } from 'kysely'
import type { Changes, NewRow } from '../engine/schema.ts'

interface Life {
  readonly notBeforeMs: number
  readonly notAfterMs: number
}

/** The life of the certificate that ends first among all that were served. */
function firstToEnd(look: readonly Observation[]): Life | undefined {
  const served = look.flatMap(({ outcome }) => (outcome.state === 'served' ? outcome.chain : []))
  const distinct = new Map(served.map(({ sha256, der }) => [sha256, der]))
  const lives = [...distinct.values()].flatMap(der => {
    const text = certificateTextOf(der)
    const { notBeforeMs, notAfterMs } = text ?? {}
    return Number.isSafeInteger(notBeforeMs) && Number.isSafeInteger(notAfterMs)
      ? [{ notBeforeMs: notBeforeMs ?? 0, notAfterMs: notAfterMs ?? 0 }]
      : []
  })
  return lives.reduce<Life | undefined>(
    (first, life) => (first === undefined || life.notAfterMs < first.notAfterMs ? life : first),
    undefined,
  )
}

/** All observations of one endpoint that came together are one look. */
function rowOf(endpoint: string, look: readonly Observation[]): NewRow<'looks'> {
  const times = look.map(({ atMs }) => atMs)
  const isServed = look.some(({ outcome }) => outcome.state === 'served')
  const failed = look.map(({ outcome }) => outcome).find(outcome => outcome.state === 'failed')
  const life = firstToEnd(look)
  return {
    endpoint,
    since_ms: Math.min(...times),
    at_ms: Math.max(...times),
    state: isServed ? 'served' : 'failed',
    code: isServed ? '' : (failed?.code ?? ''),
    detail: isServed ? '' : (failed?.detail ?? ''),
    not_before_ms: life?.notBeforeMs ?? null,
    not_after_ms: life?.notAfterMs ?? null,
    failures: isServed ? 0 : 1,
  }
}

/**
 * Notes a look, if none is later: looks may come late, in any order and twice. The life of what was served last stays
 * while looks fail, since the schedule follows from it.
 */
export async function noteLook(rows: Changes, endpoint: string, look: readonly Observation[]): Promise<void> {
  if (look.length === 0) return
  const row = rowOf(endpoint, look)
  const kept = (column: 'not_before_ms' | 'not_after_ms') =>
    sql<
      number | null
    >`case when excluded.state = 'served' then ${sql.ref(`excluded.${column}`)} else ${sql.ref(`looks.${column}`)} end`
  await rows
    .insertInto('looks')
    .values(row)
    .onConflict(conflict =>
      conflict
        .column('endpoint')
        .doUpdateSet({
          since_ms: row.since_ms,
          at_ms: row.at_ms,
          state: row.state,
          code: row.code,
          detail: row.detail,
          not_before_ms: kept('not_before_ms'),
          not_after_ms: kept('not_after_ms'),
          failures: sql<number>`case when excluded.state = 'served' then 0 else looks.failures + 1 end`,
        })
        .where(sql<boolean>`excluded.at_ms > looks.at_ms`),
    )
    .execute()
}
