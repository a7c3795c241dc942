import type { ByteSource } from '../source.ts'
import { readBytes } from '../source.ts'
import { readElfSymbols } from './elf-symbols.ts'
import { type Fields, fieldsOf, readFields, readName } from './fields.ts'
import type { Image, Section, SignatureRange } from './image.ts'

/** A section header of ELF (System V ABI, chapter 4), its numbers only. */
export interface ElfSection {
  readonly nameIndex: number
  readonly type: number
  readonly address: number
  readonly offset: number
  readonly sizeBytes: number
  readonly link: number
  readonly entryBytes: number
}

/** What the readers of an ELF file share. */
export interface ElfFile {
  readonly source: ByteSource
  readonly wide: boolean
  readonly littleEndian: boolean
  readonly relocatable: boolean
  readonly sections: readonly ElfSection[]
}

// Relocatable files made with -ffunction-sections have tens of thousands.
const MAX_SECTIONS = 100_000
const SHT_NULL = 0
const SHT_NOBITS = 8
const ET_REL = 1
const SHN_XINDEX = 0xffff

function readSection(f: Fields, at: number, wide: boolean): ElfSection {
  const nameIndex = f.u32(at)
  const type = f.u32(at + 4)
  if (!wide) {
    const [address, offset, sizeBytes] = [f.u32(at + 12), f.u32(at + 16), f.u32(at + 20)]
    return { nameIndex, type, address, offset, sizeBytes, link: f.u32(at + 24), entryBytes: f.u32(at + 36) }
  }
  const [address, offset, sizeBytes] = [f.u64(at + 16), f.u64(at + 24), f.u64(at + 32)]
  return { nameIndex, type, address, offset, sizeBytes, link: f.u32(at + 40), entryBytes: f.u64(at + 56) }
}

interface Table {
  readonly offset: number
  readonly entryBytes: number
  readonly count: number
  readonly namesIndex: number
}

/** Where the section headers are; counts that do not fit 16 bits stand in the first one. */
function readTable(source: ByteSource, f: Fields, wide: boolean, littleEndian: boolean): Table {
  const offset = wide ? f.u64(40) : f.u32(32)
  const tail = wide ? 58 : 46
  const entryBytes = f.u16(tail)
  let count = f.u16(tail + 2)
  let namesIndex = f.u16(tail + 4)
  if (offset > 0 && (count === 0 || namesIndex === SHN_XINDEX)) {
    const first = readSection(readFields(source, offset, 64, littleEndian), 0, wide)
    if (count === 0) count = first.sizeBytes
    if (namesIndex === SHN_XINDEX) namesIndex = first.link
  }
  return { offset, entryBytes, count: Math.min(count, MAX_SECTIONS), namesIndex }
}

function placeSections(file: ElfFile, names: ElfSection | undefined): Section[] {
  const sections: Section[] = []
  for (const { nameIndex, type, address, offset, sizeBytes } of file.sections) {
    if (type === SHT_NULL || type === SHT_NOBITS || sizeBytes === 0) continue
    const end = Math.min(offset + sizeBytes, file.source.sizeBytes)
    const name = () => (names === undefined ? '' : readName(file.source, names.offset + nameIndex))
    if (offset < end) sections.push({ name, start: offset, end, address })
  }
  return sections
}

const MODULE_MARK = '~Module signature appended~\n'
const MODULE_HEADER_BYTES = 12

/** A signed kernel module ends with PKCS#7, 12 bytes of header and a mark (Linux, kernel/module_signature.c). */
function moduleSignature(source: ByteSource): SignatureRange[] {
  const at = source.sizeBytes - MODULE_MARK.length - MODULE_HEADER_BYTES
  if (at < 0) return []
  const tail = readBytes(source, at, MODULE_MARK.length + MODULE_HEADER_BYTES)
  for (let i = 0; i < MODULE_MARK.length; i++) {
    if (tail[MODULE_HEADER_BYTES + i] !== MODULE_MARK.charCodeAt(i)) return []
  }
  const sizeBytes = fieldsOf(tail, false).u32(8)
  if (sizeBytes === 0 || sizeBytes > at) return []
  return [{ start: at - sizeBytes, end: at, within: 'module-signature' }]
}

/** Sections, symbols and an appended signature of an ELF file; `undefined` when it is none. */
export function readElf(source: ByteSource): Image | undefined {
  const head = readBytes(source, 0, 64)
  if (head[0] !== 0x7f || head[1] !== 0x45 || head[2] !== 0x4c || head[3] !== 0x46) return undefined
  const wide = head[4] === 2
  const littleEndian = head[5] === 1
  if ((!wide && head[4] !== 1) || (!littleEndian && head[5] !== 2)) return undefined
  const f = fieldsOf(head, littleEndian)
  const table = readTable(source, f, wide, littleEndian)
  const sections: ElfSection[] = []
  if (table.entryBytes === (wide ? 64 : 40)) {
    const headers = readFields(source, table.offset, table.count * table.entryBytes, littleEndian)
    for (let at = 0; at + table.entryBytes <= headers.length; at += table.entryBytes) {
      sections.push(readSection(headers, at, wide))
    }
  }
  const file: ElfFile = { source, wide, littleEndian, relocatable: f.u16(16) === ET_REL, sections }
  return {
    start: 0,
    end: source.sizeBytes,
    sections: placeSections(file, sections[table.namesIndex]),
    signatureRanges: moduleSignature(source),
    eachSymbol: take => readElfSymbols(file, take),
  }
}
