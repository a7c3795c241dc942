import { narrowText } from '../text/narrow.ts'
import { placeThings } from '../text/placing.ts'
import { readThings } from '../text/thing.ts'
import { readBareRun } from './base64-der.ts'
import type { Detector } from './contract.ts'

const AFTER = 256 * 1024

export const base64Utf16Detector: Detector = {
  id: 'base64-utf16',
  catalogue: [19, 20],
  needles: ['base64-der-utf16'],
  finds: 'DER in base64 in UTF-16: string constants of .NET programs, files of Windows, resources.',
  ignores: 'What the detector of bare base64 ignores.',
  find(hit, input) {
    const { view, start } = input.bytes(hit.at, AFTER)
    const { text } = narrowText(view, hit.at - start, 0, AFTER / 2)
    const run = readBareRun(text, 0)
    if (run.symbols < 48) return []
    const place = { start: hit.at, end: hit.at + 2 * run.end, encoding: 'base64-utf16' }
    return placeThings(readThings(run.bytes), place)
  },
}
