import type { FileKey } from './cache.ts'

/** Fields of a row: dev, ino, size, mtimeMs, ctimeMs, and where the value stands (0: clean). */
export const rowFields = 6
/** Slots are twice the rows, so that probes stay short. */
const spare = 2

/** A hash table in one array, which is written to disk and read back as it is. */
export interface KeyTable {
  readonly cells: Float64Array
  readonly slots: number
}

function slotOf({ dev, ino }: FileKey, slots: number): number {
  const low = (ino % 0x1_0000_0000) | 0
  return (Math.imul(low ^ Math.imul(dev | 0, 0x9e37_79b1), 0x85eb_ca6b) >>> 0) % slots
}

/** The slot of a file; undefined when it is unknown or has changed. */
export function findSlot({ cells, slots }: KeyTable, key: FileKey): number | undefined {
  for (let slot = slotOf(key, slots), tries = 0; tries < slots; slot = (slot + 1) % slots, tries++) {
    const at = slot * rowFields
    // Inode 0 is no file's: an empty slot.
    if (cells[at + 1] === 0) return undefined
    if (cells[at + 1] !== key.ino || cells[at] !== key.dev) continue
    const same = cells[at + 2] === key.size && cells[at + 3] === key.mtimeMs && cells[at + 4] === key.ctimeMs
    return same ? slot : undefined
  }
  return undefined
}

/** Where the value of a slot stands, from 1 on; 0 for a clean file. */
export function placeAt({ cells }: KeyTable, slot: number): number {
  return cells[slot * rowFields + 5] ?? 0
}

/** The key that a slot was filled with. */
export function keyAt({ cells }: KeyTable, slot: number): FileKey {
  const [dev = 0, ino = 0, size = 0, mtimeMs = 0, ctimeMs = 0] = cells.subarray(slot * rowFields)
  return { dev, ino, size, mtimeMs, ctimeMs }
}

/** Builds a table from rows of fields; a later row of the same file replaces an earlier one. */
export function buildTable(rows: Float64Array, count: number): KeyTable {
  const slots = Math.max(16, count * spare)
  const cells = new Float64Array(slots * rowFields)
  for (let row = 0; row < count; row++) {
    const fields = rows.subarray(row * rowFields, (row + 1) * rowFields)
    const [dev = 0, ino = 0, size = 0, mtimeMs = 0, ctimeMs = 0] = fields
    let slot = slotOf({ dev, ino, size, mtimeMs, ctimeMs }, slots)
    while (
      cells[slot * rowFields + 1] !== 0 &&
      (cells[slot * rowFields + 1] !== ino || cells[slot * rowFields] !== dev)
    ) {
      slot = (slot + 1) % slots
    }
    cells.set(fields, slot * rowFields)
  }
  return { cells, slots }
}
