/** Builds the kernels with `asc` and embeds them: `npm run kernel`; `--check` only compares. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
export const embeddedPath = join(root, 'packages/scan/src/kernel/kernel.wasm.ts')
export const lzmaPath = join(root, 'packages/world/src/codec/lzma/kernel.wasm.ts')

function compiled(source: string, options: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'foreseen-kernel-'))
  try {
    const wasm = join(folder, 'kernel.wasm')
    execFileSync(
      process.execPath,
      [
        join(root, 'node_modules/assemblyscript/bin/asc.js'),
        source,
        ...['--outFile', wasm, '-O3', '--noAssert', '--runtime', 'stub', '--use', 'abort='],
        ...options,
      ],
      { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
    )
    return readFileSync(wasm).toString('base64')
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function embedded(name: string, source: string, base64: string): string {
  return `/** Made by scripts/kernel.ts from ${source}; do not edit. */\nexport const ${name} =\n  '${base64}'\n`
}

/** The text of the scan's `kernel.wasm.ts` for the source as it is now. */
export function buildKernel(): string {
  const options = ['--initialMemory', '44', '--enable', 'simd,bulk-memory,relaxed-simd']
  const base64 = compiled('packages/scan/kernel-source/kernel.ts', options)
  return embedded('kernelWasm', 'packages/scan/kernel-source', base64)
}

/** The text of the LZMA decoder's `kernel.wasm.ts` for the source as it is now. */
export function buildLzma(): string {
  const options = ['--initialMemory', '3', '--enable', 'bulk-memory']
  const base64 = compiled('packages/world/kernel-source/lzma.ts', options)
  return embedded('lzmaWasm', 'packages/world/kernel-source', base64)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, build] of [
    [embeddedPath, buildKernel],
    [lzmaPath, buildLzma],
  ] as const) {
    const text = build()
    if (!process.argv.includes('--check')) writeFileSync(path, text)
    else if (text !== readFileSync(path, 'utf8')) {
      process.stderr.write(`${path} differs from its source: run "npm run kernel"\n`)
      process.exitCode = 1
    }
  }
}
