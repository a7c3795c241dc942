import type { ContainerInput, Member, Packed, UnseenHere } from '../containers/contract.ts'
import { innerName } from '../path.ts'
import { type ByteSource, memorySource } from '../source.ts'
import { limitReached } from './budget.ts'
import { heldMemberBytes } from './limits.ts'
import type { Known } from './memory.ts'
import { memberPlace, type Place } from './place.ts'
import type { Tally } from './report.ts'
import { type Scan, scanSource, scanStream, searchPlain } from './scan.ts'
import { limited, streamOf } from './stream.ts'
import { openWhole, type Whole } from './whole.ts'

function lie(member: Member, outBytes: number): UnseenHere | undefined {
  if (member.claimedBytes === undefined || member.claimedBytes === outBytes) return undefined
  const detail = `The container says ${member.claimedBytes} bytes, the member holds ${outBytes}.`
  return { reason: 'damaged', code: 'scan-size-lie', detail }
}

/** Scans what came out at once. A promise only where something inside had to wait. */
function scanWhole(
  scan: Scan,
  { bytes, buffer }: Whole,
  member: Member,
  place: Place,
  tally: Tally,
): Promise<void> | undefined {
  const { budget, scratch } = scan
  budget.inflatedBytes += bytes.length
  const stop = limitReached(budget, bytes.length, member.packedBytes ?? bytes.length)
  const wrong = stop ?? lie(member, bytes.length)
  if (wrong !== undefined) tally.add(place.path, wrong)
  budget.heldBytes += buffer.length
  const end = (): void => {
    budget.heldBytes -= buffer.length
    scratch.give(buffer)
  }
  const pending = stop === undefined ? scanSource(scan, memorySource(bytes), place) : undefined
  if (pending !== undefined) return pending.then(end)
  end()
  return undefined
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

function scanPacked(
  scan: Scan,
  member: Member,
  packed: Packed,
  input: ContainerInput,
  place: Place,
  outer: Place,
  tally: Tally,
): Promise<void> | undefined {
  const whole = openWhole(scan, member, packed)
  if (whole !== undefined) return scanWhole(scan, whole, member, place, tally)
  return scanDecoded(scan, member, packed, input, place, outer, tally)
}

function repeat(scan: Scan, known: Known, place: Place, tally: Tally): void {
  const { recording } = known
  if (recording === undefined) {
    const detail = 'This archive contains itself.'
    tally.add(place.path, { reason: 'limit', code: 'scan-limit-depth', detail })
  } else if (!scan.soil.report.replay(recording, place.path) || recording.overflowed) {
    const detail = `Equal to ${recording.path}: more was found there than is repeated here.`
    tally.add(place.path, { reason: 'limit', code: 'scan-limit-repeat', detail })
  }
}

/** Runs the scan of a member that has not been met, and remembers what came of it. */
function scanNew(
  scan: Scan,
  known: Known,
  place: Place,
  run: () => Promise<void> | undefined,
): Promise<void> | undefined {
  const { report } = scan.soil
  const recording = report.record(place.path)
  const end = (): void => {
    report.endRecording(recording)
    known.isOpen = false
    scan.memory.remember(known, recording)
  }
  known.isOpen = true
  const pending = run()
  if (pending !== undefined) return pending.then(end)
  end()
  return undefined
}

function scanOnce(
  scan: Scan,
  member: Member,
  packed: Packed,
  input: ContainerInput,
  place: Place,
  outer: Place,
  tally: Tally,
): Promise<void> | undefined {
  const run = (): Promise<void> | undefined => scanPacked(scan, member, packed, input, place, outer, tally)
  if (member.identity === undefined || !('source' in input)) return run()
  if ((member.packedBytes ?? 0) > heldMemberBytes) return run()
  const met = scan.memory.meet(member.identity, packed, input.source)
  if (met === undefined) return run()
  const { known, isNew } = met
  // What was too much to be kept, or would differ at another depth, is looked at again.
  const isForgotten = known.recording === undefined && !known.isOpen
  if (isNew || isForgotten) return scanNew(scan, known, place, run)
  repeat(scan, known, place, tally)
  return undefined
}

function openMember(
  scan: Scan,
  member: Member,
  input: ContainerInput,
  outer: Place,
  tally: Tally,
): Promise<void> | undefined {
  const place =
    member.name === undefined ? { ...outer, inner: innerName(outer.path) } : memberPlace(outer, member.name)
  const opened = member.open()
  if ('packed' in opened) return scanOnce(scan, member, opened.packed, input, place, outer, tally)
  if ('range' in opened) return scanSource(scan, opened.range, place)
  if ('stream' in opened) return scanStream(scan, opened.stream, place, member.claimedBytes)
  tally.add(place.path, opened.unseen)
  return undefined
}

/** Scans one member; false when a limit says that the container is to be left. */
export function scanMember(
  scan: Scan,
  member: Member,
  input: ContainerInput,
  outer: Place,
  tally: Tally,
): boolean | Promise<boolean> {
  const { budget } = scan
  const over = limitReached(budget, 0, 0)
  if (++budget.members > budget.limits.members || over !== undefined) {
    const detail = `More than ${budget.limits.members} members; the rest was not opened.`
    tally.add(outer.path, over ?? { reason: 'limit', code: 'scan-limit-members', detail })
    return false
  }
  const pending = openMember(scan, member, input, outer, tally)
  return pending === undefined ? true : pending.then(() => true)
}
