import type { Codecs, Container, ContainerInput, Member, Region } from '../containers/contract.ts'
import { closedFormat, looksLikeContainer } from '../containers/registry.ts'
import type { Hit } from '../kernel/contract.ts'
import { needles } from '../kernel/needles.ts'
import { hasStartNeedle } from '../kernel/start.ts'
import { type ByteSource, memorySource, readBytes } from '../source.ts'
import type { Budget } from './budget.ts'
import { groundOf } from './ground.ts'
import { heldContainerBytes, heldMemberBytes, heldTotalBytes } from './limits.ts'
import { scanMember } from './member.ts'
import type { Memory } from './memory.ts'
import { type Place, settledPlace } from './place.ts'
import { createRawSearch, type Soil, searchRange } from './raw.ts'
import { createTally } from './report.ts'
import type { Scratch } from './scratch.ts'
import { searchMemory } from './search.ts'
import { spotOf } from './spot.ts'
import { peeked } from './stream.ts'
import { triedContainer } from './trial.ts'
import { searchStream } from './window.ts'

/** What one scan works with. */
export interface Scan {
  readonly soil: Soil
  readonly codecs: Codecs
  readonly budget: Budget
  readonly memory: Memory
  readonly scratch: Scratch
}

const headBytes = 1024
const nothing = memorySource(new Uint8Array(0))
/** The end record of a zip file and its longest comment (APPNOTE 4.3.16). */
const tailBytes = 65_557
const zipEnd = needles.findIndex(needle => needle.name === 'zip-end')

/** Whether the depth limit forbids to open something; says so. */
export function tooDeep(scan: Scan, place: Pick<Place, 'path' | 'depth'>, what: string): boolean {
  if (place.depth < scan.budget.limits.depth) return false
  // The end record of a zip that was said to be too deep is met again by the raw search.
  if (scan.budget.deepPath === place.path) return true
  scan.budget.deepPath = place.path
  const detail = `A ${what} at depth ${place.depth}; it was searched as it is and not opened.`
  scan.soil.report.unseen(place.path, { reason: 'limit', code: 'scan-limit-depth', detail })
  return true
}

// An ISO 9660 image says so behind its first 32 KiB.
const isoBytes = 0x8006

function sayClosed(scan: Scan, place: Place, head: Uint8Array, source?: ByteSource): void {
  const isLarge = source !== undefined && source.sizeBytes >= isoBytes
  const format = closedFormat(head) ?? (isLarge ? closedFormat(readBytes(source, 0, isoBytes)) : undefined)
  if (format === undefined) return
  const detail = `A ${format} archive: Foreseen cannot open it yet; its bytes were searched as they are.`
  scan.soil.report.unseen(place.path, { reason: 'unsupported', code: 'scan-unsupported', detail })
}

async function searchKnown(
  scan: Scan,
  source: ByteSource,
  place: Place,
  hits: readonly Hit[],
): Promise<void> {
  const search = createRawSearch(scan.soil, groundOf(source, place.path), spotOf(source, place))
  await search.start()
  for (const { needle, at } of hits) await search.hit(needle, at)
}

/** Searches [from, to) of a source without opening it. */
export async function searchPlain(scan: Scan, source: ByteSource, place: Place, from: number, to: number) {
  const spot = spotOf(source, place)
  await searchRange(scan.soil, groundOf(source, place.path), spot, from, to)
}

async function searchRegion(
  scan: Scan,
  input: ContainerInput,
  region: Region,
  place: Place,
): Promise<boolean> {
  const here: Place = region.label === 'apk-signature' ? { ...place, within: 'apk-signature' } : place
  if ('stream' in region) {
    await searchStream(scan.soil, region.stream, spotOf(nothing, here), region.start)
  } else if ('source' in input) {
    await searchPlain(scan, input.source, here, region.start, region.end)
  }
  return true
}

/** Hands on one entry after the other until one says false; waits only where there is something to wait for. */
async function eachEntry(
  entries: ReturnType<Container['members']>,
  take: (entry: Member | Region) => boolean | Promise<boolean>,
): Promise<void> {
  if (!(Symbol.iterator in entries)) {
    for await (const entry of entries) if (!(await take(entry))) return
    return
  }
  for (const entry of entries) {
    const goesOn = take(entry)
    if (!(typeof goesOn === 'boolean' ? goesOn : await goesOn)) return
  }
}

/** Opens a container and scans what it holds. */
export async function scanContainer(scan: Scan, container: Container, input: ContainerInput, place: Place) {
  const { budget, soil } = scan
  budget.containers++
  const tally = createTally(soil.report, place.path)
  const context = {
    unseen: (record: Parameters<typeof tally.add>[1]) => tally.add(place.path, record),
    maxMembers: budget.limits.members,
  }
  try {
    await eachEntry(container.members(input, context), entry =>
      entry.type === 'region'
        ? searchRegion(scan, input, entry, place)
        : scanMember(scan, entry, input, place, tally),
    )
  } catch (error) {
    if (soil.strict) throw error
    const detail = `Reading this ${container.id} failed; its bytes were searched as they are.`
    tally.add(place.path, { reason: 'damaged', code: 'scan-container-failed', detail })
    if ('source' in input) await searchPlain(scan, input.source, place, 0, input.source.sizeBytes)
  }
  tally.end()
}

