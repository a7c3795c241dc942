/** Peak memory whatever the size of a file, the number of files, or what an archive claims. */
import { closeSync, ftruncateSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { createGzip } from 'node:zlib'
import { fixtureDer } from '../tests/fixture-ca/read.ts'
import { zipOf } from './archives.ts'
import { foreseen } from './programs.ts'
import type { Row } from './report.ts'
import type { Bench } from './speed.ts'

const gib = 2 ** 30

function writeBig(folder: string, sizeBytes: number): void {
  const fd = openSync(join(folder, 'big.bin'), 'w')
  ftruncateSync(fd, sizeBytes)
  for (const at of [1, sizeBytes / 2 + 7, sizeBytes - fixtureDer('leaf').length])
    writeSync(fd, fixtureDer('leaf'), 0, undefined, at)
  closeSync(fd)
}

function writeMany(folder: string, count: number): void {
  for (let k = 0; k < count; k++) {
    if (k % 1000 === 0) mkdirSync(join(folder, `d${k}`))
    writeFileSync(join(folder, `d${k - (k % 1000)}`, `${k}`), `file ${k}`)
  }
}

async function bomb(sizeBytes: number): Promise<Buffer> {
  const gzip = createGzip({ level: 9 })
  const parts: Buffer[] = []
  gzip.on('data', (part: Buffer) => parts.push(part))
  const zeros = Buffer.alloc(1 << 20)
  for (let left = sizeBytes; left > 0; left -= zeros.length) {
    if (!gzip.write(zeros)) await new Promise<void>(resume => gzip.once('drain', () => resume()))
  }
  await new Promise<void>(resume => gzip.end(() => resume()))
  return Buffer.concat(parts)
}

async function writeBombs(folder: string, sizeBytes: number): Promise<void> {
  const packed = await bomb(sizeBytes)
  writeFileSync(join(folder, 'bomb.gz'), packed)
  const twice = zipOf(
    Array.from({ length: 16 }, (_, k) => ({ name: `bomb-${k}.gz`, bytes: packed })),
    true,
  )
  writeFileSync(join(folder, 'bombs.zip'), zipOf([{ name: 'bombs.zip', bytes: twice }]))
}

/** Each case in a folder of its own, scanned with all limits at their defaults. */
export async function judgeMemory(bench: Bench): Promise<Row[]> {
  const { quick, jobs } = bench.options
  const cases: readonly (readonly [string, (folder: string) => void | Promise<void>])[] = [
    [quick ? '1 GB file' : '4 GB file', folder => writeBig(folder, quick ? gib : 4 * gib)],
    [quick ? '20,000 files' : '200,000 files', folder => writeMany(folder, quick ? 20_000 : 200_000)],
    ['archive bombs', folder => writeBombs(folder, quick ? gib / 4 : 2 * gib)],
  ]
  const rows: Row[] = []
  for (const [what, write] of cases) {
    const folder = join(bench.folder, what.replaceAll(/\W+/g, '-'))
    mkdirSync(folder)
    await write(folder)
    const { peakMb, exitCode } = bench.meter.run(
      foreseen([folder, '--format', 'jsonl', '--jobs', String(jobs)]),
    )
    if (exitCode < 0 || exitCode > 2) bench.say(`${what}: the scan ended with ${exitCode}`)
    rows.push({
      part: 'memory',
      what: `${what}, peak`,
      value: peakMb ?? Number.NaN,
      unit: 'MB',
      gate: { atMost: 300 },
      isSpeed: false,
    })
  }
  return rows
}
