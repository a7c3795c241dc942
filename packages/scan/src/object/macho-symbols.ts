import type { ByteSource } from '../source.ts'
import { readFields } from './fields.ts'
import { MAX_NAME_BYTES, type Section, type TakeSymbol } from './image.ts'

/** What LC_SYMTAB says, as offsets in the source. */
export interface MachoSymbolTable {
  readonly at: number
  readonly count: number
  readonly stringsAt: number
}

interface MachoFile {
  readonly source: ByteSource
  readonly wide: boolean
  readonly littleEndian: boolean
  readonly numbered: readonly (Section | undefined)[]
  readonly symbols: MachoSymbolTable
  readonly limit: number
}

const WINDOW_ENTRIES = 4096
// mach-o/nlist.h: debugging entries have one of these bits; N_SECT is defined in a section.
const N_STAB = 0xe0
const N_TYPE = 0x0e
const N_SECT = 0x0e

/** The symbols that are defined in a section; names keep the underscore of the table. */
export function readMachoSymbols(file: MachoFile, take: TakeSymbol): void {
  const { symbols, limit } = file
  const entryBytes = file.wide ? 16 : 12
  const end = Math.min(symbols.at + symbols.count * entryBytes, limit)
  for (let from = symbols.at; from < end; from += WINDOW_ENTRIES * entryBytes) {
    const windowBytes = Math.min(WINDOW_ENTRIES * entryBytes, end - from)
    const f = readFields(file.source, from, windowBytes, file.littleEndian)
    if (f.length === 0) return
    for (let at = 0; at + entryBytes <= f.length; at += entryBytes) {
      const type = f.u8(at + 4)
      if ((type & N_STAB) !== 0 || (type & N_TYPE) !== N_SECT) continue
      const section = file.numbered[f.u8(at + 5) - 1]
      if (section === undefined) continue
      const value = file.wide ? f.u64(at + 8) : f.u32(at + 8)
      const offset = section.start + value - section.address
      if (!take(offset, 0, symbols.stringsAt + f.u32(at), MAX_NAME_BYTES)) return
    }
  }
}
