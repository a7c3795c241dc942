const format = 'foreseen-cache-2'
/** The header is JSON, filled up with blanks, so that the table behind it stands at a multiple of 8. */
export const headerBytes = 256
/** A table beyond this is not ours, or not worth its memory. */
const maxSlots = 20_000_000

/** What stands first in the file of a cache. */
export interface CacheHeader {
  readonly salt: string
  /** Digest of all that decides what a scan says. */
  readonly setting: string
  readonly slots: number
  /** Length of header, table and values; verdicts of signatures stand behind them. */
  readonly bodyBytes: number
}

function isHeader(value: unknown): value is CacheHeader {
  return (
    typeof value === 'object' &&
    value !== null &&
    'format' in value &&
    value.format === format &&
    'salt' in value &&
    typeof value.salt === 'string' &&
    'setting' in value &&
    'slots' in value &&
    Number.isSafeInteger(value.slots) &&
    'bodyBytes' in value &&
    Number.isSafeInteger(value.bodyBytes)
  )
}

/** The header in the first bytes of a file; undefined when the file is not ours. */
export function parseHeader(bytes: Buffer): CacheHeader | undefined {
  try {
    const header: unknown = JSON.parse(bytes.toString('latin1', 0, headerBytes))
    if (!isHeader(header) || header.slots < 1 || header.slots > maxSlots) return undefined
    return header.bodyBytes >= headerBytes ? header : undefined
  } catch {
    return undefined
  }
}

export function formatHeader(header: CacheHeader): Buffer {
  const head = Buffer.alloc(headerBytes, ' ')
  head.write(JSON.stringify({ format, ...header }), 'latin1')
  return head
}
