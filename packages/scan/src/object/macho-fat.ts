import type { ByteSource } from '../source.ts'
import { readFields } from './fields.ts'
import type { Image } from './image.ts'
import { readMacho } from './macho.ts'

const FAT_MAGIC = 0xcafebabe
const FAT_MAGIC_64 = 0xcafebabf
// Java classes have the same magic and a version of 45 or more where this count stands.
const MAX_SLICES = 44

/** The slices of a fat Mach-O file (mach-o/fat.h, always big-endian); empty when it is none. */
export function readFatMacho(source: ByteSource): Image[] {
  const head = readFields(source, 0, 8, false)
  const wide = head.u32(0) === FAT_MAGIC_64
  const count = head.u32(4)
  if ((!wide && head.u32(0) !== FAT_MAGIC) || count === 0 || count > MAX_SLICES) return []
  const entryBytes = wide ? 32 : 20
  const table = readFields(source, 8, count * entryBytes, false)
  const images: Image[] = []
  for (let at = 0; at + entryBytes <= table.length; at += entryBytes) {
    const start = wide ? table.u64(at + 8) : table.u32(at + 8)
    const sizeBytes = wide ? table.u64(at + 16) : table.u32(at + 12)
    const image = readMacho(source, start, Math.min(start + sizeBytes, source.sizeBytes))
    if (image !== undefined) images.push(image)
  }
  return images
}
