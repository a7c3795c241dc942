import { readArmour } from '../text/armour.ts'
import { friendlyName, keyName } from '../text/label.ts'
import { charactersToClosing, narrowText } from '../text/narrow.ts'
import { isWhole, readBlock } from '../text/pem-block.ts'
import { placeThings } from '../text/placing.ts'
import type { Detector } from './contract.ts'

const BEFORE = 8 * 1024
const AFTER = 256 * 1024
// `-BEGIN`, the longest label, dashes.
const ARMOUR = 80

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
    const head = narrowText(view, at, 4, ARMOUR)
    const armour = readArmour(head.text, head.at)
    if (armour === undefined) return []
    const bodyAt = armour.bodyAt - head.at
    const length = bodyAt + charactersToClosing(view, at + 2 * bodyAt, AFTER / 2)
    const { text, at: hitAt } = narrowText(view, at, 4, length)
    const block = readBlock(text, hitAt)
    if (block === undefined || block.things.length === 0) return []
    // What stands before costs as much as it goes back: only for what is whole, whose span ends the search in it.
    const before = narrowText(view, at, isWhole(block) ? BEFORE / 2 : 4, 1)
    const first = hit.at + 2 * (block.start - hitAt)
    const isBig = isBigEndian(mark, hit.at - 2 * before.at)
    const place = {
      start: isBig ? first - 1 : first,
      end: hit.at + 2 * (block.end - hitAt) - (isBig ? 1 : 0),
      encoding: isBig ? 'pem-utf16be' : 'pem-utf16le',
      label: friendlyName(before.text, before.at - 4) ?? keyName(before.text, before.at - 4),
    }
    return placeThings(block.things, place)
  },
}
