import type { Catch, Detector, DetectorOptions, Span } from '../detectors/contract.ts'
import type { Kernel } from '../kernel/contract.ts'
import { type NeedleName, needles } from '../kernel/needles.ts'
import { needlesAtStart } from '../kernel/start.ts'
import { readBytes } from '../source.ts'
import { type Claims, createClaims } from './claims.ts'
import { findingOf } from './finding.ts'
import type { Ground } from './ground.ts'
import type { Identities } from './identity.ts'
import type { Report } from './report.ts'
import { searchBlock } from './search.ts'
import type { Spot } from './spot.ts'

/** What every search of one engine shares. */
export interface Soil {
  readonly kernel: Kernel
  /** Detectors by needle name. */
  readonly detectors: ReadonlyMap<string, readonly Detector[]>
  readonly options: DetectorOptions
  readonly identities: Identities
  readonly report: Report
  /** Rethrow what a detector throws, for tests. */
  readonly strict: boolean
  /** Opens a compressed stream or archive that begins or ends at a hit; returns the span it covers. */
  embedded(needle: NeedleName, at: number, ground: Ground, spot: Spot): Promise<Span | undefined>
  /** Searches decoded bytes that stand in the innermost bytes at `span`. */
  layer(bytes: Uint8Array, span: Span, encoding: string, spot: Spot): Promise<void>
}

/** A search of some innermost bytes: hits in ascending order in, findings out. */
export interface RawSearch {
  /** The needles that count only at the beginning. */
  start(): Promise<void>
  hit(needle: number, at: number): Promise<void> | undefined
}

const embeddedNeedles: ReadonlySet<string> = new Set(['gzip', 'zip-end'])
const longestStart = 64

function isClaim(found: Catch): boolean {
  return found.type !== 'partial' && found.type !== 'sealed'
}

async function embed(soil: Soil, ground: Ground, spot: Spot, claims: Claims, needle: NeedleName, at: number) {
  const span = await soil.embedded(needle, at, ground, spot)
  if (span !== undefined) claims.add(span)
}

/** What one detector says about a hit; a detector that throws is a record, not the end. */
function ask(soil: Soil, detector: Detector, ground: Ground, spot: Spot, needle: NeedleName, at: number) {
  ground.starved()
  try {
    const caught = detector.find({ needle, at }, ground, soil.options)
    if (ground.starved() && !caught.some(isClaim)) {
      const detail = `${detector.id} needs more bytes around this place than a stream keeps.`
      soil.report.unseen(spot.path, { reason: 'limit', code: 'scan-window', detail, offset: at })
    }
    return caught
  } catch (error) {
    if (soil.strict) throw error
    const detail = `The detector ${detector.id} failed here: a defect of Foreseen.`
    soil.report.unseen(spot.path, { reason: 'damaged', code: 'scan-detector-failed', detail, offset: at })
    return []
  }
}

/** Begins a search of `ground`. */
export function createRawSearch(soil: Soil, ground: Ground, spot: Spot): RawSearch {
  const claims = createClaims()
  const layersAt: { bytes: Uint8Array; span: Span; encoding: string }[] = []
  const take = (found: Catch, detector: Detector): void => {
    const span = { start: found.start, end: found.end }
    if (isClaim(found)) claims.add(span)
    if (found.type === 'layer') {
      layersAt.push({ bytes: found.bytes, span, encoding: found.encoding })
      return
    }
    const setting = {
      at: spot.locate(span),
      detector: detector.id,
      prefix: spot.prefix,
      within: spot.within(span),
    }
    const finding = findingOf(found, setting, soil.identities)
    if (finding !== undefined) soil.report.finding(finding)
  }
  const descend = async (): Promise<void> => {
    for (let next = layersAt.shift(); next !== undefined; next = layersAt.shift()) {
      await soil.layer(next.bytes, next.span, next.encoding, spot)
    }
  }
  const detect = (needle: NeedleName, at: number): Promise<void> | undefined => {
    for (const detector of soil.detectors.get(needle) ?? []) {
      const caught = ask(soil, detector, ground, spot, needle, at)
      for (const found of caught) take(found, detector)
      if (caught.some(isClaim)) break
    }
    return layersAt.length > 0 ? descend() : undefined
  }
  const hit = (needle: NeedleName, at: number): Promise<void> | undefined => {
    if (claims.has(at)) return undefined
    return embeddedNeedles.has(needle) ? embed(soil, ground, spot, claims, needle, at) : detect(needle, at)
  }
  return {
    async start() {
      for (const needle of needlesAtStart(readBytes(ground.source, 0, longestStart))) await detect(needle, 0)
    },
    hit(id, at) {
      const needle = needles[id]
      return needle === undefined ? undefined : hit(needle.name, at)
    },
  }
}

/** Searches [from, to) of `ground` block by block. */
export async function searchRange(
  soil: Soil,
  ground: Ground,
  spot: Spot,
  from: number,
  to: number,
): Promise<void> {
  const search = createRawSearch(soil, ground, spot)
  if (from === 0) await search.start()
  for (let at = from; at < to; ) {
    const { pairs, next } = searchBlock(soil.kernel, ground.source, at, to)
    for (let i = 0; i < pairs.length; i += 2) {
      const pending = search.hit(pairs[i + 1] ?? -1, pairs[i] ?? 0)
      if (pending !== undefined) await pending
    }
    at = next
  }
}
