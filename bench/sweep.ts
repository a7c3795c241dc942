/** Sweeps all files below a folder with the first N needles, one thread: what needles cost. `sweep.ts DIR N` */
import { closeSync } from 'node:fs'
import { compileKernel, createKernel } from '@foreseen/scan'
import { compileNeedles } from '../packages/scan/src/kernel/compiled.ts'
import { openFile } from '../packages/world/src/disk/source.ts'
import { sweepRange } from '../packages/world/src/disk/sweep.ts'
import { createWalk } from '../packages/world/src/disk/walk.ts'

const [folder = '.', count = '0'] = process.argv.slice(2)
const names = compileNeedles().map(({ name }) => name)
// Spread over the table, so that every sort of needle is among a few.
const step = Math.max(1, Math.floor(names.length / Number(count)))
const only = new Set(names.filter((_, k) => k % step === 0).slice(0, Number(count)))
const kernel = createKernel(compileKernel(), only)
const walk = createWalk([folder], { include: [], exclude: [], onUnseen: () => {} })
let hits = 0
for (let paths = walk.take(256); paths.length > 0; paths = walk.take(256)) {
  for (const path of paths) {
    const fd = openFile(path)
    hits += sweepRange(kernel, fd, 0, Number.MAX_SAFE_INTEGER).hits?.length ?? 0
    closeSync(fd)
  }
}
process.stdout.write(`${only.size} needles, ${hits} hits\n`)
