import type { BitInput } from './bzip2-bits.ts'

// The format as in Julian Seward's reference (bzip2 1.0.8, decompress.c); there is no other specification.
const longestCode = 20
const groupSymbols = 50
const mostSelectors = 18_002 + 1

interface Table {
  readonly shortest: number
  /** Largest code of each length, first code of each length, first symbol of each length. */
  readonly limit: Int32Array
  readonly first: Int32Array
  readonly offset: Int32Array
  readonly symbols: Uint16Array
}

function damaged(what: string): Error {
  return new Error(`bzip2 data is damaged: ${what}`)
}

function tableOf(lengths: Uint8Array): Table {
  const counts = new Int32Array(longestCode + 2)
  for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1
  const limit = new Int32Array(longestCode + 2).fill(-1)
  const first = new Int32Array(longestCode + 2)
  const offset = new Int32Array(longestCode + 2)
  const symbols = new Uint16Array(lengths.length)
  let code = 0
  let symbol = 0
  for (let length = 1; length <= longestCode; length++) {
    first[length] = code
    offset[length] = symbol
    for (let i = 0; i < lengths.length; i++) if (lengths[i] === length) symbols[symbol++] = i
    code += counts[length] ?? 0
    if ((counts[length] ?? 0) > 0) limit[length] = code - 1
    code <<= 1
  }
  const shortest = counts.findIndex((count, length) => length > 0 && count > 0)
  return { shortest: Math.max(1, shortest), limit, first, offset, symbols }
}

function readSymbol(bits: BitInput, table: Table): number {
  let length = table.shortest
  let code = bits.read(length)
  for (;;) {
    const first = table.first[length] ?? 0
    if (code <= (table.limit[length] ?? -1) && code >= first) {
      return table.symbols[(table.offset[length] ?? 0) + code - first] ?? 0
    }
    if (++length > longestCode) throw damaged('a code that is none')
    code = (code << 1) | bits.read(1)
  }
}

function readUsed(bits: BitInput): Uint8Array {
  const ranges = bits.read(16)
  const used: number[] = []
  for (let i = 0; i < 16; i++) {
    if ((ranges & (0x8000 >> i)) === 0) continue
    const set = bits.read(16)
    for (let j = 0; j < 16; j++) if ((set & (0x8000 >> j)) !== 0) used.push(16 * i + j)
  }
  return Uint8Array.from(used)
}

function moveToFront(list: Uint8Array, index: number): number {
  const value = list[index] ?? 0
  // Most indexes are small: a loop beats copyWithin.
  for (let i = index; i > 0; i--) list[i] = list[i - 1] ?? 0
  list[0] = value
  return value
}

function readSelectors(bits: BitInput, groups: number): Uint8Array {
  const count = bits.read(15)
  if (count === 0) throw damaged('no selectors')
  const order = Uint8Array.from({ length: groups }, (_, i) => i)
  const selectors = new Uint8Array(Math.min(count, mostSelectors))
  for (let i = 0; i < count; i++) {
    let index = 0
    while (bits.read(1) === 1) if (++index >= groups) throw damaged('a selector without a table')
    const value = moveToFront(order, index)
    if (i < selectors.length) selectors[i] = value
  }
  return selectors
}

function readTable(bits: BitInput, symbols: number): Table {
  const lengths = new Uint8Array(symbols)
  let length = bits.read(5)
  for (let i = 0; i < symbols; i++) {
    for (;;) {
      if (length < 1 || length > longestCode) throw damaged('a code length out of range')
      if (bits.read(1) === 0) break
      length += bits.read(1) === 0 ? 1 : -1
    }
    lengths[i] = length
  }
  return tableOf(lengths)
}

