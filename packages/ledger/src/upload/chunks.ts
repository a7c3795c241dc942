/** Artefacts in pieces, for workers that share nothing but PostgreSQL. No part of the log: they are gone after a scan. */
import { sql } from 'kysely'
import type { Core } from '../events/change.ts'

/** An artefact, or a part of one, that lies in the database. */
export interface StoredUpload {
  readonly upload: string
  readonly chunks: number
  /** Since its last piece came, by the clock of the database. */
  readonly idleMs: number
}

/** Pieces of artefacts. On SQLite there is no such table: artefacts are files beside it. */
export const uploadChunks = ({ engine, read }: Core) => ({
  /** The same piece again replaces itself. Codes: `ledger-disk-full`, `ledger-*`. */
  add: async (upload: string, ordinal: number, bytes: Uint8Array): Promise<void> => {
    await engine.transact(async changes => {
      await sql`insert into upload_chunks (upload, ordinal, bytes) values (${upload}, ${ordinal}, ${bytes})
        on conflict (upload, ordinal) do update set bytes = excluded.bytes`.execute(changes)
    })
  },
  /** `undefined` after the last piece. */
  read: async (upload: string, ordinal: number): Promise<Uint8Array | undefined> => {
    const { rows } = await sql<{ bytes: Uint8Array }>`
      select bytes from upload_chunks where upload = ${upload} and ordinal = ${ordinal}`.execute(read)
    return rows[0]?.bytes
  },
  drop: async (upload: string): Promise<void> => {
    await engine.transact(async changes => {
      await sql`delete from upload_chunks where upload = ${upload}`.execute(changes)
    })
  },
  list: async (): Promise<readonly StoredUpload[]> => {
    const { rows } = await sql<StoredUpload>`
      select upload, count(*) as chunks,
        floor(extract(epoch from clock_timestamp() - max(created_at)) * 1000)::bigint as "idleMs"
      from upload_chunks group by upload order by upload`.execute(read)
    return rows
  },
})

export type UploadChunks = ReturnType<typeof uploadChunks>
