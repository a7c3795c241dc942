/** 100 % of the plants found, nothing invented, and the hits of the slow twin. */
import { spawnSync } from 'node:child_process'
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { join, relative } from 'node:path'
import { createKernel, createSlowKernel, type Kernel } from '@foreseen/scan'
import { type Plant, writePlants } from './plants.ts'
import { foreseen } from './programs.ts'

export interface Correctness {
  readonly plants: number
  readonly missed: readonly string[]
  readonly invented: readonly string[]
  /** Bytes on which kernel and slow twin gave the same hits. */
  readonly comparedBytes: number
  readonly differs: readonly string[]
}

interface Found {
  readonly file: string
  readonly sha256: string
  readonly offset: number
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function certificatesIn(jsonl: string, folder: string): Found[] {
  return jsonl
    .split('\n')
    .filter(line => line !== '')
    .flatMap(line => {
      const record: unknown = JSON.parse(line)
      if (!isRecord(record) || record.type !== 'certificate') return []
      const file = relative(folder, String(record.path)).split('!')[0] ?? ''
      return [{ file, sha256: String(record.sha256), offset: Number(record.offset) }]
    })
}

function sameHits(fast: Kernel, slow: Kernel, bytes: Uint8Array): boolean {
  fast.input.set(bytes)
  slow.input.set(bytes)
  const count = fast.find(0, bytes.length, bytes.length)
  if (count !== slow.find(0, bytes.length, bytes.length)) return false
  for (let k = 0; k < 2 * count; k++) if (fast.hits[k] !== slow.hits[k]) return false
  return true
}

function compareTwins(files: readonly string[]): { comparedBytes: number; differs: string[] } {
  const fast = createKernel()
  const slow = createSlowKernel()
  const differs: string[] = []
  let comparedBytes = 0
  for (const file of files) {
    const bytes = readFileSync(file)
    for (let at = 0; at < bytes.length; at += 250_007) {
      const part = bytes.subarray(at, at + 262_144)
      comparedBytes += part.length
      if (!sameHits(fast, slow, part)) differs.push(`${file} at ${at}`)
    }
  }
  return { comparedBytes, differs }
}

/** Plants, scans, compares. `jobs` threads, so that shared files are judged too. */
export function judgeCorrectness(folder: string, seed: number, jobs: number): Correctness {
  const below = join(folder, 'plants')
  const plants = writePlants(below, seed)
  const out = join(folder, 'found.jsonl')
  const fd = openSync(out, 'w')
  const [program = '', ...words] = foreseen([below, '--format', 'jsonl', '--jobs', String(jobs)])
  const result = spawnSync(program, words, { stdio: ['ignore', fd, 'inherit'] })
  closeSync(fd)
  if (result.status === null || result.status > 2)
    writeSync(2, `foreseen ended with ${result.status ?? result.signal}\n`)
  const found = certificatesIn(readFileSync(out, 'utf8'), below)
  rmSync(out)
  const truth = new Set(plants.map(({ file, sha256 }) => `${file} ${sha256}`))
  const seen = new Set(found.map(({ file, sha256 }) => `${file} ${sha256}`))
  const offsets = new Set(found.map(({ file, sha256, offset }) => `${file} ${sha256} ${offset}`))
  const isMissed = ({ file, sha256, offset }: Plant): boolean =>
    offset === undefined ? !seen.has(`${file} ${sha256}`) : !offsets.has(`${file} ${sha256} ${offset}`)
  const small = [...new Set(plants.map(({ file }) => file))]
    .filter(file => !file.startsWith('range'))
    .map(file => join(below, file))
  return {
    plants: plants.length,
    missed: plants
      .filter(isMissed)
      .map(({ file, offset }) => (offset === undefined ? file : `${file} at ${offset}`)),
    invented: [...seen].filter(key => !truth.has(key)),
    ...compareTwins(small.filter((_, k) => k % 4 === 0)),
  }
}