/** The move-to-front and run stage: fills `block` with byte values and returns how many. */
function readBytes(bits: BitInput, block: Uint32Array, size: number): number {
  const used = readUsed(bits)
  if (used.length === 0) throw damaged('no symbols')
  const groups = bits.read(3)
  if (groups < 2 || groups > 6) throw damaged('number of tables')
  const selectors = readSelectors(bits, groups)
  const tables = Array.from({ length: groups }, () => readTable(bits, used.length + 2))
  const end = used.length + 1
  let count = 0
  let run = 0
  let weight = 1
  for (let taken = 0; ; taken++) {
    const table = tables[selectors[Math.floor(taken / groupSymbols)] ?? groups]
    if (table === undefined) throw damaged('too few selectors')
    const symbol = readSymbol(bits, table)
    if (symbol < 2) {
      run += weight << symbol
      weight <<= 1
      if (run > size) throw damaged('a run longer than its block')
      continue
    }
    if (run > 0) {
      if (count + run > size) throw damaged('more bytes than its block')
      block.fill(used[0] ?? 0, count, count + run)
      count += run
      run = 0
      weight = 1
    }
    if (symbol === end) return count
    if (count >= size) throw damaged('more bytes than its block')
    block[count++] = moveToFront(used, symbol - 1)
  }
}

/** Undoes the Burrows-Wheeler transform in place: each word gets the index of its successor above its byte. */
function link(block: Uint32Array, count: number): void {
  const sums = new Uint32Array(257)
  for (let i = 0; i < count; i++) {
    const next = ((block[i] ?? 0) & 0xff) + 1
    sums[next] = (sums[next] ?? 0) + 1
  }
  for (let i = 1; i < 257; i++) sums[i] = (sums[i] ?? 0) + (sums[i - 1] ?? 0)
  for (let i = 0; i < count; i++) {
    const byte = (block[i] ?? 0) & 0xff
    const at = sums[byte] ?? 0
    sums[byte] = at + 1
    block[at] = ((block[at] ?? 0) | (i << 8)) >>> 0
  }
}

// CRC-32 of bzip2 runs most significant bit first, unlike zlib's.
const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24
  for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1
  return crc >>> 0
})

/** Output in pieces of a fixed size, with the checksum of what was written. */
class Output {
  readonly pieces: Uint8Array[] = []
  piece = new Uint8Array(1 << 18)
  filled = 0
  crc = 0xffff_ffff

  put(byte: number): void {
    if (this.filled === this.piece.length) {
      this.pieces.push(this.piece)
      this.piece = new Uint8Array(1 << 18)
      this.filled = 0
    }
    this.piece[this.filled++] = byte
    this.crc = ((this.crc << 8) ^ (crcTable[(this.crc >>> 24) ^ byte] ?? 0)) >>> 0
  }

  end(): Uint8Array[] {
    return [...this.pieces, this.piece.subarray(0, this.filled)]
  }
}

/** Decodes the block behind its magic into pieces of output. The caller has read the six bytes of the magic. */
export function readBlock(bits: BitInput, block: Uint32Array, size: number): Uint8Array[] {
  const crc = bits.read(16) * 0x1_0000 + bits.read(16)
  if (bits.read(1) === 1) throw damaged('a randomised block of a version before 0.9.5')
  const origin = bits.read(24)
  const count = readBytes(bits, block, size)
  if (origin >= count) throw damaged('the origin lies outside')
  link(block, count)
  const output = new Output()
  let at = (block[origin] ?? 0) >>> 8
  let repeats = 0
  let last = -1
  for (let i = 0; i < count; i++) {
    const word = block[at] ?? 0
    at = word >>> 8
    const byte = word & 0xff
    if (repeats === 4) {
      for (let n = byte; n > 0; n--) output.put(last)
      repeats = 0
      last = -1
      continue
    }
    repeats = byte === last ? repeats + 1 : 1
    last = byte
    output.put(byte)
  }
  if ((output.crc ^ 0xffff_ffff) >>> 0 !== crc) throw damaged('a checksum is wrong')
  return output.end()
}
