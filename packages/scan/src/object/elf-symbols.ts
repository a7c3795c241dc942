import type { ElfFile, ElfSection } from './elf.ts'
import { type Fields, readFields } from './fields.ts'
import { MAX_NAME_BYTES, type TakeSymbol } from './image.ts'

const SHT_SYMTAB = 2
const SHT_DYNSYM = 11
const SHN_LORESERVE = 0xff00
// NOTYPE, OBJECT, FUNC: sections and files have symbols too, and name nothing (System V ABI, symbol table).
const NAMING_TYPES: readonly number[] = [0, 1, 2]
const WINDOW_ENTRIES = 4096

function takeSymbol(file: ElfFile, f: Fields, at: number, names: ElfSection, take: TakeSymbol): boolean {
  const info = f.u8(at + (file.wide ? 4 : 12))
  const sectionIndex = f.u16(at + (file.wide ? 6 : 14))
  const nameIndex = f.u32(at)
  if (nameIndex === 0 || !NAMING_TYPES.includes(info & 15)) return true
  if (sectionIndex === 0 || sectionIndex >= SHN_LORESERVE) return true
  const section = file.sections[sectionIndex]
  if (section === undefined) return true
  const value = file.wide ? f.u64(at + 8) : f.u32(at + 4)
  const sizeBytes = file.wide ? f.u64(at + 16) : f.u32(at + 8)
  const offset = section.offset + value - (file.relocatable ? 0 : section.address)
  return take(offset, sizeBytes, names.offset + nameIndex, MAX_NAME_BYTES)
}

function readTable(file: ElfFile, table: ElfSection, names: ElfSection, take: TakeSymbol): boolean {
  const entryBytes = file.wide ? 24 : 16
  const windowBytes = WINDOW_ENTRIES * entryBytes
  const end = Math.min(table.offset + table.sizeBytes, file.source.sizeBytes)
  for (let from = table.offset; from < end; from += windowBytes) {
    const f = readFields(file.source, from, Math.min(windowBytes, end - from), file.littleEndian)
    for (let at = 0; at + entryBytes <= f.length; at += entryBytes) {
      if (!takeSymbol(file, f, at, names, take)) return false
    }
    if (f.length === 0) return true
  }
  return true
}

/** `.symtab`, and `.dynsym` where the former was stripped: the latter is a part of it. */
export function readElfSymbols(file: ElfFile, take: TakeSymbol): void {
  for (const type of [SHT_SYMTAB, SHT_DYNSYM]) {
    const table = file.sections.find(section => section.type === type && section.sizeBytes > 0)
    const names = table && file.sections[table.link]
    if (table === undefined || names === undefined) continue
    readTable(file, table, names, take)
    return
  }
}
