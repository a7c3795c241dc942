import { derTotal, isDerPlausible } from '../text/der-total.ts'
import { placeThings } from '../text/placing.ts'
import { readThings } from '../text/thing.ts'
import { readGroups } from '../text/whole-run.ts'
import type { Detector } from './contract.ts'

const AFTER = 300 * 1024
const GATE_SYMBOLS = 24

export const base64InsideDetector: Detector = {
  id: 'base64-inside',
  catalogue: [24],
  needles: ['base64-der-1', 'base64-der-2'],
  finds:
    'Certificates inside other bytes that are written in base64, where they do not start with a group of four: CBOR of attestations, PKCS#7 without its header, payloads.',
  ignores: 'Base64 whose octets are not DER of a known structure.',
  find(hit, input) {
    // Octets of the first group that stand before the DER, and the group's first character.
    const skipped = hit.needle === 'base64-der-1' ? 1 : 2
    const groupAt = hit.at - skipped - 1
    const { view, start } = input.bytes(groupAt, AFTER)
    if (start > groupAt || groupAt < 0) return []
    const head = readGroups(view, 0, GATE_SYMBOLS).bytes
    const total = isDerPlausible(head, skipped) ? derTotal(head, skipped) : 0
    if (total === 0) return []
    const run = readGroups(view, 0, Math.ceil(((total + skipped) * 4) / 3))
    const things = readThings(run.bytes.subarray(skipped)).filter(({ type }) => type === 'certificate')
    const encoding = run.url ? 'base64url-der' : 'base64-der'
    return placeThings(things, { start: groupAt + skipped, end: start + run.end, encoding })
  },
}
