import type { ByteSource } from '../source.ts'
import { readName } from './fields.ts'
import type { Image, Section } from './image.ts'

// A browser's unstripped binary has about a million symbols; 32 bytes are kept of each.
const MAX_SYMBOLS = 1_000_000
const FIELDS = 4

/** The symbol tables of one image, read once, when the first place is asked for. */
export interface Symbols {
  /**
   * Name of the nearest symbol at or before `offset` in `section`, '' when none. A symbol known to end
   * before the offset does not name it: bytes that nothing names stay unnamed.
   */
  nearest(offset: number, section: Section): string
}

function readRows(image: Image): Float64Array {
  let rows = new Float64Array(FIELDS * 1024)
  let count = 0
  image.eachSymbol((at, sizeBytes, nameAt, nameBytes) => {
    if ((count + 1) * FIELDS > rows.length) {
      const larger = new Float64Array(rows.length * 2)
      larger.set(rows)
      rows = larger
    }
    rows.set([at, sizeBytes, nameAt, nameBytes], count * FIELDS)
    return ++count < MAX_SYMBOLS
  })
  return rows.subarray(0, count * FIELDS)
}

/** Index of the nearest row, -1 when none: of several at one place the one that covers the offset, else the first. */
function nearestRow(rows: Float64Array, offset: number, section: Section): number {
  let best = -1
  let bestAt = -1
  let bestCovers = false
  for (let i = 0; i < rows.length; i += FIELDS) {
    const at = rows[i] ?? 0
    if (at > offset || at < section.start || at < bestAt) continue
    const covers = at + (rows[i + 1] ?? 0) > offset
    if (at === bestAt && (bestCovers || !covers)) continue
    best = i
    bestAt = at
    bestCovers = covers
  }
  return best
}

export function symbolsOf(source: ByteSource, image: Image): Symbols {
  let rows: Float64Array | undefined
  return {
    nearest(offset, section) {
      rows ??= readRows(image)
      const row = nearestRow(rows, offset, section)
      if (row < 0) return ''
      const [at = 0, sizeBytes = 0, nameAt = 0, nameBytes = 0] = rows.subarray(row, row + FIELDS)
      if (sizeBytes > 0 && offset >= at + sizeBytes) return ''
      return readName(source, nameAt, nameBytes)
    },
  }
}
