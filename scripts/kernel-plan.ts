/**
 * Chooses for each needle the pair of bytes that the kernel's filter looks for, and that pair's bucket,
 * by the pairs of bytes that really occur: `node --conditions=foreseen-source scripts/kernel-plan.ts DIR...`
 * reads up to 1 GB below DIR and rewrites packages/scan/src/kernel/plan.ts. Simulated annealing from a fixed seed.
 */
import { closeSync, openSync, readdirSync, readFileSync, readSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compileNeedles } from '../packages/scan/src/kernel/compiled.ts'
import { type Anchor, pairsAt } from '../packages/scan/src/kernel/tables.ts'

const planPath = fileURLToPath(new URL('../packages/scan/src/kernel/plan.ts', import.meta.url))
const sampleBytes = 1e9
const perFileBytes = 16 << 20

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
type Choice = { readonly choice: number; readonly bucket: number }

/** Share of positions that become candidates, each weighed by what looking it up costs. */
function costOf(plan: readonly Choice[], share: Float64Array): number {
  const low = new Uint8Array(16)
  const high = new Uint8Array(16)
  const listed = new Uint8Array(65536)
  for (const [k, { choice, bucket }] of plan.entries()) {
    for (const [first, second] of choices[k]?.[choice]?.pairs ?? []) {
      low[first & 15] = (low[first & 15] ?? 0) | (1 << bucket)
      high[first >> 4] = (high[first >> 4] ?? 0) | (1 << bucket)
      low[second & 15] = (low[second & 15] ?? 0) | (16 << bucket)
      high[second >> 4] = (high[second >> 4] ?? 0) | (16 << bucket)
      listed[first | (second << 8)] = (listed[first | (second << 8)] ?? 0) + 1
    }
  }
  let cost = 0
  const klass = Uint8Array.from({ length: 256 }, (_, byte) => (low[byte & 15] ?? 0) & (high[byte >> 4] ?? 0))
  for (let second = 0; second < 256; second++) {
    const back = (klass[second] ?? 0) >> 4
    if (back === 0) continue
    for (let first = 0; first < 256; first++) {
      const pair = first | (second << 8)
      if (((klass[first] ?? 0) & back) !== 0) cost += (share[pair] ?? 0) * (1 + 0.5 * (listed[pair] ?? 0))
    }
  }
  return cost
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
  let plan: Choice[] = choices.map(list => ({ choice: pick(list.length), bucket: pick(4) }))
  let cost = costOf(plan, share)
  let best = { plan, cost }
  for (let step = 0; step < steps; step++) {
    const heat = 0.3 * (1 - step / steps) ** 2
    const next = [...plan]
    for (let moves = 1 + pick(2); moves > 0; moves--) {
      const k = pick(plan.length)
      next[k] = { choice: pick(choices[k]?.length ?? 1), bucket: pick(4) }
    }
    const nextCost = costOf(next, share)
    if (
      nextCost < cost ||
      random() < Math.exp((Math.log(cost) - Math.log(nextCost)) / Math.max(heat, 1e-6))
    ) {
      plan = next
      cost = nextCost
      if (cost < best.cost) best = { plan, cost }
    }
  }
  return best
}

const share = process.argv[2]?.endsWith('.bin')
  ? (() => {
      const raw = new BigUint64Array(
        readFileSync(process.argv[2] ?? '').buffer.slice(0) as ArrayBuffer,
        0,
        65536,
      )
      const total = Number(raw.reduce((a, b) => a + b))
      return Float64Array.from(raw, n => Number(n) / total)
    })()
  : countPairs(process.argv.slice(2))
const steps = 25_000
const results = [1, 2, 3].map(seed => anneal(share, seed, steps)).sort((a, b) => a.cost - b.cost)
const best = results[0]
process.stdout.write(
  `weighed candidates per million bytes: ${results.map(r => (r.cost * 1e6).toFixed(0)).join(', ')}\n`,
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
