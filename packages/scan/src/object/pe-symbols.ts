import { readFields } from './fields.ts'
import { MAX_NAME_BYTES, type TakeSymbol } from './image.ts'
import { offsetOf, type PeFile } from './pe.ts'

const SYMBOL_BYTES = 18
const WINDOW_ENTRIES = 4096
// EXTERNAL, STATIC, LABEL (PE/COFF specification, section 5.4.4).
const NAMING_CLASSES: readonly number[] = [2, 3, 6]
// Ordinals are 16 bits wide.
const MAX_EXPORTS = 65_536

function readCoffSymbols(file: PeFile, take: TakeSymbol): void {
  const { source, symbolsAt, sections } = file
  const count = Math.min(file.symbolCount, Math.floor((source.sizeBytes - symbolsAt) / SYMBOL_BYTES))
  const stringsAt = symbolsAt + file.symbolCount * SYMBOL_BYTES
  let index = 0
  while (index < count) {
    const from = symbolsAt + index * SYMBOL_BYTES
    const f = readFields(source, from, Math.min(WINDOW_ENTRIES, count - index) * SYMBOL_BYTES, true)
    const entries = Math.floor(f.length / SYMBOL_BYTES)
    if (entries === 0) return
    let entry = 0
    for (; entry < entries; entry += 1 + f.u8(entry * SYMBOL_BYTES + 17)) {
      const at = entry * SYMBOL_BYTES
      const section = sections[f.u16(at + 12) - 1]
      // Sections have a symbol of their own name, static and followed by one auxiliary record.
      const ofSection = f.u8(at + 16) === 3 && f.u8(at + 17) > 0 && f.u32(at + 8) === 0
      if (section === undefined || ofSection || !NAMING_CLASSES.includes(f.u8(at + 16))) continue
      const inline = f.u32(at) !== 0
      const nameAt = inline ? from + at : stringsAt + f.u32(at + 4)
      if (!take(section.offset + f.u32(at + 8), 0, nameAt, inline ? 8 : MAX_NAME_BYTES)) return
    }
    index += entry
  }
}

function readExports(file: PeFile, take: TakeSymbol): void {
  const { source, sections, exportsAt, exportsBytes } = file
  const directoryAt = offsetOf(sections, exportsAt)
  if (exportsAt === 0 || directoryAt < 0) return
  const directory = readFields(source, directoryAt, 40, true)
  const count = Math.min(directory.u32(24), MAX_EXPORTS)
  const tables = [directory.u32(28), directory.u32(32), directory.u32(36)].map(rva => offsetOf(sections, rva))
  const [functionsAt = -1, namesAt = -1, ordinalsAt = -1] = tables
  if (functionsAt < 0 || namesAt < 0 || ordinalsAt < 0) return
  const functions = readFields(source, functionsAt, Math.min(directory.u32(20), MAX_EXPORTS) * 4, true)
  const names = readFields(source, namesAt, count * 4, true)
  const ordinals = readFields(source, ordinalsAt, count * 2, true)
  for (let i = 0; i < count; i++) {
    const address = functions.u32(ordinals.u16(i * 2) * 4)
    // An address inside the directory itself is the name of a function in another library.
    const forwarded = address >= exportsAt && address < exportsAt + exportsBytes
    const at = forwarded ? -1 : offsetOf(sections, address)
    const nameAt = offsetOf(sections, names.u32(i * 4))
    if (at >= 0 && nameAt >= 0 && !take(at, 0, nameAt, MAX_NAME_BYTES)) return
  }
}

/** The COFF table (MinGW, Go) and the exports; most Windows programs have neither. */
export function readPeSymbols(file: PeFile, take: TakeSymbol): void {
  if (file.symbolCount > 0) readCoffSymbols(file, take)
  readExports(file, take)
}
