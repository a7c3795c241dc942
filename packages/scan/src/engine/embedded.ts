import type { Container, Member } from '../containers/contract.ts'
import { gzipHeaderLength } from '../containers/gzip.ts'
import { looksLikeContainer } from '../containers/registry.ts'
import { locateDirectory } from '../containers/zip/directory.ts'
import { zipContainer } from '../containers/zip.ts'
import type { Span } from '../detectors/contract.ts'
import { rangeSource, readBytes } from '../source.ts'
import type { Ground } from './ground.ts'
import { maxEmbedded } from './limits.ts'
import type { Place } from './place.ts'
import { type Scan, scanContainer, scanStream, tooDeep } from './scan.ts'
import type { Spot } from './spot.ts'
import { limited, peeked, streamOf } from './stream.ts'

const longestHeader = 1024
const trailerBytes = 8
/** Output from which on a stream that breaks was one: random bytes inflate to a few hundred at most. */
const convincingBytes = 64 << 10

function embeddedPlace(spot: Spot, kind: string, at: number): Place {
  const { offset } = spot.locate({ start: at, end: at })
  const path = `${spot.path}!${kind}@0x${offset.toString(16)}`
  return { path, depth: spot.depth + 1, within: undefined, inner: undefined }
}

// XFL is 0, 2 or 4, the system one of the fourteen of RFC 1952 or unknown: chance seldom fits both.
function plausibleHeader(ground: Ground, at: number): boolean {
  const { view } = ground.bytes(at, longestHeader)
  const level = view[8] ?? 1
  const system = view[9] ?? 99
  return (
    gzipHeaderLength(view) > 0 &&
    (level === 0 || level === 2 || level === 4) &&
    (system < 14 || system === 255)
  )
}

// RFC 1952 2.3.1: CRC-32, then the size modulo 2^32; random bytes that happen to inflate do not end so.
function fitsTrailer(ground: Ground, at: number, outBytes: number): boolean {
  const trailer = readBytes(ground.source, at, trailerBytes)
  if (outBytes === 0 || trailer.length < trailerBytes) return false
  return new DataView(trailer.buffer, trailer.byteOffset).getUint32(4, true) === outBytes
}

function mayTry(scan: Scan, spot: Spot, at: number): boolean {
  const { budget, soil } = scan
  if (spot.depth >= budget.limits.depth) return false
  if (++budget.embedded === maxEmbedded) {
    const detail = `More than ${maxEmbedded} beginnings of compressed streams; those from here on were not tried.`
    soil.report.unseen(spot.path, { reason: 'limit', code: 'scan-limit-embedded', detail, offset: at })
  }
  return budget.embedded < maxEmbedded
}

/** A gzip stream in the middle of other bytes. What does not inflate is ordinary bytes. */
async function openGzip(scan: Scan, at: number, ground: Ground, spot: Spot): Promise<Span | undefined> {
  if (!plausibleHeader(ground, at) || !mayTry(scan, spot, at)) return undefined
  const start = at + gzipHeaderLength(ground.bytes(at, longestHeader).view)
  const decoded = scan.codecs.open('deflate', streamOf(ground.source, start))
  if (decoded === undefined) return undefined
  const intake = limited(decoded, scan.budget, () => decoded.consumedBytes())
  const reader = peeked(intake)
  const { bytes, ended } = await reader.collect(convincingBytes, undefined)
  if (
    ended &&
    (intake.cut() !== undefined || !fitsTrailer(ground, start + decoded.consumedBytes(), bytes.length))
  ) {
    return undefined
  }
  const place = embeddedPlace(spot, 'gzip', at)
  scan.budget.containers++
  scan.budget.members++
  await scanStream(scan, reader.rest(), place, undefined)
  const cut = intake.cut()
  if (cut !== undefined) {
    const isWindow = cut.reason === 'truncated' && ground.sizeBytes === undefined
    const record = isWindow ? { ...cut, reason: 'limit' as const, code: 'scan-window' } : cut
    scan.soil.report.unseen(place.path, record)
  }
  return { start: at, end: start + decoded.consumedBytes() + trailerBytes }
}

/** A zip whose bytes have been searched already: only what that could not see is opened. */
async function* unseenMembers(members: ReturnType<Container['members']>): AsyncGenerator<Member> {
  for await (const entry of members) {
    if (entry.type === 'region') continue
    const opened = entry.open()
    if ('range' in opened && !looksLikeContainer(readBytes(opened.range, 0, 512))) continue
    yield { ...entry, open: () => opened }
  }
}

const embeddedZip: Container = {
  ...zipContainer,
  members: (input, context) => unseenMembers(zipContainer.members(input, context)),
}

/** A zip that ends in the middle of other bytes, found by its end record. */
async function openZip(scan: Scan, at: number, ground: Ground, spot: Spot): Promise<void> {
  const directory = locateDirectory(ground.source, at)
  if (directory === undefined || directory.entries === 0 || directory.shift < 0) return
  const place = embeddedPlace(spot, 'zip', directory.shift)
  if (tooDeep(scan, spot, 'zip') || !mayTry(scan, spot, at)) return
  const source = rangeSource(ground.source, directory.shift, directory.archiveEnd - directory.shift)
  if (readBytes(source, 0, 1).length === 0) {
    const detail = 'A zip in the middle of a large compressed member: its beginning had passed by.'
    scan.soil.report.unseen(place.path, { reason: 'limit', code: 'scan-window', detail, offset: at })
    return
  }
  await scanContainer(scan, embeddedZip, { source }, place)
}

/** Opens what begins (gzip) or ends (zip) at `at` in the middle of other bytes; the span it covers, if it is one. */
export async function openEmbedded(
  scan: Scan,
  needle: string,
  at: number,
  ground: Ground,
  spot: Spot,
): Promise<Span | undefined> {
  if (needle === 'gzip') return openGzip(scan, at, ground, spot)
  await openZip(scan, at, ground, spot)
  return undefined
}
