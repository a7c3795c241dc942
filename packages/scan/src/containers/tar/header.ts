import { nameText } from '../reading/reader.ts'

/** One header block of a tar (POSIX.1-2017 pax, "ustar Interchange Format"; GNU tar manual, "Standard"). */
export interface TarHeader {
  readonly name: string
  readonly sizeBytes: number
  readonly type: string
  /** Size of the file with its holes, for GNU sparse members. */
  readonly isExtended: boolean
}

const blockBytes = 512

function octal(bytes: Uint8Array): number | undefined {
  let value = 0
  let digits = 0
  for (const byte of bytes) {
    if (byte === 0x20 || byte === 0) {
      if (digits > 0) break
      continue
    }
    if (byte < 0x30 || byte > 0x37) return undefined
    value = value * 8 + byte - 0x30
    digits++
  }
  return value
}

// GNU and star: a first bit set means big-endian base 256.
function number(bytes: Uint8Array): number | undefined {
  const first = bytes[0] ?? 0
  if (first < 0x80) return octal(bytes)
  if (first !== 0x80) return undefined
  let value = 0
  for (const byte of bytes.subarray(1)) value = value * 256 + byte
  return Number.isSafeInteger(value) ? value : undefined
}

function isSummed(block: Uint8Array): boolean {
  const said = octal(block.subarray(148, 156))
  let sum = 8 * 0x20
  let signed = 8 * 0x20
  for (let i = 0; i < blockBytes; i++) {
    if (i >= 148 && i < 156) continue
    const byte = block[i] ?? 0
    sum += byte
    signed += byte < 128 ? byte : byte - 256
  }
  return said === sum || said === signed
}

/** Reads a header block; `undefined` when its checksum or its size is wrong. */
export function readTarHeader(block: Uint8Array): TarHeader | undefined {
  if (block.length < blockBytes || !isSummed(block)) return undefined
  const sizeBytes = number(block.subarray(124, 136))
  if (sizeBytes === undefined) return undefined
  // The prefix is ustar's; GNU ("ustar  ") keeps times there.
  const isUstar = nameText(block.subarray(257, 263)) === 'ustar' && block[263] === 0x30
  const prefix = isUstar ? nameText(block.subarray(345, 500)) : ''
  const base = nameText(block.subarray(0, 100))
  return {
    name: prefix === '' ? base : `${prefix}/${base}`,
    sizeBytes,
    type: String.fromCharCode(block[156] ?? 0),
    isExtended: block[482] === 1,
  }
}

/** The records of a pax extended header, `length key=value\n`, of the keys that matter here. */
export function readPaxRecords(bytes: Uint8Array): ReadonlyMap<string, string> {
  const records = new Map<string, string>()
  for (let at = 0; at < bytes.length; ) {
    const blank = bytes.indexOf(0x20, at)
    if (blank < 0 || blank - at > 10) break
    const length = Number(nameText(bytes.subarray(at, blank)))
    if (!Number.isInteger(length) || length <= blank - at + 1 || at + length > bytes.length) break
    const record = bytes.subarray(blank + 1, at + length - 1)
    const equals = record.indexOf(0x3d)
    if (equals > 0) records.set(nameText(record.subarray(0, equals)), nameText(record.subarray(equals + 1)))
    at += length
  }
  return records
}
