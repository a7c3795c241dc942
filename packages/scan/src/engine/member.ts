import type { ContainerInput, Member, Packed, UnseenHere } from '../containers/contract.ts'
import { innerName } from '../path.ts'
import { type ByteSource, memorySource, readBytes } from '../source.ts'
import { limitReached } from './budget.ts'
import { heldMemberBytes, heldTotalBytes } from './limits.ts'
import { memberPlace, type Place } from './place.ts'
import type { Tally } from './report.ts'
import { type Scan, scanSource, scanStream, searchPlain } from './scan.ts'
import { limited, streamOf } from './stream.ts'

function lie(member: Member, outBytes: number): UnseenHere | undefined {
  if (member.claimedBytes === undefined || member.claimedBytes === outBytes) return undefined
  const detail = `The container says ${member.claimedBytes} bytes, the member holds ${outBytes}.`
  return { reason: 'damaged', code: 'scan-size-lie', detail }
}

/** Inflates a member of modest size at once; `undefined` leaves it to the stream. */
function inflated(scan: Scan, member: Member, packed: Packed): Uint8Array | undefined {
  const { codec, bytes } = packed
  if (codec !== 'deflate' && codec !== 'gzip' && codec !== 'zlib') return undefined
  if (!('source' in bytes) || member.claimedBytes === undefined) return undefined
  const { heldBytes } = scan.budget
  const room = Math.min(heldMemberBytes, (heldTotalBytes - heldBytes) / 2, scan.budget.limits.memberBytes)
  if (member.claimedBytes > room || bytes.source.sizeBytes > room) return undefined
  const input = bytes.source.memory ?? readBytes(bytes.source, 0, bytes.source.sizeBytes)
  return scan.codecs.inflateAll(codec, input, member.claimedBytes, member.claimedBytes)
}

async function scanInflated(
  scan: Scan,
  bytes: Uint8Array,
  member: Member,
  place: Place,
  tally: Tally,
): Promise<void> {
  const { budget } = scan
  budget.inflatedBytes += bytes.length
  const stop = limitReached(budget, bytes.length, member.packedBytes ?? bytes.length)
  if (stop !== undefined) {
    tally.add(place.path, stop)
    return
  }
  const wrong = lie(member, bytes.length)
  if (wrong !== undefined) tally.add(place.path, wrong)
  budget.heldBytes += bytes.length
  await scanSource(scan, memorySource(bytes), place)
  budget.heldBytes -= bytes.length
}

/** Where to search from when a stream broke: decoders take input in pieces of 64 KiB, and not the same stream again. */
function nearDamage(consumed: number): number {
  return Math.max(1, consumed - (64 << 10))
}

/** What a decoder left over or could not read is searched as it is: in the container, from where it stopped. */
async function scanLeftover(
  scan: Scan,
  container: ByteSource,
  packed: Packed,
  consumed: number,
  place: Place,
) {
  if (!('source' in packed.bytes)) return
  const from = packed.start + consumed
  const to = packed.start + packed.bytes.source.sizeBytes
  if (from < to) await searchPlain(scan, container, { ...place, inner: undefined }, from, to)
}

