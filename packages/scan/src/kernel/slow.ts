import { type CompiledNeedle, compileNeedles, lookAheadOf } from './compiled.ts'
import type { Kernel } from './contract.ts'

/** Bytes that one call can look at: more than a block of 256 KiB with its overlap. */
export const inputBytes = 0x48000

function stands(needle: CompiledNeedle, bytes: Uint8Array, at: number, end: number): boolean {
  if (at + needle.sets.length > end) return false
  for (const [k, set] of needle.sets.entries()) {
    if (set !== undefined && !set.has(bytes[at + k] ?? -1)) return false
  }
  return needle.gate === undefined || needle.gate(bytes, at, end)
}

function byFirstByte(compiled: readonly CompiledNeedle[]): readonly (readonly CompiledNeedle[])[] {
  return Array.from({ length: 256 }, (_, byte) =>
    compiled.filter(needle => needle.sets[0] === undefined || needle.sets[0].has(byte)),
  )
}

/**
 * The slow twin of the WebAssembly kernel, plain TypeScript: the oracle in tests, and the kernel where
 * WebAssembly SIMD is not to be had. `only` keeps the needles of these names.
 */
export function createSlowKernel(only?: ReadonlySet<string>): Kernel {
  const compiled = compileNeedles(only)
  const starting = byFirstByte(compiled)
  const input = new Uint8Array(inputBytes)
  const hits = new Uint32Array(2 * inputBytes)
  const find = (from: number, to: number, end: number): number => {
    let count = 0
    for (let at = from; at < to; at++) {
      for (const needle of starting[input[at] ?? 0] ?? []) {
        if (!stands(needle, input, at, end)) continue
        hits[2 * count] = at
        hits[2 * count + 1] = needle.id
        if (++count === inputBytes) return count
      }
    }
    return count
  }
  return { input, hits, lookAheadBytes: lookAheadOf(compiled), find }
}
