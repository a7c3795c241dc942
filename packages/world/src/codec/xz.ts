import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { ByteStream, DecodedStream } from '@foreseen/scan'
import { createCrc64 } from './crc64.ts'
import { type Cursor, cursorOf, exactly } from './cursor.ts'
import { decodeLzma2, dictionaryBytes } from './lzma2.ts'
import { createBranches } from './xz/branches.ts'
import { createDelta } from './xz/delta.ts'
import { type Converter, filtered } from './xz/filtered.ts'

// The .xz file format, version 1.1.0; section numbers below are its own.
const magic = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]
const lzma2Filter = 0x21
const deltaFilter = 3
const checkBytes = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64]

function damaged(what: string): Error {
  return new Error(`xz data is damaged: ${what}`)
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}

/** Variable-length integer (1.2) at `at`: value and the offset behind it. */
function readNumber(bytes: Uint8Array, at: number): { value: number; next: number } {
  let value = 0
  for (let i = 0; i < 9; i++) {
    const byte = bytes[at + i]
    if (byte === undefined) break
    value += (byte & 0x7f) * 2 ** (7 * i)
    if (byte < 0x80) return { value, next: at + i + 1 }
  }
  throw damaged('a number')
}

interface Filters {
  readonly dictBytes: number
  /** In the order in which they are undone. */
  readonly converters: readonly Converter[]
}

function converterOf(id: number, properties: Uint8Array): Converter {
  if (id === deltaFilter) {
    if (properties.length !== 1) throw damaged('a filter')
    return createDelta(1 + (properties[0] ?? 0))
  }
  if (properties.length !== 0 && properties.length !== 4) throw damaged('a filter')
  const start = properties.length === 0 ? 0 : viewOf(properties).getUint32(0, true)
  const branches = createBranches(id, start)
  if (branches === undefined) throw new Error(`unsupported: the xz filter ${id}`)
  return branches
}

/** The filters of a block header (3.1.5, 5.3): LZMA2 at the end, up to three others in front of it. */
function readFilters(header: Uint8Array): Filters {
  const flags = header[1] ?? 0
  if ((flags & 0x3c) !== 0) throw new Error('unsupported: flags of an xz block')
  let at = 2
  if ((flags & 0x40) !== 0) at = readNumber(header, at).next
  if ((flags & 0x80) !== 0) at = readNumber(header, at).next
  const converters: Converter[] = []
  for (let left = flags & 3; ; left--) {
    const id = readNumber(header, at)
    const size = readNumber(header, id.next)
    at = size.next + size.value
    if (at > header.length - 4) throw damaged('a filter')
    const properties = header.subarray(size.next, at)
    if (left > 0) converters.unshift(converterOf(id.value, properties))
    else if (id.value !== lzma2Filter) throw new Error(`unsupported: the xz filter ${id.value} at the end`)
    else return { dictBytes: dictionaryBytes(properties[0] ?? 0xff), converters }
  }
}

interface Check {
  add(bytes: Uint8Array): void
  equals(said: Uint8Array): boolean
}

function crc32Check(): Check {
  let sum = 0
  return {
    add(bytes) {
      sum = crc32(bytes, sum)
    },
    equals: said => viewOf(said).getUint32(0, true) === sum,
  }
}

function sha256Check(): Check {
  const hash = createHash('sha256')
  return { add: bytes => hash.update(bytes), equals: said => hash.digest().equals(said) }
}

/** The check of a type (2.1.1.2); of the types that nobody has defined only the size is known. */
function createCheck(type: number): Check {
  if (type === 1) return crc32Check()
  if (type === 4) return createCrc64()
  if (type === 10) return sha256Check()
  return { add() {}, equals: () => true }
}

async function* block(cursor: Cursor, sizeByte: number, checkType: number): AsyncGenerator<Uint8Array> {
  const start = cursor.position() - 1
  const rest = await exactly(cursor, 4 * (sizeByte + 1) - 1)
  const header = Uint8Array.of(sizeByte, ...rest)
  const said = new DataView(header.buffer).getUint32(header.length - 4, true)
  if (crc32(header.subarray(0, -4)) !== said) throw damaged('a block header')
  const check = createCheck(checkType)
  const { dictBytes, converters } = readFilters(header)
  let pieces = decodeLzma2(cursor, dictBytes)
  for (const convert of converters) pieces = filtered(pieces, convert)
  for await (const piece of pieces) {
    check.add(piece)
    yield piece
  }
  await exactly(cursor, (4 - ((cursor.position() - start) % 4)) % 4)
  if (!check.equals(await exactly(cursor, checkBytes[checkType] ?? 0))) throw damaged('a checksum is wrong')
}

async function skipNumber(cursor: Cursor): Promise<number> {
  let value = 0
  for (let i = 0; i < 9; i++) {
    const [byte = 0] = await exactly(cursor, 1)
    value += (byte & 0x7f) * 2 ** (7 * i)
    if (byte < 0x80) return value
  }
  throw damaged('the index')
}

/** Passes over the index (4), whose indicator has been read, and the footer (2.1.2). */
async function skipIndex(cursor: Cursor): Promise<void> {
  const start = cursor.position() - 1
  const records = await skipNumber(cursor)
  for (let i = 0; i < 2 * records; i++) await skipNumber(cursor)
  await exactly(cursor, (4 - ((cursor.position() - start) % 4)) % 4)
  await exactly(cursor, 4 + 12)
}

async function* oneStream(cursor: Cursor): AsyncGenerator<Uint8Array> {
  const header = await exactly(cursor, 12)
  const checkType = header[7] ?? 0
  if (!magic.every((byte, i) => header[i] === byte) || header[6] !== 0 || checkType > 15)
    throw damaged('no header')
  for (;;) {
    const [sizeByte = 0] = await exactly(cursor, 1)
    if (sizeByte === 0) break
    yield* block(cursor, sizeByte, checkType)
  }
  await skipIndex(cursor)
}

/** Whether another stream follows, behind padding of four zero bytes each (2.2). */
async function follows(cursor: Cursor): Promise<boolean> {
  for (;;) {
    const next = await cursor.take(6)
    if (next.length >= 4 && next.subarray(0, 4).every(byte => byte === 0)) {
      cursor.unread(next.subarray(4))
      continue
    }
    cursor.unread(next)
    return magic.every((byte, i) => next[i] === byte)
  }
}

async function* streams(cursor: Cursor): AsyncGenerator<Uint8Array> {
  do yield* oneStream(cursor)
  while (await follows(cursor))
}

/** Opens xz of one or several streams, with every filter of the format (5.3). */
export function openXz(input: ByteStream): DecodedStream {
  const cursor = cursorOf(input)
  return { [Symbol.asyncIterator]: () => streams(cursor), consumedBytes: () => cursor.position() }
}
