/**
 * Chooses for each needle the pair of bytes that the kernel's filter looks for, and that pair's bucket,
 * by the pairs of bytes that really occur: `node --conditions=foreseen-source scripts/kernel-plan.ts DIR...`
 * reads up to 1 GB below DIR and rewrites packages/scan/src/kernel/plan.ts. Simulated annealing from a fixed seed.
 */
import { closeSync, openSync, readdirSync, readSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compileNeedles } from '../packages/scan/src/kernel/compiled.ts'
import { type Anchor, pairsAt } from '../packages/scan/src/kernel/tables.ts'

const planPath = fileURLToPath(new URL('../packages/scan/src/kernel/plan.ts', import.meta.url))
const sampleBytes = 1e9
/** Of each file its beginning: a few huge files must not decide for all. */
const perFileBytes = 1 << 20

function countPairs(roots: readonly string[]): Float64Array {
  const counts = new Float64Array(65536)
  const block = new Uint8Array(1 << 20)
  const folders = [...roots]
  let left = sampleBytes
  for (let folder = folders.pop(); folder !== undefined && left > 0; folder = folders.pop()) {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) folders.push(path)
      if (!entry.isFile() || left <= 0) continue
      const file = openSync(path, 'r')
      for (let read = 0; read < perFileBytes; read += block.length) {
        const size = readSync(file, block)
        for (let k = 0; k + 1 < size; k++)
          counts[(block[k] ?? 0) | ((block[k + 1] ?? 0) << 8)] =
            (counts[(block[k] ?? 0) | ((block[k + 1] ?? 0) << 8)] ?? 0) + 1
        left -= size
        if (size < block.length) break
      }
      closeSync(file)
    }
  }
  const total = sampleBytes - left
  return counts.map(count => count / total)
}

const compiled = compileNeedles()
const choices = compiled.map(needle =>
  needle.sets.flatMap((_, offset) => {
    const pairs = pairsAt(needle, offset)
    return pairs.length > 0 && pairs.length <= 16 && offset <= 30 ? [{ offset, pairs }] : []
  }),
)
interface Choice {
  readonly choice: number
  readonly bucket: number
}

const bucketCount = 8
/** What comparing a needle costs beside looking up a pair. */
const compareCost = 0.6

/** Share of positions whose pair lies in the box of nibbles that a bucket's pairs span. */
function boxShare(pairs: readonly (readonly [number, number])[], share: Float64Array): number {
  const box = [0, 0, 0, 0]
  const mark = (table: number, nibble: number): void => {
    box[table] = (box[table] ?? 0) | (1 << nibble)
  }
  for (const [first, second] of pairs) {
    mark(0, first & 15)
    mark(1, first >> 4)
    mark(2, second & 15)
    mark(3, second >> 4)
  }
  const bytesIn = (low: number, high: number): number[] =>
    allBytes.filter(byte => ((low >> (byte & 15)) & (high >> (byte >> 4)) & 1) === 1)
  const seconds = bytesIn(box[2] ?? 0, box[3] ?? 0)
  let total = 0
  for (const first of bytesIn(box[0] ?? 0, box[1] ?? 0)) {
    for (const second of seconds) total += share[first | (second << 8)] ?? 0
  }
  return total
}

const allBytes = Array.from({ length: 256 }, (_, byte) => byte)

function bucketCost(plan: readonly Choice[], bucket: number, share: Float64Array): number {
  const pairs = plan.flatMap(({ choice, bucket: own }, k) =>
    own === bucket ? (choices[k]?.[choice]?.pairs ?? []) : [],
  )
  return pairs.length === 0 ? 0 : boxShare(pairs, share)
}

function needleCost(k: number, choice: number, share: Float64Array): number {
  const pairs = choices[k]?.[choice]?.pairs ?? []
  return compareCost * pairs.reduce((sum, [first, second]) => sum + (share[first | (second << 8)] ?? 0), 0)
}

/** A small generator with a fixed seed (mulberry32): the plan is the same for the same sample. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function anneal(share: Float64Array, seed: number, steps: number): { plan: readonly Choice[]; cost: number } {
  const random = generator(seed)
  const pick = (count: number) => Math.floor(random() * count)
  const plan: Choice[] = choices.map(list => ({ choice: pick(list.length), bucket: pick(bucketCount) }))
  const buckets = Array.from({ length: bucketCount }, (_, bucket) => bucketCost(plan, bucket, share))
  let cost =
    buckets.reduce((a, b) => a + b) +
    plan.reduce((sum, { choice }, k) => sum + needleCost(k, choice, share), 0)
  let best = { plan: [...plan], cost }
  for (let step = 0; step < steps; step++) {
    const heat = 0.02 * (1 - step / steps) ** 2
    const k = pick(plan.length)
    const old = plan[k] ?? { choice: 0, bucket: 0 }
    const next = {
      choice: random() < 0.5 ? pick(choices[k]?.length ?? 1) : old.choice,
      bucket: random() < 0.6 ? pick(bucketCount) : old.bucket,
    }
    plan[k] = next
    const touched = [...new Set([old.bucket, next.bucket])].map(bucket => ({
      bucket,
      cost: bucketCost(plan, bucket, share),
    }))
    const change =
      needleCost(k, next.choice, share) -
      needleCost(k, old.choice, share) +
      touched.reduce((sum, { bucket, cost: now }) => sum + now - (buckets[bucket] ?? 0), 0)
    if (
      change <= 0 ||
      random() < Math.exp((Math.log(cost) - Math.log(cost + change)) / Math.max(heat, 1e-9))
    ) {
      cost += change
      for (const { bucket, cost: now } of touched) buckets[bucket] = now
      if (cost < best.cost) best = { plan: [...plan], cost }
    } else plan[k] = old
  }
  return best
}

const share = countPairs(process.argv.slice(2))
const steps = 1_000_000
const results = [1, 2, 3].map(seed => anneal(share, seed, steps)).sort((a, b) => a.cost - b.cost)
const best = results[0]
process.stdout.write(
  `weighed cost per million bytes: ${results.map(r => (r.cost * 1e6).toFixed(0)).join(', ')}\n`,
)
const lines = compiled.map((needle, k) => {
  const chosen = best?.plan[k]
  const anchor: Anchor = [choices[k]?.[chosen?.choice ?? 0]?.offset ?? 0, chosen?.bucket ?? 0]
  return `  '${needle.name}': [${anchor.join(', ')}],`
})
writeFileSync(
  planPath,
  `import type { Anchor } from './tables.ts'\n\n/** Where the kernel's filter looks for each needle: made by scripts/kernel-plan.ts from the pairs of bytes of /usr. */\nexport const anchors: Readonly<Record<string, Anchor>> = {\n${lines.join('\n')}\n}\n`,
)
