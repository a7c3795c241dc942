import type { Catch, DetectorInput } from '../detectors/contract.ts'
import { keyName } from './label.ts'
import { readWholeRun } from './whole-run.ts'

const BEFORE = 66 * 1024
const AFTER = 1024 * 1024
const MIN_BYTES = 24

/** `{"alg":` at the start: the protected header of a JSON Web Signature (RFC 7515 section 4). */
function isJwsHeader(bytes: Uint8Array): boolean {
  const head = String.fromCharCode(...bytes.subarray(0, 512))
  return head.startsWith('{') && head.includes('"alg"') && !head.includes('"kty"')
}

/** The octets of the base64 run in which a group of four starts at `groupAt`, to be searched in their turn. */
export function layerCatches(groupAt: number, input: DetectorInput): readonly Catch[] {
  const { view, start } = input.bytes(groupAt - BEFORE, BEFORE + AFTER)
  if (groupAt < start) return []
  const isCut = input.sizeBytes === undefined || start + view.length < input.sizeBytes
  const run = readWholeRun(view, groupAt - start, isCut)
  if (run.bytes.length < MIN_BYTES || start + run.start > groupAt) return []
  const label = keyName(view, run.start)
  return [
    {
      ...(label === undefined ? {} : { label }),
      ...(isJwsHeader(run.bytes) ? { within: 'jws' as const } : {}),
      type: 'layer',
      bytes: run.bytes,
      start: start + run.start,
      end: start + run.end,
      encoding: run.url ? 'base64url' : 'base64',
    },
  ]
}
