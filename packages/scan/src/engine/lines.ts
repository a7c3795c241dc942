import type { ByteSource } from '../source.ts'

const newline = 0x0a
const blockBytes = 64 << 10
const sampleBytes = 4096

/** Line numbers of ascending offsets in text, counted only as far as somebody asks. */
export interface Lines {
  /** Line from 1, or undefined when the bytes are not text. */
  at(offset: number): number | undefined
}

/** No NUL in the first bytes: what `grep` and git call text. */
export function looksLikeText(head: Uint8Array): boolean {
  return head.length > 0 && !head.subarray(0, sampleBytes).includes(0)
}

/** Newlines in `bytes`. */
export function countNewlines(bytes: Uint8Array): number {
  let count = 0
  for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, at + 1)) count++
  return count
}

/** Lines of a source. Counting goes on from the last offset asked for and starts over for a smaller one. */
export function linesOf(source: ByteSource): Lines {
  let isText: boolean | undefined
  let counted = 0
  let line = 1
  let block: Uint8Array | undefined
  const advance = (offset: number): void => {
    block ??= new Uint8Array(Math.min(blockBytes, source.sizeBytes))
    while (counted < offset) {
      const part = block.subarray(0, Math.min(block.length, offset - counted))
      const readBytes = source.readInto(counted, part)
      if (readBytes === 0) return
      line += countNewlines(part.subarray(0, readBytes))
      counted += readBytes
    }
  }
  const sniff = (): boolean => {
    const head = new Uint8Array(Math.min(sampleBytes, source.sizeBytes))
    return looksLikeText(head.subarray(0, source.readInto(0, head)))
  }
  return {
    at(offset) {
      isText ??= sniff()
      if (!isText) return undefined
      if (offset < counted) {
        counted = 0
        line = 1
      }
      advance(offset)
      return line
    },
  }
}