/** The end of a source where a zip ends, if the search says that one does. */
function zipTail(source: ByteSource, known: readonly Hit[] | undefined): Uint8Array {
  if (known !== undefined && !known.some(hit => hit.needle === zipEnd)) return new Uint8Array(0)
  return readBytes(source, Math.max(0, source.sizeBytes - tailBytes), tailBytes)
}

async function openSource(
  scan: Scan,
  source: ByteSource,
  place: Place,
  known: readonly Hit[] | undefined,
): Promise<void> {
  const head = readBytes(source, 0, headBytes)
  const tail = (): Uint8Array => zipTail(source, known)
  const name = place.inner ?? place.path
  const container = await triedContainer(scan.codecs, head, tail, source.sizeBytes, name)
  const here = settledPlace(place, container?.id === 'tar')
  if (container !== undefined && !tooDeep(scan, here, container.id)) {
    await scanContainer(scan, container, { source }, here)
    return
  }
  if (container === undefined) sayClosed(scan, here, head, source)
  if (known !== undefined) await searchKnown(scan, source, here, known)
  else await searchPlain(scan, source, here, 0, source.sizeBytes)
}

/**
 * Scans bytes that can be read at random: opens them when they are a container, searches them otherwise. `known` are
 * hits of a search done already. No promise for bytes in memory in which nothing is: most members.
 */
export function scanSource(
  scan: Scan,
  source: ByteSource,
  place: Place,
  known?: readonly Hit[],
): Promise<void> | undefined {
  const { memory } = source
  if (known !== undefined || memory === undefined || looksLikeContainer(memory, place.inner ?? place.path))
    return openSource(scan, source, place, known)
  const hits = searchMemory(scan.soil.kernel, source)
  const isClosed = memory.length >= isoBytes && closedFormat(memory) !== undefined
  if (hits?.length === 0 && !isClosed && !hasStartNeedle(memory)) return undefined
  return openSource(scan, source, place, hits)
}

async function scanSpilled(scan: Scan, stream: AsyncIterable<Uint8Array>, place: Place): Promise<void> {
  const spill = scan.codecs.spill()
  try {
    let kept = true
    for await (const chunk of stream) {
      if (kept) kept = appended(spill, chunk)
    }
    if (!kept) {
      const detail = 'No room to set this member aside; only its beginning was looked at.'
      scan.soil.report.unseen(place.path, { reason: 'limit', code: 'scan-limit-spill', detail })
    }
    await scanSource(scan, spill.source(), place)
  } finally {
    spill.release()
  }
}

function appended(spill: { append(bytes: Uint8Array): void }, chunk: Uint8Array): boolean {
  try {
    spill.append(chunk)
    return true
  } catch {
    return false
  }
}

// Object files are set aside because sections and symbols are read at random; so is what a zip may be appended to.
function needsRandomAccess(head: Uint8Array): boolean {
  const magic = ((head[0] ?? 0) << 24) | ((head[1] ?? 0) << 16) | ((head[2] ?? 0) << 8) | (head[3] ?? 0)
  const unsigned = magic >>> 0
  return (
    unsigned === 0x7f454c46 ||
    unsigned >>> 16 === 0x4d5a ||
    [0xfeedface, 0xfeedfacf, 0xcefaedfe, 0xcffaedfe, 0xcafebabe, 0xcafebabf].includes(unsigned)
  )
}

/** Scans bytes that come in order: small ones in memory, large ones as a container, set aside, or through a window. */
export async function scanStream(
  scan: Scan,
  stream: AsyncIterable<Uint8Array>,
  place: Place,
  claimedBytes: number | undefined,
): Promise<void> {
  const { budget, soil } = scan
  const reader = peeked(stream)
  const head = (await reader.peek(headBytes)).slice(0, headBytes)
  const name = place.inner ?? place.path
  const container = await triedContainer(scan.codecs, head, () => new Uint8Array(0), undefined, name)
  const here = settledPlace(place, container?.id === 'tar')
  const room = Math.min(heldMemberBytes, heldTotalBytes - budget.heldBytes)
  const isSequence = container?.access === 'stream'
  const { bytes, ended } = await reader.collect(
    isSequence ? Math.min(room, heldContainerBytes) : room,
    claimedBytes,
  )
  if (ended) {
    budget.heldBytes += bytes.length
    await scanSource(scan, memorySource(bytes), place)
    budget.heldBytes -= bytes.length
  } else if (container !== undefined && isSequence && !tooDeep(scan, here, container.id)) {
    await scanContainer(scan, container, { stream: reader.rest() }, here)
  } else if (container?.access === 'random' || needsRandomAccess(head)) {
    await scanSpilled(scan, reader.rest(), place)
  } else {
    sayClosed(scan, here, head)
    await searchStream(soil, reader.rest(), spotOf(nothing, here))
  }
  await reader.close()
}
