import type { ByteSource } from '../source.ts'
import { readBytes } from '../source.ts'
import { type Fields, fieldsOf, readFields } from './fields.ts'
import type { Image, Section, SignatureRange } from './image.ts'
import { type MachoSymbolTable, readMachoSymbols } from './macho-symbols.ts'

const LC_SEGMENT = 0x1
const LC_SYMTAB = 0x2
const LC_SEGMENT_64 = 0x19
const LC_CODE_SIGNATURE = 0x1d
// Apple's own largest binaries have some hundred commands.
const MAX_COMMANDS = 4096
const MAX_COMMANDS_BYTES = 0x40_0000
const MAX_SECTIONS = 4096
const S_ZEROFILL: readonly number[] = [1, 12, 18]

interface Commands {
  readonly sections: Section[]
  /** Sections by their number in the file, those without bytes included: symbols count them all. */
  readonly numbered: (Section | undefined)[]
  readonly signatureRanges: SignatureRange[]
  symbols: MachoSymbolTable | undefined
}

function fixedText(f: Fields, at: number): string {
  let text = ''
  for (let i = at; i < at + 16 && f.u8(i) !== 0; i++) {
    const octet = f.u8(i)
    if (octet >= 0x20 && octet < 0x7f) text += String.fromCharCode(octet)
  }
  return text
}

/** `section_64` and `section` of mach-o/loader.h; names become `__TEXT,__const`. */
function readSegment(
  f: Fields,
  at: number,
  wide: boolean,
  base: number,
  limit: number,
  into: Commands,
): void {
  const count = Math.min(f.u32(at + (wide ? 64 : 48)), MAX_SECTIONS)
  const entryBytes = wide ? 80 : 68
  const commandEnd = at + f.u32(at + 4)
  for (let i = 0; i < count && into.numbered.length < MAX_SECTIONS; i++) {
    const section = at + (wide ? 72 : 56) + i * entryBytes
    if (section + entryBytes > commandEnd) return
    const address = wide ? f.u64(section + 32) : f.u32(section + 32)
    const sizeBytes = wide ? f.u64(section + 40) : f.u32(section + 36)
    const start = base + f.u32(section + (wide ? 48 : 40))
    const empty = S_ZEROFILL.includes(f.u32(section + (wide ? 64 : 56)) & 0xff) || sizeBytes === 0
    const name = `${fixedText(f, section + 16)},${fixedText(f, section)}`
    const end = Math.min(start + sizeBytes, limit)
    const placed = empty || start >= end ? undefined : { name: () => name, start, end, address }
    into.numbered.push(placed)
    if (placed !== undefined) into.sections.push(placed)
  }
}

function readCommands(f: Fields, count: number, wide: boolean, base: number, limit: number): Commands {
  const into: Commands = { sections: [], numbered: [], signatureRanges: [], symbols: undefined }
  let at = 0
  for (let i = 0; i < count && at + 8 <= f.length; i++) {
    const command = f.u32(at)
    const sizeBytes = f.u32(at + 4)
    if (sizeBytes < 8) break
    if (command === (wide ? LC_SEGMENT_64 : LC_SEGMENT)) readSegment(f, at, wide, base, limit, into)
    if (command === LC_SYMTAB) {
      into.symbols = { at: base + f.u32(at + 8), count: f.u32(at + 12), stringsAt: base + f.u32(at + 16) }
    }
    if (command === LC_CODE_SIGNATURE) {
      const start = base + f.u32(at + 8)
      const end = Math.min(start + f.u32(at + 12), limit)
      if (start < end) into.signatureRanges.push({ start, end, within: 'macho-signature' })
    }
    at += sizeBytes
  }
  return into
}

const MAGICS: Readonly<Record<number, { readonly wide: boolean; readonly littleEndian: boolean }>> = {
  4277009102: { wide: false, littleEndian: false },
  4277009103: { wide: true, littleEndian: false },
  3472551422: { wide: false, littleEndian: true },
  3489328638: { wide: true, littleEndian: true },
}

/** The Mach-O file in [base, limit) of the source; `undefined` when there is none. */
export function readMacho(source: ByteSource, base = 0, limit: number = source.sizeBytes): Image | undefined {
  const head = readBytes(source, base, 32)
  const kind = head.length < 28 ? undefined : MAGICS[fieldsOf(head, false).u32(0)]
  if (kind === undefined) return undefined
  const { wide, littleEndian } = kind
  const f = fieldsOf(head, littleEndian)
  const commandsBytes = Math.min(f.u32(20), MAX_COMMANDS_BYTES)
  const commands = readFields(source, base + (wide ? 32 : 28), commandsBytes, littleEndian)
  const read = readCommands(commands, Math.min(f.u32(16), MAX_COMMANDS), wide, base, limit)
  const { sections, signatureRanges, numbered, symbols } = read
  return {
    start: base,
    end: limit,
    sections,
    signatureRanges,
    eachSymbol: take => {
      if (symbols) readMachoSymbols({ source, wide, littleEndian, numbered, symbols, limit }, take)
    },
  }
}
