import { WRITTEN } from '../text/character.ts'
import { friendlyName, keyName } from '../text/label.ts'
import { isWhole, readBlock } from '../text/pem-block.ts'
import { placeThings } from '../text/placing.ts'
import type { Detector, DetectorInput } from './contract.ts'

const BEFORE = 4096
// One certificate is 2 kB and a key 3; larger blocks are asked for again with the room they need.
const USUAL_AFTER = 32 * 1024
const AFTER = 512 * 1024
// A closing line and what it may look like in a literal.
const LARGEST_TAIL = 256

/** The encoding's name by the way the body was written; escapes first, since quoted lines often have them too. */
export function pemEncoding(written: number): string {
  if (written & WRITTEN.percent) return 'pem-percent'
  if (written & (WRITTEN.backslash | WRITTEN.entity)) return 'pem-escaped'
  return written & WRITTEN.quoted ? 'pem-quoted' : 'pem'
}

/** Reads the block at `at` in so many bytes; `isCut` when more of them could change what it is. */
function read(at: number, input: DetectorInput, after: number) {
  const { view, start } = input.bytes(at - BEFORE, BEFORE + after)
  const block = readBlock(view, at - start)
  const isFull = start + view.length >= at + after
  const isCut = isFull && block !== undefined && (!isWhole(block) || block.end + LARGEST_TAIL > view.length)
  return { view, start, block, isCut }
}

export const pemDetector: Detector = {
  id: 'pem',
  catalogue: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18],
  needles: ['pem'],
  finds:
    'PEM blocks of certificates, requests, lists, keys and PKCS#7 in files, in strings of any language with escapes, quotes, operators and line prefixes, in one line, with headers; blocks that are cut off or redacted.',
  ignores: 'Armour without a body (templates, constants of libraries), PGP and SSH2 armour, parameters.',
  find(hit, input) {
    const usual = read(hit.at, input, USUAL_AFTER)
    const { view, start, block } = usual.isCut ? read(hit.at, input, AFTER) : usual
    if (block === undefined || block.things.length === 0) return []
    const name = isWhole(block) ? friendlyName(view, block.start) : undefined
    const label = name ?? keyName(view, block.start)
    const place = {
      start: start + block.start,
      end: start + block.end,
      encoding: pemEncoding(block.written),
      label,
    }
    return placeThings(block.things, place)
  },
}
