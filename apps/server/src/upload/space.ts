import { statfs } from 'node:fs/promises'
import { Refusal } from '../http/refusal.ts'

/** Room that stays free for the ledger and its log. */
const reserveBytes = 268_435_456

/** Bytes that whoever runs the server may still write where a folder lies. */
async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

/** Refuses what does not fit, so that the ledger never meets a full disk for it. Errors: `server-no-space`. */
export async function demandSpace(folder: string, neededBytes: number): Promise<void> {
  const free = await freeBytes(folder)
  if (free - reserveBytes >= neededBytes) return
  const mega = (bytes: number): number => Math.max(0, Math.floor(bytes / 1_048_576))
  const detail = `The artefact needs ${mega(neededBytes)} MiB and ${mega(free - reserveBytes)} MiB are free.`
  throw new Refusal('server-no-space', detail)
}
