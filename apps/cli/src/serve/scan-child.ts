/**
 * One scan in a process of its own: it reads what strangers made, so its memory, its time and its end are its own.
 * Takes one path from `scanner.ts`, writes `foreseen.push/1` to standard output and tells progress on the channel.
 */
import { basename, dirname } from 'node:path'
import { clockMs } from '../clock.ts'
import { pushLines } from '../formats/push.ts'
import { measurePaths } from '../measure.ts'
import { parseScan } from '../options/scan.ts'
import { writeResult } from '../output.ts'
import { scanPaths } from '../scan-run.ts'
import type { Progress } from '../text/progress.ts'

/** Often enough to be seen moving, seldom enough to cost nothing. */
const everyMs = 250

const path = process.argv[2] ?? ''
// Places are told by the artefact's own name, not by where it lies for a moment.
process.chdir(dirname(path))
const atMs = clockMs()
const read = parseScan([basename(path)], { tryCommonPasswords: true }, atMs)
if (!read.ok) throw new Error('the options of a scan do not fit')
let saidMs = 0
let allBytes = 0
void measurePaths([basename(path)]).then(bytes => {
  allBytes = bytes
})
const progress = {
  update: ({ bytes, path: at }: Progress) => {
    const now = clockMs()
    if (now - saidMs < everyMs) return
    saidMs = now
    process.send?.({ share: allBytes > 0 ? Math.min(1, bytes / allBytes) : 0, text: at })
  },
  end: () => {},
}
const survey = await scanPaths([basename(path)], read.value, atMs, progress)
await writeResult('', pushLines(survey))
process.disconnect?.()
