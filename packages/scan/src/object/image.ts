import type { Within } from '@foreseen/facts'

/** A section that occupies bytes of the file: [start, end), loaded at `address`. */
export interface Section {
  readonly name: () => string
  readonly start: number
  readonly end: number
  readonly address: number
}

/** Bytes that are a signature over the file, not trust that the program carries. */
export interface SignatureRange {
  readonly start: number
  readonly end: number
  readonly within: Within
}

/**
 * Takes a symbol: offset in the file, size in bytes (0 when the table has none), offset of its name in
 * the file, longest name in bytes. Answers false when no more are wanted.
 */
export type TakeSymbol = (at: number, sizeBytes: number, nameAt: number, nameBytes: number) => boolean

/** One object file, or one slice of a fat one. `eachSymbol` reads the tables: only when a place is asked for. */
export interface Image {
  readonly start: number
  readonly end: number
  readonly sections: readonly Section[]
  readonly signatureRanges: readonly SignatureRange[]
  eachSymbol(take: TakeSymbol): void
}

/** Longest name that is read of a symbol; C++ names reach a few kB, a finding needs enough to be recognised. */
export const MAX_NAME_BYTES = 512

/** The section that holds the bytes at `offset`; of overlapping ones the smallest. */
export function sectionAt(image: Image, offset: number): Section | undefined {
  let best: Section | undefined
  for (const section of image.sections) {
    if (offset < section.start || offset >= section.end) continue
    if (best === undefined || section.end - section.start < best.end - best.start) best = section
  }
  return best
}
