import { type ByteSource, readBytes } from '../../source.ts'
import {
  descriptorSignature,
  entrySignature,
  localSignature,
  readLocal,
  viewOf,
  type ZipEntry,
} from './directory.ts'

const blockBytes = 256 << 10
const signatureBytes = 16

type Found = { readonly at: number; readonly signature: number }

/** The next signature of `wanted` at or after `from`. */
function findSignature(source: ByteSource, from: number, wanted: ReadonlySet<number>): Found | undefined {
  for (let at = from; at < source.sizeBytes; at += blockBytes - signatureBytes) {
    const bytes = readBytes(source, at, blockBytes)
    const view = viewOf(bytes)
    for (let p = bytes.indexOf(0x50); p >= 0 && p + 4 <= bytes.length; p = bytes.indexOf(0x50, p + 1)) {
      const signature = view.getUint32(p, true)
      if (wanted.has(signature)) return { at: at + p, signature }
    }
    if (bytes.length < blockBytes) return undefined
  }
  return undefined
}

const local = new Set([localSignature])
const boundary = new Set([localSignature, entrySignature, descriptorSignature])

/**
 * End of a member whose size follows in a data descriptor (APPNOTE 4.3.9): the first descriptor that says its
 * own distance, or the next header.
 */
function endOfStreamed(source: ByteSource, dataStart: number): number {
  for (let from = dataStart; ; ) {
    const found = findSignature(source, from, boundary)
    if (found === undefined) return source.sizeBytes
    if (found.signature !== descriptorSignature) return found.at
    const said = readBytes(source, found.at, signatureBytes)
    if (said.length === signatureBytes && viewOf(said).getUint32(8, true) === found.at - dataStart)
      return found.at
    from = found.at + 4
  }
}

/** Members of a zip without a directory, by their local headers. */
export function* walkLocals(source: ByteSource): Generator<ZipEntry> {
  for (let from = 0; ; ) {
    const found = findSignature(source, from, local)
    if (found === undefined) return
    const read = readLocal(source, found.at)
    if (read === undefined) return
    const { entry, dataStart } = read
    const isStreamed = (entry.flags & 8) !== 0 && entry.packedBytes === 0
    const end = isStreamed ? endOfStreamed(source, dataStart) : dataStart + entry.packedBytes
    const isInside = end <= source.sizeBytes
    yield {
      ...entry,
      packedBytes: Math.min(end, source.sizeBytes) - dataStart,
      sizeBytes: isStreamed ? undefined : entry.sizeBytes,
    }
    from = isInside ? Math.max(end, found.at + 4) : dataStart
  }
}
