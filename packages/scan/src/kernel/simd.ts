import { compileNeedles, lookAheadOf } from './compiled.ts'
import type { Kernel } from './contract.ts'
import { kernelWasm } from './kernel.wasm.ts'
import { anchors } from './plan.ts'
import { layout, writeTables } from './tables.ts'

function wasmBytes(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(kernelWasm), letter => letter.charCodeAt(0))
}

/** Compiles the kernel's WebAssembly; a module may be posted to worker threads, so it is compiled once. */
export function compileKernel(): WebAssembly.Module {
  return new WebAssembly.Module(wasmBytes())
}

/**
 * The WebAssembly SIMD kernel over all needles of the table, or those named in `only`. Throws
 * `WebAssembly.CompileError` where SIMD is missing; `createSlowKernel` works everywhere.
 */
export function createKernel(
  module: WebAssembly.Module = compileKernel(),
  only?: ReadonlySet<string>,
): Kernel {
  const { find, memory } = new WebAssembly.Instance(module).exports
  if (typeof find !== 'function' || !(memory instanceof WebAssembly.Memory))
    throw new Error('kernel.wasm lacks its exports')
  const bytes = new Uint8Array(memory.buffer)
  const compiled = compileNeedles(only)
  writeTables(bytes, compiled, anchors)
  return {
    input: bytes.subarray(layout.input, layout.input + layout.inputBytes),
    hits: new Uint32Array(memory.buffer, layout.hits, 2 * layout.inputBytes),
    lookAheadBytes: lookAheadOf(compiled),
    find: (from, to, end) => Number(find(from, to, end)),
  }
}
