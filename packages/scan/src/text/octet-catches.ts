import type { Catch, DetectorInput } from '../detectors/contract.ts'
import { keyName } from './label.ts'
import { isOctetRun, type OctetReader, readOctetRun } from './octet-run.ts'
import { placeThings } from './placing.ts'
import { readThings } from './thing.ts'

/** Where an octet-by-octet value starts, and what reads it. `undefined` when it cannot start there. */
export type OctetSource = (
  view: Uint8Array,
  at: number,
) => { readonly start: number; readonly reader: OctetReader } | undefined

const BEFORE = 256
// The longest notation takes eight characters an octet, with its separator and indentation.
const AFTER = 512 * 1024

// Nine octets with the widest gaps that any notation allows between two of them take some 7,000 characters.
const GATE_AFTER = 8 * 1024

/** Can DER stand at the hit? Asked of a few bytes: a larger view would be read from the disk for each hit. */
function isPlausible(at: number, input: DetectorInput, source: OctetSource): boolean {
  const { view, start } = input.bytes(at - BEFORE, BEFORE + GATE_AFTER)
  const found = source(view, at - start)
  return found !== undefined && isOctetRun(found.reader)
}

/** What stands at a hit in a notation of single octets. */
export function octetCatches(
  at: number,
  input: DetectorInput,
  encoding: string,
  source: OctetSource,
): readonly Catch[] {
  if (!isPlausible(at, input, source)) return []
  const { view, start } = input.bytes(at - BEFORE, BEFORE + AFTER)
  const found = source(view, at - start)
  const run = found && readOctetRun(found.reader)
  if (!found || !run) return []
  const things = readThings(run.bytes)
  if (things.length === 0) return []
  const label = keyName(view, found.start)
  return placeThings(things, { start: start + found.start, end: start + run.end, encoding, label })
}
