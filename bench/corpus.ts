/** The corpus of the benchmark, made from a seed: text, program-like bytes, noise and hard decoys. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { zipOf } from './archives.ts'
import { createRandom, type Random } from './random.ts'

const poolBytes = 8 << 20
const syllables =
  'ka re to mi sol ve nu pla en der for con ing at ist qu ry ble str oa 10 48 82 id- /x0 sha pin'.split(' ')

function textPool(random: Random): Buffer {
  let text = ''
  while (text.length < poolBytes) {
    let line = ''
    while (line.length < 72) line += `${random.of(syllables)}${random.next() < 0.4 ? ' ' : ''}`
    text += `${line}${random.of(['\n', '\n', ';\n', ' {\n', '}\n', ',\n'])}`
  }
  return Buffer.from(text, 'latin1').subarray(0, poolBytes)
}

/** Bytes as frequent as in x86-64 programs: zeros, moves, calls, small numbers. */
const common = [
  0, 0, 0, 0, 0, 0, 0x48, 0x48, 0x8b, 0x89, 0xe8, 0x24, 0x0f, 0xff, 0xff, 0x01, 0x02, 0x83, 0x85, 0xc0, 0x41,
  0x4c, 0x8d, 0x44, 0x30, 0x82,
]

function programPool(random: Random): Buffer {
  const pool = Buffer.alloc(poolBytes)
  for (let k = 0; k < poolBytes; k++) pool[k] = random.next() < 0.7 ? random.of(common) : random.pick(256)
  return pool
}

const alphabets = ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', '0123456789abcdef']

function noisePool(random: Random): Buffer {
  const pool = Buffer.alloc(poolBytes)
  for (let k = 0; k < poolBytes; k++) {
    const alphabet = alphabets[(k >> 16) & 1] ?? ''
    pool[k] = k % 77 === 76 ? 10 : alphabet.charCodeAt(random.pick(alphabet.length))
  }
  return pool
}

/** Things that begin like certificates and are none. */
export function decoyOf(random: Random): Buffer {
  const some = (count: number) => Buffer.from(Array.from({ length: count }, () => random.pick(256)))
  switch (random.pick(5)) {
    case 0:
      return Buffer.concat([Buffer.from([0x30, 0x82, random.pick(8), 0x7c, 0x30, 0x82]), some(400)])
    case 1:
      return Buffer.from(` MII${some(120).toString('base64')} `)
    case 2:
      return Buffer.from(
        `-----BEGIN PGP MESSAGE-----\n\n${some(90).toString('base64')}\n-----END PGP MESSAGE-----\n`,
      )
    case 3:
      return Buffer.from(
        `sha256/ fingerprint ${some(6).toString('hex')} 0x30, 0x82, 0x03 3082${some(30).toString('hex')}`,
      )
    default:
      return Buffer.from(
        `-----BEGIN CERTIFICATE-----\n${some(300).toString('base64')}\n-----END CERTIFICATE-----\n`,
      )
  }
}

/** Sizes as on a system tree: two thirds below 4 KiB, a few big ones with most of the bytes. */
function sizeOf(random: Random): number {
  const share = random.next()
  if (share < 0.68) return random.pick(4096)
  if (share < 0.9967) return 4096 + Math.floor(random.next() ** 3 * (256 << 10))
  return (1 << 20) + Math.floor(random.next() ** 4 * (64 << 20))
}

export interface CorpusFacts {
  readonly files: number
  readonly bytes: number
}

function writeBody(path: string, pool: Buffer, random: Random, size: number): void {
  const parts: Buffer[] = []
  for (let left = size; left > 0; ) {
    const at = random.pick(poolBytes - 1)
    const part = pool.subarray(at, Math.min(poolBytes, at + Math.min(left, 1 << 20)))
    parts.push(part)
    left -= part.length
  }
  if (random.next() < 0.02) parts.push(decoyOf(random))
  writeFileSync(path, Buffer.concat(parts))
}

/** Writes `count` files below `folder`, a hundred to a folder. */
export function writeCorpus(folder: string, seed: number, count: number): CorpusFacts {
  const random = createRandom(seed)
  const pools = [textPool(random), programPool(random), programPool(random), noisePool(random)]
  let bytes = 0
  for (let k = 0; k < count; k++) {
    const below = join(folder, `part-${Math.floor(k / 2000)}`, `folder-${Math.floor(k / 100) % 20}`)
    if (k % 100 === 0) mkdirSync(below, { recursive: true })
    const size = sizeOf(random)
    const pool = size > 1 << 20 ? pools[1 + random.pick(2)] : random.of(pools)
    writeBody(join(below, `file-${k}.dat`), pool ?? pools[0] ?? Buffer.alloc(0), random, size)
    bytes += size
  }
  return { files: count, bytes }
}

/** Archives whose members are all different: what their decompression costs is what opening them must cost. */
export function writeArchives(folder: string, seed: number, count: number): readonly string[] {
  const random = createRandom(seed)
  const pools = [textPool(random), programPool(random)]
  mkdirSync(folder, { recursive: true })
  return Array.from({ length: count }, (_, k) => {
    const entries = Array.from({ length: 60 }, (_, n) => {
      const pool = random.of(pools)
      const at = random.pick(poolBytes - (400 << 10))
      const body = pool.subarray(at, at + 2000 + random.pick(300 << 10))
      return { name: `member-${n}.dat`, bytes: Buffer.concat([Buffer.from(`${k} ${n}\n`), body]) }
    })
    const path = join(folder, `archive-${k}.zip`)
    writeFileSync(path, zipOf(entries))
    return path
  })
}
