/** What changed since a forecast was made, by the log. */
import type { Queries } from '../engine/schema.ts'

/** What changed since an event, by kind and subject, and the last event that was looked at. */
export interface ChangedSubjects {
  readonly seq: number
  readonly changes: readonly { readonly kind: string; readonly subject: string; readonly release: string }[]
  /** There are more: whoever follows reads everything anew. */
  readonly isCut: boolean
}

const mostChanges = 2000

/** Kinds of events from which no other forecast follows. */
const silent = ['forecast.%', 'session.%', 'token.%', 'person.%', 'passkey.%', 'identity.%', 'runner.%']

export async function changedSince(
  read: Queries,
  organisation: string,
  seq: number,
): Promise<ChangedSubjects> {
  // First the end, then what lies before it: what is written meanwhile belongs to the next look.
  const last = await read
    .selectFrom('events')
    .select(({ fn }) => fn.max('seq').as('seq'))
    .executeTakeFirst()
  const head = Number(last?.seq ?? 0)
  let query = read
    .selectFrom('events')
    .select(['kind', 'subject', 'body'])
    .where('seq', '>', seq)
    .where('seq', '<=', head)
    .where('organisation', '=', organisation)
    .orderBy('seq')
    .limit(mostChanges + 1)
  for (const pattern of silent) query = query.where('kind', 'not like', pattern)
  const rows = await query.execute()
  const changes = rows.slice(0, mostChanges).map(({ kind, subject, body }) => {
    const said: unknown = kind.startsWith('scan.') ? JSON.parse(body) : {}
    const release = typeof said === 'object' && said !== null && 'release' in said ? said.release : ''
    return { kind, subject, release: typeof release === 'string' ? release : '' }
  })
  return { seq: head, changes, isCut: rows.length > mostChanges }
}
