import type { ByteStream, DecodedStream } from '@foreseen/scan'
import { type Cursor, cursorOf } from './cursor.ts'
import { Bits, damaged } from './deflate64-bits.ts'
import { type Codes, codesOf, fixedCodes } from './deflate64-tables.ts'

// Deflate64, method 9 of zip (APPNOTE 4.4.5): deflate with a window of 64 KiB, two more codes of distances, and a last
// code of lengths with 16 more bits in place of the single length 258. As 7-Zip and Info-ZIP have it.
const windowBytes = 1 << 16
const outputBytes = 1 << 18
/** More than a symbol or the header of a block takes (286 + 32 lengths of 14 bits at most, and the codes of those). */
const enoughBytes = 1024
/** Input that one symbol with its match takes at most. */
const symbolBytes = 16
const lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

/** Least length of a code from 257 on, and its further bits. */
const lengthBase = Uint16Array.of(
  ...[
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
  ],
  ...[227, 3],
)
const lengthBits = Uint8Array.of(
  ...[0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 16],
)

function truncated(): Error {
  return new Error('unexpected end of file')
}

/** Output behind the window that matches refer to. */
class Output {
  readonly bytes = new Uint8Array(windowBytes + outputBytes + windowBytes + 8)
  start = 0
  end = 0

  isFull(): boolean {
    return this.end - this.start >= outputBytes
  }

  copy(distance: number, length: number): void {
    if (distance > this.end) throw damaged()
    const { bytes, end } = this
    if (distance >= length) bytes.copyWithin(end, end - distance, end - distance + length)
    else for (let i = 0; i < length; i++) bytes[end + i] = bytes[end + i - distance] ?? 0
    this.end += length
  }

  store(part: Uint8Array): void {
    this.bytes.set(part, this.end)
    this.end += part.length
  }

  /** What has come since the last call, valid until `makeRoom`. */
  piece(): Uint8Array {
    const piece = this.bytes.subarray(this.start, this.end)
    this.start = this.end
    return piece
  }

  /** Keeps nothing but the window. */
  makeRoom(): void {
    const kept = Math.min(windowBytes, this.end)
    this.bytes.copyWithin(0, this.end - kept, this.end)
    this.start = kept
    this.end = kept
  }
}

interface Block {
  readonly literals: Codes
  readonly distances: Codes
}

function dynamicBlock(bits: Bits): Block {
  const literalCount = 257 + bits.take(5)
  const distanceCount = 1 + bits.take(5)
  const lengthCount = 4 + bits.take(4)
  const ordered = new Uint8Array(19)
  for (let i = 0; i < lengthCount; i++) ordered[lengthOrder[i] ?? 0] = bits.take(3)
  const codes = codesOf(ordered)
  if (codes === undefined) throw damaged()
  const lengths = new Uint8Array(literalCount + distanceCount)
  for (let at = 0; at < lengths.length; ) {
    const symbol = bits.symbol(codes)
    if (symbol < 16) {
      lengths[at++] = symbol
      continue
    }
    const value = symbol === 16 ? lengths[at - 1] : 0
    const times = symbol === 16 ? 3 + bits.take(2) : symbol === 17 ? 3 + bits.take(3) : 11 + bits.take(7)
    if (value === undefined || at + times > lengths.length) throw damaged()
    lengths.fill(value, at, at + times)
    at += times
  }
  const literals = codesOf(lengths.subarray(0, literalCount))
  const distances = codesOf(lengths.subarray(literalCount))
  if (literals === undefined || distances === undefined) throw damaged()
  return { literals, distances }
}

function match(bits: Bits, { distances }: Block, symbol: number, output: Output): void {
  const index = symbol - 257
  const base = lengthBase[index]
  if (base === undefined) throw damaged()
  const length = base + bits.take(lengthBits[index] ?? 0)
  const code = bits.symbol(distances)
  const extra = code < 4 ? 0 : (code >> 1) - 1
  const distance = 1 + (code < 4 ? code : ((2 | (code & 1)) << extra) + bits.take(extra))
  output.copy(distance, length)
}

/** Decodes symbols until the block ends (true), the output is full or the input runs low. */
function symbols(bits: Bits, block: Block, output: Output, least: number): boolean {
  while (!output.isFull() && bits.left >= least) {
    const symbol = bits.symbol(block.literals)
    if (symbol === 256) return true
    if (symbol < 256) output.bytes[output.end++] = symbol
    else match(bits, block, symbol, output)
    if (least === 0 && bits.isOver()) throw truncated()
  }
  return false
}

/** Input and output of one stream. */
class Flow {
  readonly bits = new Bits()
  readonly output = new Output()
  ended = false
  private readonly cursor: Cursor

  constructor(cursor: Cursor) {
    this.cursor = cursor
  }

  /** Takes input until there is enough for anything but stored bytes. */
  async fill(): Promise<void> {
    while (!this.ended && this.bits.left < enoughBytes) {
      const chunk = await this.cursor.next(1 << 16)
      if (chunk === undefined) this.ended = true
      else this.bits.add(chunk)
    }
    if (this.bits.isOver()) throw truncated()
  }

  *flush(): Generator<Uint8Array> {
    const piece = this.output.piece()
    if (piece.length > 0) yield piece
    this.output.makeRoom()
  }

  /** Gives back what was not used. */
  close(): void {
    this.bits.align()
    this.cursor.unread(this.bits.bytes(Number.POSITIVE_INFINITY))
  }
}

async function* storedBlock(flow: Flow): AsyncGenerator<Uint8Array> {
  const { bits, output } = flow
  bits.align()
  let left = bits.take(16)
  if (bits.take(16) !== (left ^ 0xffff)) throw damaged()
  bits.align()
  while (left > 0) {
    await flow.fill()
    const part = bits.bytes(left)
    if (part.length === 0) throw truncated()
    output.store(part)
    left -= part.length
    if (output.isFull()) yield* flow.flush()
  }
}

async function* packedBlock(flow: Flow, block: Block): AsyncGenerator<Uint8Array> {
  while (!symbols(flow.bits, block, flow.output, flow.ended ? 0 : symbolBytes)) {
    if (flow.output.isFull()) yield* flow.flush()
    await flow.fill()
  }
}

async function* inflate(cursor: Cursor): AsyncGenerator<Uint8Array> {
  const flow = new Flow(cursor)
  const { bits } = flow
  const fixed = fixedCodes()
  try {
    for (let isFinal = false; !isFinal; ) {
      await flow.fill()
      isFinal = bits.take(1) === 1
      const kind = bits.take(2)
      if (kind === 3) throw damaged()
      yield* kind === 0 ? storedBlock(flow) : packedBlock(flow, kind === 1 ? fixed : dynamicBlock(bits))
    }
  } catch (error) {
    yield* flow.flush()
    throw bits.isOver() ? truncated() : error
  }
  yield* flow.flush()
  flow.close()
}

/** Opens one stream of deflate64; what follows it is neither an error nor lost. */
export function openDeflate64(input: ByteStream): DecodedStream {
  const cursor = cursorOf(input)
  return { [Symbol.asyncIterator]: () => inflate(cursor), consumedBytes: () => cursor.position() }
}
