import type { Span } from '../detectors/contract.ts'
import type { Ground } from './ground.ts'
import type { Scan } from './scan.ts'
import type { Spot } from './spot.ts'

/** Opens what begins or ends in the middle of other bytes. */
export async function openEmbedded(
  _scan: Scan,
  _needle: string,
  _at: number,
  _ground: Ground,
  _spot: Spot,
): Promise<Span | undefined> {
  return undefined
}
