import { type ByteSource, memorySource, rangeSource, readBytes } from '../source.ts'
import type {
  CodecName,
  Container,
  ContainerContext,
  ContainerInput,
  Member,
  Opened,
  Region,
} from './contract.ts'
import { type ReadAhead, readAhead } from './reading/ahead.ts'
import { type Covered, createCovered } from './reading/covered.ts'
import {
  directoryEntries,
  findZipEnd,
  localDataStart,
  locateDirectory,
  uint64,
  viewOf,
  type ZipDirectory,
  type ZipEntry,
} from './zip/directory.ts'
import { lzmaMethod, lzmaOfZip } from './zip/lzma.ts'
import { walkLocals } from './zip/walk.ts'

const tailBytes = 65_557
/** Headers and descriptors between members are not worth a search; a certificate takes 200 bytes and more. */
const leastGapBytes = 160
const longestPlainHeader = 1024
/** Members larger than this are read by themselves. */
const aheadBytes = 512 << 10

const codecs: ReadonlyMap<number, CodecName> = new Map([
  [8, 'deflate'],
  [9, 'deflate64'],
  [12, 'bzip2'],
  [20, 'zstd'],
  [93, 'zstd'],
  [95, 'xz'],
])

interface Archive {
  readonly source: ByteSource
  readonly read: ReadAhead
  readonly covered: Covered
  readonly shift: number
  /** Packed bytes that may still be opened: overlapping members, as bombs have them, use it up. */
  packedRoom: number
}

function sealed(entry: ZipEntry): Opened | undefined {
  // Bit 0: encrypted; bit 13: strong encryption that hides the sizes as well; method 99: AES (APPNOTE 4.4.4, appendix E).
  if ((entry.flags & 0x2001) === 0 && entry.method !== 99) return undefined
  const detail = 'An encrypted member of a zip archive.'
  return { unseen: { reason: 'sealed', code: 'scan-sealed', detail, offset: entry.offset } }
}

function damaged(detail: string, offset: number): Opened {
  return { unseen: { reason: 'damaged', code: 'scan-damaged', detail, offset } }
}

/** The packed bytes of a member, in the window of what was read ahead where they fit. */
function packedSource(archive: Archive, start: number, sizeBytes: number): ByteSource {
  if (archive.source.memory !== undefined || sizeBytes > aheadBytes)
    return rangeSource(archive.source, start, sizeBytes)
  return memorySource(archive.read(start, sizeBytes))
}

function openEntry(archive: Archive, entry: ZipEntry): Opened {
  const { source, covered } = archive
  const at = entry.offset + archive.shift
  const isShifted = localDataStart(archive.read, at) !== undefined
  const start = isShifted ? at : entry.offset
  const dataStart = localDataStart(archive.read, start)
  if (dataStart === undefined)
    return damaged('The archive lists this member, but it is not where it should be.', at)
  const end = Math.min(dataStart + entry.packedBytes, source.sizeBytes)
  archive.packedRoom -= end - dataStart
  if (archive.packedRoom < 0) {
    const detail = 'Members of this archive overlap; this one was not opened.'
    return { unseen: { reason: 'limit', code: 'scan-overlap', detail, offset: at } }
  }
  const closed = sealed(entry)
  covered.add(dataStart - start > longestPlainHeader ? dataStart : start, end)
  if (closed !== undefined) return closed
  const bytes = packedSource(archive, dataStart, end - dataStart)
  if (entry.method === 0) return { range: bytes }
  const codec = codecs.get(entry.method)
  if (codec !== undefined) return { packed: { codec, bytes: { source: bytes }, start: dataStart } }
  if (entry.method === lzmaMethod) {
    const alone = lzmaOfZip(bytes, entry)
    if (alone === undefined) return damaged('The header of this LZMA member is not one.', at)
    const start = dataStart + bytes.sizeBytes - alone.sizeBytes
    return { packed: { codec: 'lzma', bytes: { source: alone }, start } }
  }
  const detail = `Compressed with zip method ${entry.method}, which cannot be opened yet.`
  return { unseen: { reason: 'unsupported', code: 'scan-unsupported', detail, offset: at } }
}

