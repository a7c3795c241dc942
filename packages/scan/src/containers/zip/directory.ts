import { type ByteSource, readBytes } from '../../source.ts'
import type { ReadAhead } from '../reading/ahead.ts'
import { zipName } from './name.ts'

// Signatures of APPNOTE.TXT 6.3.10, little-endian.
export const localSignature = 0x04034b50
export const entrySignature = 0x02014b50
export const descriptorSignature = 0x08074b50
const endSignature = 0x06054b50
const end64Signature = 0x06064b50
const locator64Signature = 0x07064b50

export const endBytes = 22
const entryBytes = 46
const localBytes = 30
const all32 = 0xffff_ffff

/** One entry as the directory, or failing that its local header, describes it. */
export interface ZipEntry {
  readonly name: string
  readonly flags: number
  readonly method: number
  readonly crc: number
  readonly packedBytes: number
  /** Undefined when it follows behind the data. */
  readonly sizeBytes: number | undefined
  /** Offset of the local header, before any correction. */
  readonly offset: number
}

/** Where the central directory is. */
export interface ZipDirectory {
  readonly start: number
  readonly end: number
  /** Added to every offset: bytes that were put in front of the archive after it was made. */
  readonly shift: number
  readonly entries: number
  /** End of the archive, comment included. */
  readonly archiveEnd: number
}

/** A view for little-endian numbers. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}

/** An 8-byte number; beyond 2^53 it is no offset in any file. */
export function uint64(view: DataView, at: number): number {
  return view.getUint32(at + 4, true) * 0x1_0000_0000 + view.getUint32(at, true)
}

/** The end record at `at` in `bytes`, when its own numbers agree: entries, directory and comment fit in front and behind. */
function plausibleEnd(view: DataView, at: number, offset: number): boolean {
  if (at < 0 || at + endBytes > view.byteLength || view.getUint32(at, true) !== endSignature) return false
  const entries = view.getUint16(at + 10, true)
  const size = view.getUint32(at + 12, true)
  const comment = view.getUint16(at + 20, true)
  if (at + endBytes + comment > view.byteLength) return false
  if (size === all32 || view.getUint32(at + 16, true) === all32 || entries === 0xffff) return true
  return view.getUint16(at + 8, true) === entries && size >= entryBytes * entries && size <= offset
}

/** Offset in `tail` of the end record, or -1. `tailStart` is the offset of the tail in the source. */
export function findZipEnd(tail: Uint8Array, tailStart: number): number {
  const view = viewOf(tail)
  for (
    let at = tail.lastIndexOf(0x50, tail.length - endBytes);
    at >= 0;
    at = at === 0 ? -1 : tail.lastIndexOf(0x50, at - 1)
  ) {
    if (tail[at + 1] === 0x4b && plausibleEnd(view, at, tailStart + at)) return at
  }
  return -1
}

function readAt(source: ByteSource, at: number, length: number): DataView | undefined {
  if (at < 0) return undefined
  const bytes = readBytes(source, at, length)
  return bytes.length === length ? viewOf(bytes) : undefined
}

function signatureAt(source: ByteSource, at: number): number {
  return readAt(source, at, 4)?.getUint32(0, true) ?? 0
}

interface Ending {
  readonly at: number
  readonly size: number
  readonly offset: number
  readonly entries: number
}

/** The 64-bit end record in front of `endAt`; its own offset is tried first, then the place where it usually is. */
function ending64(source: ByteSource, endAt: number): Ending | undefined {
  const locator = readAt(source, endAt - 20, 20)
  if (locator?.getUint32(0, true) !== locator64Signature) return undefined
  for (const at of [uint64(locator, 8), endAt - 20 - 56]) {
    const record = readAt(source, at, 56)
    if (record?.getUint32(0, true) !== end64Signature) continue
    return { at, entries: uint64(record, 32), size: uint64(record, 40), offset: uint64(record, 48) }
  }
  return undefined
}

/** Finds the directory through the end record at `endAt`; `undefined` when it is not where it says. */
export function locateDirectory(source: ByteSource, endAt: number): ZipDirectory | undefined {
  const end = readAt(source, endAt, endBytes)
  if (end?.getUint32(0, true) !== endSignature) return undefined
  const archiveEnd = endAt + endBytes + end.getUint16(20, true)
  const plain: Ending = {
    at: endAt,
    entries: end.getUint16(10, true),
    size: end.getUint32(12, true),
    offset: end.getUint32(16, true),
  }
  const { at, size, offset, entries } = ending64(source, endAt) ?? plain
  if (entries === 0 && size === 0) return { start: at, end: at, shift: 0, entries, archiveEnd }
  // The directory ends where its end record begins: that tells how many bytes were put in front.
  for (const start of [at - size, offset]) {
    if (signatureAt(source, start) !== entrySignature) continue
    return { start, end: start + size, shift: start - offset, entries, archiveEnd }
  }
  return undefined
}

