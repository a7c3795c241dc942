import { WRITTEN } from '../text/character.ts'
import { friendlyName, keyName } from '../text/label.ts'
import { isWhole, readBlock } from '../text/pem-block.ts'
import { placeThings } from '../text/placing.ts'
import type { Detector } from './contract.ts'

const BEFORE = 4096
const AFTER = 512 * 1024

/** The encoding's name by the way the body was written; escapes first, since quoted lines often have them too. */
export function pemEncoding(written: number): string {
  if (written & WRITTEN.percent) return 'pem-percent'
  if (written & (WRITTEN.backslash | WRITTEN.entity)) return 'pem-escaped'
  return written & WRITTEN.quoted ? 'pem-quoted' : 'pem'
}

export const pemDetector: Detector = {
  id: 'pem',
  catalogue: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18],
  needles: ['pem'],
  finds:
    'PEM blocks of certificates, requests, lists, keys and PKCS#7 in files, in strings of any language with escapes, quotes, operators and line prefixes, in one line, with headers; blocks that are cut off or redacted.',
  ignores: 'Armour without a body (templates, constants of libraries), PGP and SSH2 armour, parameters.',
  find(hit, input) {
    const { view, start } = input.bytes(hit.at - BEFORE, BEFORE + AFTER)
    const block = readBlock(view, hit.at - start)
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
