import type { Plist, PlistEntry } from './plist.ts'

const TRAILER_BYTES = 32
const MAX_OBJECTS = 100_000
const MAX_DEPTH = 32
const MAX_NODES = 200_000
// Dates count seconds from 2001-01-01 (CFBinaryPList.c).
const EPOCH_MS = 978_307_200_000

interface Document {
  readonly bytes: Uint8Array
  readonly offsets: readonly number[]
  readonly refBytes: number
  nodes: number
}

function number(bytes: Uint8Array, at: number, size: number): number {
  let value = 0
  for (let i = 0; i < size; i++) value = value * 256 + (bytes[at + i] ?? 0)
  return value
}

/** Count of a marker: its low four bits, or an integer object behind it when they are all set. */
function countAt(bytes: Uint8Array, at: number): { count: number; next: number } {
  const low = (bytes[at] ?? 0) & 15
  if (low !== 15) return { count: low, next: at + 1 }
  const size = 1 << ((bytes[at + 1] ?? 0) & 3)
  return { count: number(bytes, at + 2, size), next: at + 2 + size }
}

function stringAt(bytes: Uint8Array, at: number, wide: boolean): Plist {
  const { count, next } = countAt(bytes, at)
  const end = Math.min(next + (wide ? 2 * count : count), bytes.length)
  const text = new TextDecoder(wide ? 'utf-16be' : 'latin1').decode(bytes.subarray(next, end))
  return { type: 'string', text, start: next, end }
}

function read(document: Document, index: number, depth: number): Plist {
  const at = document.offsets[index]
  if (at === undefined || depth > MAX_DEPTH || document.nodes++ > MAX_NODES) return { type: 'other' }
  const { bytes, refBytes } = document
  const kind = (bytes[at] ?? 0) >> 4
  if (bytes[at] === 8 || bytes[at] === 9) return { type: 'boolean', value: bytes[at] === 9 }
  if (kind === 5 || kind === 6) return stringAt(bytes, at, kind === 6)
  if (kind === 3) {
    const seconds = new DataView(
      bytes.buffer,
      bytes.byteOffset + at + 1,
      Math.max(0, Math.min(8, bytes.length - at - 1)),
    )
    return {
      type: 'date',
      milliseconds: seconds.byteLength === 8 ? EPOCH_MS + seconds.getFloat64(0) * 1000 : Number.NaN,
    }
  }
  if (kind !== 10 && kind !== 13) return { type: 'other' }
  const { count, next } = countAt(bytes, at)
  const fits = Math.min(count, Math.floor((bytes.length - next) / refBytes))
  const child = (i: number): Plist => read(document, number(bytes, next + i * refBytes, refBytes), depth + 1)
  if (kind === 10) return { type: 'array', items: Array.from({ length: fits }, (_, i) => child(i)) }
  const entries: PlistEntry[] = []
  for (let i = 0; i < fits; i++) {
    const key = child(i)
    if (key.type === 'string') entries.push({ key: key.text, keyAt: key.start, value: child(count + i) })
  }
  return { type: 'dict', entries }
}

/** The top value of a binary property list that fills `bytes`; `undefined` when it is none. */
export function readBinaryPlist(bytes: Uint8Array): Plist | undefined {
  if (new TextDecoder('latin1').decode(bytes.subarray(0, 8)) !== 'bplist00') return undefined
  const trailer = bytes.length - TRAILER_BYTES
  const [offsetBytes = 0, refBytes = 0] = bytes.subarray(Math.max(0, trailer) + 6, Math.max(0, trailer) + 8)
  const count = number(bytes, trailer + 8, 8)
  const table = number(bytes, trailer + 24, 8)
  const sane = (size: number): boolean => size >= 1 && size <= 8
  if (trailer < 8 || !sane(offsetBytes) || !sane(refBytes) || count > MAX_OBJECTS) return undefined
  if (table + count * offsetBytes > trailer) return undefined
  const offsets = Array.from({ length: count }, (_, i) => number(bytes, table + i * offsetBytes, offsetBytes))
  return read({ bytes, offsets, refBytes, nodes: 0 }, number(bytes, trailer + 16, 8), 0)
}
