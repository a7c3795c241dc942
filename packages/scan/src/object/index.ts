import type { ByteSource } from '../source.ts'
import { readElf } from './elf.ts'
import { type Image, type SignatureRange, sectionAt } from './image.ts'
import { readMacho } from './macho.ts'
import { readFatMacho } from './macho-fat.ts'
import { readPe } from './pe.ts'
import { symbolsOf } from './symbols.ts'

export type { SignatureRange } from './image.ts'

/** Places of an object file by name. It reads from its source when asked: the source must still be open. */
export interface ObjectMap {
  readonly format: 'elf' | 'pe' | 'macho'
  /** Section that holds the byte at `offset` and the symbol that stands there, where the file names them. */
  at(offset: number): { readonly section?: string; readonly symbol?: string }
  /** Ranges that sign the file itself; what stands there is never trust of the program. */
  readonly signatureRanges: readonly SignatureRange[]
}

function mapOf(source: ByteSource, format: ObjectMap['format'], images: readonly Image[]): ObjectMap {
  const located = images.map(image => ({ image, symbols: symbolsOf(source, image) }))
  return {
    format,
    signatureRanges: images.flatMap(image => image.signatureRanges),
    at(offset) {
      const here = located.find(({ image }) => offset >= image.start && offset < image.end)
      const section = here && sectionAt(here.image, offset)
      if (here === undefined || section === undefined) return {}
      const name = section.name()
      const symbol = here.symbols.nearest(offset, section)
      return { ...(name === '' ? {} : { section: name }), ...(symbol === '' ? {} : { symbol }) }
    },
  }
}

/** Sections, symbols and signatures of an ELF, PE or Mach-O file; `undefined` for anything else. Never throws. */
export function locateInObject(source: ByteSource): ObjectMap | undefined {
  const elf = readElf(source)
  if (elf) return mapOf(source, 'elf', [elf])
  const pe = readPe(source)
  if (pe) return mapOf(source, 'pe', [pe])
  const macho = readMacho(source)
  if (macho) return mapOf(source, 'macho', [macho])
  const slices = readFatMacho(source)
  return slices.length > 0 ? mapOf(source, 'macho', slices) : undefined
}
