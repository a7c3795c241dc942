import { friendlyName, keyName } from '../text/label.ts'
import { narrowText } from '../text/narrow.ts'
import { readBlock } from '../text/pem-block.ts'
import { placeThings } from '../text/placing.ts'
import type { Detector } from './contract.ts'

const BEFORE = 8 * 1024
const AFTER = 256 * 1024

/** Zeros look the same on both sides: big endian only when a mark says so or the text starts the file with its zero octet. */
function isBigEndian(mark: Uint8Array, textAt: number): boolean {
  if (textAt % 2 === 0) return false
  return (mark[0] === 0xfe && mark[1] === 0xff) || (textAt === 1 && mark[0] === 0)
}

export const pemUtf16Detector: Detector = {
  id: 'pem-utf16',
  catalogue: [19],
  needles: ['pem-utf16le', 'pem-utf16be'],
  finds:
    'PEM blocks in UTF-16 of either endianness: files of Windows, strings of .NET programs, resources, registry values.',
  ignores: 'What the PEM detector ignores.',
  find(hit, input) {
    const mark = Uint8Array.from(input.bytes(0, 2).view)
    const { view, start } = input.bytes(hit.at - BEFORE, BEFORE + AFTER)
    const at = hit.at - start
    const { text, at: hitAt } = narrowText(view, at, BEFORE / 2, AFTER / 2)
    const block = readBlock(text, hitAt)
    if (block === undefined) return []
    const first = hit.at + 2 * (block.start - hitAt)
    const isBig = isBigEndian(mark, hit.at - 2 * hitAt)
    const place = {
      start: isBig ? first - 1 : first,
      end: hit.at + 2 * (block.end - hitAt) - (isBig ? 1 : 0),
      encoding: isBig ? 'pem-utf16be' : 'pem-utf16le',
      label: friendlyName(text, block.start) ?? keyName(text, block.start),
    }
    return placeThings(block.things, place)
  },
}
