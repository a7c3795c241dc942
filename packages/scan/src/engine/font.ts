import { type ByteSource, readBytes } from '../source.ts'

// OpenType 1.9: table directory after a 12-byte header, 16 bytes each; a font has a few dozen tables.
const maxTables = 256
const sfnt = new Set([0x00010000, 0x4f54544f, 0x74727565])

/** Range of the digital signature table (DSIG) of an OpenType font, if it is one that has it. */
export function fontSignature(
  source: ByteSource,
  head: Uint8Array,
): { start: number; end: number } | undefined {
  const view = new DataView(head.buffer, head.byteOffset, head.length)
  if (head.length < 12 || !sfnt.has(view.getUint32(0))) return undefined
  const tables = Math.min(view.getUint16(4), maxTables)
  const directory = readBytes(source, 12, 16 * tables)
  const rows = new DataView(directory.buffer, directory.byteOffset, directory.length)
  for (let at = 0; at + 16 <= directory.length; at += 16) {
    if (rows.getUint32(at) !== 0x44534947) continue
    const start = rows.getUint32(at + 8)
    return { start, end: start + rows.getUint32(at + 12) }
  }
  return undefined
}