async function scanDecoded(
  scan: Scan,
  member: Member,
  packed: Packed,
  input: ContainerInput,
  place: Place,
  outer: Place,
  tally: Tally,
): Promise<void> {
  const { bytes, codec } = packed
  const fed = 'source' in bytes ? streamOf(bytes.source) : bytes.stream
  const decoded = scan.codecs.open(codec, fed)
  if (decoded === undefined) {
    const detail = `Compressed with ${codec}, which cannot be opened here; its bytes were searched as they are.`
    tally.add(place.path, { reason: 'unsupported', code: 'scan-unsupported', detail })
    if ('source' in input) await scanLeftover(scan, input.source, packed, 0, outer)
    return
  }
  const inBytes = 'source' in bytes ? bytes.source.sizeBytes : undefined
  const intake = limited(decoded, scan.budget, () => inBytes ?? decoded.consumedBytes())
  await scanStream(scan, intake, place, member.claimedBytes)
  const cut = intake.cut()
  const consumed = decoded.consumedBytes()
  // Only its name says brotli: what gives nothing at all was something else.
  if (codec === 'brotli' && cut !== undefined && intake.outBytes() === 0) {
    if ('source' in input) await scanLeftover(scan, input.source, packed, 0, outer)
    return
  }
  if (cut !== undefined) tally.add(place.path, { ...cut, offset: packed.start + consumed })
  else {
    const wrong = lie(member, intake.outBytes())
    if (wrong !== undefined && intake.ended()) tally.add(place.path, wrong)
  }
  const isLost = cut !== undefined && cut.reason !== 'limit'
  if ('source' in input && (isLost || member.name === undefined)) {
    await scanLeftover(scan, input.source, packed, isLost ? nearDamage(consumed) : consumed, outer)
  }
}

/** Digest of the packed bytes with what the container says about them: equal keys are equal members. */
function identityKey(scan: Scan, member: Member, packed: Packed): string | undefined {
  if (member.identity === undefined || !('source' in packed.bytes)) return undefined
  const { source } = packed.bytes
  // A CRC-32 is easily made to collide, so the digest decides; hashing costs a tenth of inflating.
  if (source.sizeBytes > heldMemberBytes) return undefined
  const bytes = source.memory ?? readBytes(source, 0, source.sizeBytes)
  return `${member.identity} ${scan.soil.identities.sha256(bytes)}`
}

async function scanPacked(
  scan: Scan,
  member: Member,
  packed: Packed,
  input: ContainerInput,
  place: Place,
  outer: Place,
  tally: Tally,
): Promise<void> {
  const bytes = inflated(scan, member, packed)
  if (bytes !== undefined) await scanInflated(scan, bytes, member, place, tally)
  else await scanDecoded(scan, member, packed, input, place, outer, tally)
}

async function scanOnce(
  scan: Scan,
  key: string,
  place: Place,
  tally: Tally,
  run: () => Promise<void>,
): Promise<void> {
  const { report } = scan.soil
  const known = scan.memory.recall(key)
  if (known !== undefined) {
    if (!report.replay(known, place.path) || known.overflowed) {
      const detail = `Equal to ${known.path}: more was found there than is repeated here.`
      tally.add(place.path, { reason: 'limit', code: 'scan-limit-repeat', detail })
    }
    return
  }
  if (!scan.memory.enter(key)) {
    const detail = 'This archive contains itself.'
    tally.add(place.path, { reason: 'limit', code: 'scan-limit-depth', detail })
    return
  }
  const recording = report.record(place.path)
  await run()
  report.endRecording(recording)
  scan.memory.leave(key)
  scan.memory.remember(key, recording)
}

/** Scans one member; false when a limit says that the container is to be left. */
export async function scanMember(
  scan: Scan,
  member: Member,
  input: ContainerInput,
  outer: Place,
  tally: Tally,
): Promise<boolean> {
  const { budget } = scan
  const over = limitReached(budget, 0, 0)
  if (++budget.members > budget.limits.members || over !== undefined) {
    const detail = `More than ${budget.limits.members} members; the rest was not opened.`
    tally.add(outer.path, over ?? { reason: 'limit', code: 'scan-limit-members', detail })
    return false
  }
  const place =
    member.name === undefined ? { ...outer, inner: innerName(outer.path) } : memberPlace(outer, member.name)
  const opened = member.open()
  if ('unseen' in opened) tally.add(place.path, opened.unseen)
  else if ('range' in opened) await scanSource(scan, opened.range, place)
  else if ('stream' in opened) await scanStream(scan, opened.stream, place, member.claimedBytes)
  else {
    const { packed } = opened
    const key = identityKey(scan, member, packed)
    const run = (): Promise<void> => scanPacked(scan, member, packed, input, place, outer, tally)
    if (key === undefined) await run()
    else await scanOnce(scan, key, place, tally, run)
  }
  return true
}
