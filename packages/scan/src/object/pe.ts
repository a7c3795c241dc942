import type { ByteSource } from '../source.ts'
import { readBytes } from '../source.ts'
import { type Fields, fieldsOf, readFields, readName } from './fields.ts'
import type { Image, Section, SignatureRange } from './image.ts'
import { readPeSymbols } from './pe-symbols.ts'

/** A section header of PE (Microsoft PE/COFF specification, section 4). */
export interface PeSection {
  readonly address: number
  readonly virtualBytes: number
  readonly offset: number
  readonly sizeBytes: number
}

/** What the readers of a PE file share. */
export interface PeFile {
  readonly source: ByteSource
  readonly sections: readonly PeSection[]
  readonly symbolsAt: number
  readonly symbolCount: number
  readonly exportsAt: number
  readonly exportsBytes: number
}

// The specification allows 96 sections; some toolchains write a few hundred.
const MAX_SECTIONS = 512
const HEADER_BYTES = 40
const SYMBOL_BYTES = 18

/** File offset of a relative virtual address, -1 when no section holds it. */
export function offsetOf(sections: readonly PeSection[], address: number): number {
  for (const section of sections) {
    const into = address - section.address
    if (into >= 0 && into < section.sizeBytes) return section.offset + into
  }
  return -1
}

/** Names longer than eight bytes are `/123`, an offset in the table of strings after the symbols. */
function sectionName(source: ByteSource, at: number, stringsAt: number): string {
  const name = readName(source, at, 8)
  const index = /^\/(\d{1,7})$/.exec(name)?.[1]
  return index !== undefined && stringsAt > 0 ? readName(source, stringsAt + Number(index)) : name
}

/** Data directory 4 is an offset in the file, not an address: WIN_CERTIFICATE records follow each other there. */
function authenticodeRange(source: ByteSource, f: Fields, directoriesAt: number): SignatureRange[] {
  const start = f.u32(directoriesAt + 32)
  const end = Math.min(start + f.u32(directoriesAt + 36), source.sizeBytes)
  return start > 0 && start < end ? [{ start, end, within: 'authenticode' }] : []
}

function readSections(f: Fields): PeSection[] {
  const sections: PeSection[] = []
  for (let at = 0; at + HEADER_BYTES <= f.length; at += HEADER_BYTES) {
    const virtualBytes = f.u32(at + 8)
    sections.push({
      virtualBytes,
      address: f.u32(at + 12),
      sizeBytes: f.u32(at + 16),
      offset: f.u32(at + 20),
    })
  }
  return sections
}

/** Sections, COFF symbols or exports, and the Authenticode directory of a PE file; `undefined` when it is none. */
export function readPe(source: ByteSource): Image | undefined {
  const dos = readBytes(source, 0, 64)
  if (dos[0] !== 0x4d || dos[1] !== 0x5a) return undefined
  const peAt = fieldsOf(dos, true).u32(60)
  const f = readFields(source, peAt, 24 + 240, true)
  if (f.u32(0) !== 0x4550) return undefined
  const optionalBytes = f.u16(20)
  const magic = f.u16(24)
  const directoriesAt = magic === 0x20b ? 24 + 112 : magic === 0x10b ? 24 + 96 : -1
  const directoryCount = directoriesAt < 0 ? 0 : f.u32(directoriesAt - 4)
  const symbolsAt = f.u32(12)
  const symbolCount = symbolsAt > 0 && symbolsAt < source.sizeBytes ? f.u32(16) : 0
  const headersAt = peAt + 24 + optionalBytes
  const count = Math.min(f.u16(6), MAX_SECTIONS)
  const sections = readSections(readFields(source, headersAt, count * HEADER_BYTES, true))
  const stringsAt = symbolCount > 0 ? symbolsAt + symbolCount * SYMBOL_BYTES : 0
  const placed: Section[] = sections.map(({ offset, sizeBytes, address }, i) => ({
    name: () => sectionName(source, headersAt + i * HEADER_BYTES, stringsAt),
    start: offset,
    end: Math.min(offset + sizeBytes, source.sizeBytes),
    address,
  }))
  const exported = directoryCount > 0
  const exportsAt = exported ? f.u32(directoriesAt) : 0
  const exportsBytes = exported ? f.u32(directoriesAt + 4) : 0
  const file: PeFile = { source, sections, symbolsAt, symbolCount, exportsAt, exportsBytes }
  return {
    start: 0,
    end: source.sizeBytes,
    sections: placed.filter(section => section.start > 0 && section.start < section.end),
    signatureRanges: directoryCount > 4 ? authenticodeRange(source, f, directoriesAt) : [],
    eachSymbol: take => readPeSymbols(file, take),
  }
}