/** A member for an entry. Folders and empty files hold nothing, and neither is opened. */
export function entryMember(archive: Archive, entry: ZipEntry): Member | undefined {
  if (entry.packedBytes === 0 || (entry.sizeBytes === 0 && entry.method === 0)) return undefined
  const identity =
    entry.method === 0 ? undefined : `${entry.method} ${entry.crc} ${entry.packedBytes} ${entry.sizeBytes}`
  return {
    type: 'member',
    name: entry.name,
    claimedBytes: entry.sizeBytes,
    packedBytes: entry.packedBytes,
    identity,
    open: () => openEntry(archive, entry),
  }
}

/** The APK Signing Block (APK Signature Scheme v2): in front of the directory, its size twice, its magic at the end. */
function signingBlock(
  source: ByteSource,
  directoryStart: number,
): { start: number; end: number } | undefined {
  const footer = readBytes(source, directoryStart - 24, 24)
  if (directoryStart < 32 || String.fromCharCode(...footer.subarray(8)) !== 'APK Sig Block 42')
    return undefined
  const start = directoryStart - uint64(viewOf(footer), 0) - 8
  return start >= 0 && start < directoryStart ? { start, end: directoryStart } : undefined
}

function* listed(archive: Archive, directory: ZipDirectory, context: ContainerContext): Generator<Member> {
  let count = 0
  for (const entry of directoryEntries(archive.source, directory)) {
    count++
    const member = entryMember(archive, entry)
    if (member !== undefined) yield member
  }
  if (count < directory.entries) {
    const detail = `The directory of this zip says ${directory.entries} members and lists ${count}.`
    context.unseen({ reason: 'damaged', code: 'scan-damaged', detail, offset: directory.start })
  }
}

function* regions(archive: Archive, directory: ZipDirectory | undefined): Generator<Region> {
  const { source, covered } = archive
  const end = directory?.start ?? source.sizeBytes
  const block = directory === undefined ? undefined : signingBlock(source, directory.start)
  if (block !== undefined) {
    covered.add(block.start, block.end)
    yield { type: 'region', ...block, label: 'apk-signature' }
  }
  for (const gap of covered.gaps(0, end, leastGapBytes)) {
    yield { type: 'region', ...gap, label: gap.start === 0 ? 'prefix' : 'gap' }
  }
  if (directory !== undefined && directory.archiveEnd < source.sizeBytes) {
    yield { type: 'region', start: directory.archiveEnd, end: source.sizeBytes, label: 'trailing' }
  }
}

function* members(input: ContainerInput, context: ContainerContext): Generator<Member | Region> {
  if (!('source' in input)) return
  const { source } = input
  const tailStart = Math.max(0, source.sizeBytes - tailBytes)
  const endAt = findZipEnd(readBytes(source, tailStart, tailBytes), tailStart)
  const directory = endAt < 0 ? undefined : locateDirectory(source, tailStart + endAt)
  const packedRoom = 2 * source.sizeBytes
  const archive: Archive = {
    source,
    read: readAhead(source),
    covered: createCovered(),
    shift: directory?.shift ?? 0,
    packedRoom,
  }
  if (directory !== undefined) yield* listed(archive, directory, context)
  else if (isZipHead(readBytes(source, 0, 4))) {
    const reason = endAt < 0 ? 'truncated' : 'damaged'
    const detail =
      'This zip has no readable directory at its end; its members were looked for one after the other.'
    context.unseen({ reason, code: `scan-${reason}`, detail, offset: source.sizeBytes })
    for (const entry of walkLocals(source)) {
      const member = entryMember(archive, entry)
      if (member !== undefined) yield member
    }
  }
  yield* regions(archive, directory)
}

function isZipHead(head: Uint8Array): boolean {
  if (head[0] !== 0x50 || head[1] !== 0x4b) return false
  return (
    (head[2] === 3 && head[3] === 4) || (head[2] === 5 && head[3] === 6) || (head[2] === 7 && head[3] === 8)
  )
}

/** Zip archives and everything made of them: jar, war, apk, ipa, aar, whl, nupkg, xpi, docx, self-extractors. */
export const zipContainer: Container = {
  id: 'zip',
  finds:
    'zip archives by their directory, also behind other bytes, damaged or without one; zip64; signing blocks of APKs',
  ignores: 'the letters PK elsewhere',
  access: 'random',
  sniff(head, tail, sizeBytes) {
    if (isZipHead(head)) return true
    const end = tail()
    return findZipEnd(end, Math.max(0, (sizeBytes ?? 0) - end.length)) >= 0
  },
  members,
}
