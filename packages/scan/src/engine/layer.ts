import { containerOf } from '../containers/registry.ts'
import type { Span } from '../detectors/contract.ts'
import { memorySource } from '../source.ts'
import { groundOf } from './ground.ts'
import { maxLayerDepth } from './limits.ts'
import { memberPlace } from './place.ts'
import { searchRange } from './raw.ts'
import { type Scan, scanSource } from './scan.ts'
import { layerSpot, type Spot } from './spot.ts'

// A layer is smaller than the text it is decoded from; more than this in one file is no text of anybody.
const maxLayerBytes = 256 << 20

/** Searches decoded bytes: what stands in them is reported at the layer's place, a container in them is opened. */
export async function searchLayer(
  scan: Scan,
  bytes: Uint8Array,
  span: Span,
  encoding: string,
  outer: Spot,
): Promise<void> {
  const { soil, budget } = scan
  budget.layerBytes += bytes.length
  if (outer.layers >= maxLayerDepth || budget.layerBytes > maxLayerBytes) {
    const detail = `A ${encoding} layer inside ${outer.layers} others was not searched.`
    soil.report.unseen(outer.path, { reason: 'limit', code: 'scan-limit-layers', detail, offset: span.start })
    return
  }
  const source = memorySource(bytes.slice())
  const head = bytes.subarray(0, 1024)
  const container = containerOf(head, () => new Uint8Array(0), bytes.length, '')
  if (container !== undefined && outer.layers === 0) {
    const here = { path: outer.path, depth: outer.depth, within: undefined, inner: undefined }
    await scanSource(scan, source, memberPlace(here, `${encoding}@0x${span.start.toString(16)}`))
    return
  }
  const spot = layerSpot(outer, span, encoding)
  await searchRange(soil, groundOf(source, outer.path), spot, 0, source.sizeBytes)
}
