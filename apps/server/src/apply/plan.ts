import type { By, Rooms } from '@foreseen/ledger'
import { Refusal } from '../http/refusal.ts'

/** What the parts of a file are brought about with: the rooms of one change. */
export interface Applying {
  readonly rooms: Rooms
  readonly by: By
  /** What follows when it is done. */
  readonly counts: { newEndpoints: number }
}

/** Part of a file that cannot be brought about; nothing of it is. */
export const wrong = (at: string, detail: string): Refusal =>
  new Refusal('server-invalid', 'A part of the file cannot be brought about, so nothing of it was.', {
    parts: [{ at, detail }],
  })