/** Sizes and offset of a zip64 extra field (APPNOTE 4.5.3), for the numbers that do not fit 32 bits. */
function wide(extra: Uint8Array, numbers: { size: number; packed: number; offset: number }): void {
  if (numbers.size !== all32 && numbers.packed !== all32 && numbers.offset !== all32) return
  const view = viewOf(extra)
  for (let at = 0; at + 4 <= extra.length; at += 4 + view.getUint16(at + 2, true)) {
    if (view.getUint16(at, true) !== 1) continue
    let next = at + 4
    const end = Math.min(extra.length, next + view.getUint16(at + 2, true))
    for (const key of ['size', 'packed', 'offset'] as const) {
      if (numbers[key] !== all32 || next + 8 > end) continue
      numbers[key] = uint64(view, next)
      next += 8
    }
    return
  }
}

/** The directory entry at `at` and its length; `undefined` where there is none. */
function readEntry(
  bytes: Uint8Array,
  view: DataView,
  at: number,
): { entry: ZipEntry; length: number } | undefined {
  if (at + entryBytes > bytes.length) return undefined
  if (view.getUint32(at, true) !== entrySignature) return undefined
  const nameEnd = at + entryBytes + view.getUint16(at + 28, true)
  const extraEnd = nameEnd + view.getUint16(at + 30, true)
  const length = extraEnd + view.getUint16(at + 32, true) - at
  if (extraEnd > bytes.length) return undefined
  const numbers = {
    size: view.getUint32(at + 24, true),
    packed: view.getUint32(at + 20, true),
    offset: view.getUint32(at + 42, true),
  }
  wide(bytes.subarray(nameEnd, extraEnd), numbers)
  const entry = {
    name: zipName(bytes.subarray(at + entryBytes, nameEnd)),
    flags: view.getUint16(at + 8, true),
    method: view.getUint16(at + 10, true),
    crc: view.getUint32(at + 16, true),
    packedBytes: numbers.packed,
    sizeBytes: numbers.size,
    offset: numbers.offset,
  }
  return { entry, length }
}

const blockBytes = 1 << 20
// An entry with the longest name, extra field and comment.
const longestEntry = entryBytes + 3 * 0xffff

/** The entries of the directory in its order, read block by block; ends early where the directory breaks off. */
export function* directoryEntries(source: ByteSource, directory: ZipDirectory): Generator<ZipEntry> {
  let at = directory.start
  while (at < directory.end) {
    const wanted = Math.min(blockBytes, directory.end - at)
    const bytes = readBytes(source, at, wanted)
    // A directory that claims to go on behind the end of the file ends with the file.
    const isLast = bytes.length < wanted || at + wanted >= directory.end
    const view = viewOf(bytes)
    let next = 0
    while (isLast || next + longestEntry <= bytes.length) {
      const read = readEntry(bytes, view, next)
      if (read === undefined) return
      yield read.entry
      next += read.length
    }
    at += next
  }
}

/** Offset of the data behind the local header at `at`; `undefined` where there is no header. */
export function localDataStart(read: ReadAhead, at: number): number | undefined {
  const head = read(at, localBytes)
  if (head.length < localBytes) return undefined
  const view = viewOf(head)
  if (view.getUint32(0, true) !== localSignature) return undefined
  return at + localBytes + view.getUint16(26, true) + view.getUint16(28, true)
}

/** The local header at `at` (APPNOTE 4.3.7) with the offset of the data behind it. */
export function readLocal(
  source: ByteSource,
  at: number,
): { entry: ZipEntry; dataStart: number } | undefined {
  const head = readAt(source, at, localBytes)
  if (head?.getUint32(0, true) !== localSignature) return undefined
  const nameBytes = head.getUint16(26, true)
  const extraBytes = head.getUint16(28, true)
  const text = readBytes(source, at + localBytes, nameBytes + extraBytes)
  const numbers = { size: head.getUint32(22, true), packed: head.getUint32(18, true), offset: at }
  wide(text.subarray(nameBytes), numbers)
  const entry = {
    name: zipName(text.subarray(0, nameBytes)),
    flags: head.getUint16(6, true),
    method: head.getUint16(8, true),
    crc: head.getUint32(14, true),
    packedBytes: numbers.packed,
    sizeBytes: numbers.size,
    offset: at,
  }
  return { entry, dataStart: at + localBytes + nameBytes + extraBytes }
}
