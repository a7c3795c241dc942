import { uploadChunks } from '@foreseen/ledger'
import type { Place } from '../place.ts'
import { listFiles, removeFiles } from './files.ts'

/** Kind of the jobs that scan an artefact; its key is the upload. */
export const scan = 'scan'

/** A body that stands still for half a minute is cut off; what is idle for so long is nobody's. */
const idleMs = 600_000
/** A scan that failed for good can be tried again so long. */
const revivableMs = 3_600_000

/** Uploads whose scan may still want them. */
async function wanted({ jobs, now }: Place): Promise<ReadonlySet<string>> {
  const ids = new Set<string>()
  for (const state of ['waiting', 'running', 'dead'] as const) {
    let cursor: string | undefined
    do {
      const page = await jobs.list({
        kind: scan,
        state,
        limit: 500,
        ...(cursor === undefined ? {} : { cursor }),
      })
      for (const { key, finishedAtMs } of page.jobs)
        if (key !== undefined && (state !== 'dead' || (finishedAtMs ?? 0) > now() - revivableMs)) ids.add(key)
      cursor = page.next
    } while (cursor !== undefined)
  }
  return ids
}

/**
 * Takes away artefacts that no scan wants: of uploads that a kill cut off, of scans that were cancelled or failed for
 * good, of a process that ended between a scan and its note. How many there were.
 */
export async function removeOrphans(place: Place): Promise<number> {
  const { ledger, data, now } = place
  const stored = ledger.engine.name === 'postgresql' ? await uploadChunks(ledger).list() : []
  const files = await listFiles(data)
  if (stored.length === 0 && files.length === 0) return 0
  const kept = await wanted(place)
  let removed = 0
  for (const { upload, idleMs: idle } of stored) {
    if (kept.has(upload) || idle < idleMs) continue
    await uploadChunks(ledger).drop(upload)
    removed++
  }
  for (const { id, changedMs } of files) {
    if (kept.has(id) || changedMs > now() - idleMs) continue
    await removeFiles(data, id)
    removed++
  }
  return removed
}
