import type { ByteSource } from '../source.ts'
import { readBytes } from '../source.ts'

/** Numbers of a header, in the byte order of the file. Beyond the end every field is 0: headers may lie. */
export interface Fields {
  readonly length: number
  u8(at: number): number
  u16(at: number): number
  u32(at: number): number
  /** 64 bits as a number: exact up to 2^53, and no file is larger. */
  u64(at: number): number
}

export function fieldsOf(bytes: Uint8Array, littleEndian: boolean): Fields {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const fits = (at: number, size: number): boolean => at >= 0 && at + size <= bytes.length
  const u32 = (at: number): number => (fits(at, 4) ? view.getUint32(at, littleEndian) : 0)
  return {
    length: bytes.length,
    u8: at => bytes[at] ?? 0,
    u16: at => (fits(at, 2) ? view.getUint16(at, littleEndian) : 0),
    u32,
    u64: at => (littleEndian ? u32(at) + u32(at + 4) * 0x1_0000_0000 : u32(at) * 0x1_0000_0000 + u32(at + 4)),
  }
}

/** Fields of `lengthBytes` at `at`, shorter where the file ends. */
export function readFields(
  source: ByteSource,
  at: number,
  lengthBytes: number,
  littleEndian: boolean,
): Fields {
  const inside = at >= 0 && at <= source.sizeBytes && lengthBytes > 0
  return fieldsOf(inside ? readBytes(source, at, lengthBytes) : new Uint8Array(0), littleEndian)
}

// C++ names reach a few kB; a finding needs enough to be recognised.
const MAX_NAME_BYTES = 512

/** NUL-terminated name at `at`, control characters and bytes above ASCII left out, '' where there is none. */
export function readName(source: ByteSource, at: number, maxBytes: number = MAX_NAME_BYTES): string {
  if (at < 0 || at >= source.sizeBytes) return ''
  let name = ''
  for (const octet of readBytes(source, at, maxBytes)) {
    if (octet === 0) break
    if (octet >= 0x20 && octet < 0x7f) name += String.fromCharCode(octet)
  }
  return name
}
