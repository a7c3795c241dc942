import { type ByteSource, readBytes } from '../../source.ts'
import { viewOf, type ZipEntry } from './directory.ts'

/** APPNOTE 4.4.5. */
export const lzmaMethod = 14

const zipHeader = 9
const aloneHeader = 13
/** General purpose bit 1 (4.4.4): a marker ends the data. */
const marked = 2

/**
 * The bytes of an LZMA member (APPNOTE 5.8: version, size of properties, properties) with the header of a .lzma file
 * instead, which is four bytes longer. Undefined where there is no such header.
 */
export function lzmaOfZip(
  packed: ByteSource,
  entry: Pick<ZipEntry, 'flags' | 'sizeBytes'>,
): ByteSource | undefined {
  const said = readBytes(packed, 0, zipHeader)
  if (said.length < zipHeader || viewOf(said).getUint16(2, true) !== 5) return undefined
  const header = new Uint8Array(aloneHeader)
  header.set(said.subarray(4))
  const isMarked = (entry.flags & marked) !== 0 || entry.sizeBytes === undefined
  const view = viewOf(header)
  view.setUint32(5, isMarked ? 0xffff_ffff : (entry.sizeBytes ?? 0) % 2 ** 32, true)
  view.setUint32(9, isMarked ? 0xffff_ffff : Math.floor((entry.sizeBytes ?? 0) / 2 ** 32), true)
  const more = aloneHeader - zipHeader
  return {
    sizeBytes: packed.sizeBytes + more,
    readInto(at, into) {
      if (at >= aloneHeader) return packed.readInto(at - more, into)
      const part = header.subarray(at, at + into.length)
      into.set(part)
      const rest = into.subarray(part.length)
      return part.length + (rest.length > 0 ? packed.readInto(zipHeader, rest) : 0)
    },
  }
}
