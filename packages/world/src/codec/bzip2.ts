import type { ByteStream, DecodedStream } from '@foreseen/scan'
import { type BitInput, bitsOf } from './bzip2-bits.ts'
import { readBlock } from './bzip2-block.ts'
import { type Cursor, cursorOf } from './cursor.ts'

// 900,000 bytes of output at most; random bytes grow by one percent, tables take some 20 kB.
const largestBlock = 1_100_000
const blockMagic = 0x314159265359
const endMagic = 0x177245385090

/** Input held while a block is decoded: enough for the largest block. */
interface Held {
  bytes: Uint8Array
  bit: number
}

async function refill(held: Held, cursor: Cursor): Promise<void> {
  const from = held.bit >>> 3
  if (held.bytes.length - from >= largestBlock) return
  const parts = [held.bytes.subarray(from)]
  let length = parts[0]?.length ?? 0
  while (length < 2 * largestBlock) {
    const chunk = await cursor.next()
    if (chunk === undefined) break
    parts.push(chunk.slice())
    length += chunk.length
  }
  const bytes = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  held.bytes = bytes
  held.bit &= 7
}

function magic(bits: BitInput): number {
  return bits.read(24) * 0x100_0000 + bits.read(24)
}

function levelAt(held: Held): number {
  const at = held.bit >>> 3
  const [b, z, h, level = 0] = held.bytes.subarray(at, at + 4)
  return b === 0x42 && z === 0x5a && h === 0x68 && level >= 0x31 && level <= 0x39 ? level - 0x30 : 0
}

async function* blocks(cursor: Cursor, held: Held): AsyncGenerator<Uint8Array> {
  await refill(held, cursor)
  for (let level = levelAt(held); level > 0; level = levelAt(held)) {
    held.bit += 32
    const words = new Uint32Array(level * 100_000)
    for (;;) {
      await refill(held, cursor)
      const bits = bitsOf(held.bytes, held.bit)
      const kind = magic(bits)
      if (kind === endMagic) {
        bits.read(16)
        bits.read(16)
        bits.align()
        held.bit = bits.position()
        break
      }
      if (kind !== blockMagic) throw new Error('bzip2 data is damaged: no block')
      yield* readBlock(bits, words, words.length)
      held.bit = bits.position()
    }
    await refill(held, cursor)
  }
  cursor.unread(held.bytes.subarray(held.bit >>> 3))
}

/** Opens bzip2 of one or several streams, block by block. */
export function openBzip2(input: ByteStream): DecodedStream {
  const cursor = cursorOf(input)
  const held: Held = { bytes: new Uint8Array(0), bit: 0 }
  let ended = false
  async function* output(): AsyncGenerator<Uint8Array> {
    yield* blocks(cursor, held)
    ended = true
  }
  const consumedBytes = (): number => cursor.position() - (ended ? 0 : held.bytes.length - (held.bit >>> 3))
  return { [Symbol.asyncIterator]: output, consumedBytes }
}
