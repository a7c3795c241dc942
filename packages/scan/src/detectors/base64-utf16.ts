import { derTotal, isDerPlausible } from '../text/der-total.ts'
import { narrowText } from '../text/narrow.ts'
import { placeThings } from '../text/placing.ts'
import { readThings } from '../text/thing.ts'
import { readBareRun } from './base64-der.ts'
import type { Detector } from './contract.ts'

// The needle allows for less than 4 KiB of DER; line ends and operators come on top.
const MAX_CHARACTERS = 12 * 1024
const GATE_CHARACTERS = 12

export const base64Utf16Detector: Detector = {
  id: 'base64-utf16',
  catalogue: [19, 20],
  needles: ['base64-der-utf16'],
  finds: 'DER in base64 in UTF-16: string constants of .NET programs, files of Windows, resources.',
  ignores: 'What the detector of bare base64 ignores.',
  find(hit, input) {
    const { view, start } = input.bytes(hit.at, 2 * MAX_CHARACTERS)
    const head = readBareRun(narrowText(view, hit.at - start, 0, GATE_CHARACTERS).text, 0)
    if (!isDerPlausible(head.bytes)) return []
    // Twice the symbols leave room for line ends, quotes and operators.
    const characters = Math.min(MAX_CHARACTERS, 3 * derTotal(head.bytes) + 64)
    const { text } = narrowText(view, hit.at - start, 0, characters)
    const run = readBareRun(text, 0)
    if (run.symbols < 48) return []
    const place = { start: hit.at, end: hit.at + 2 * run.end, encoding: 'base64-utf16' }
    return placeThings(readThings(run.bytes), place)
  },
}
