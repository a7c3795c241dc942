/** Builds the scanning kernel with `asc` and embeds it: `npm run kernel`; `--check` only compares. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
export const embeddedPath = join(root, 'packages/scan/src/kernel/kernel.wasm.ts')

/** The text of `kernel.wasm.ts` for the source as it is now. */
export function buildKernel(): string {
  const folder = mkdtempSync(join(tmpdir(), 'foreseen-kernel-'))
  try {
    const wasm = join(folder, 'kernel.wasm')
    execFileSync(
      process.execPath,
      [
        join(root, 'node_modules/assemblyscript/bin/asc.js'),
        'packages/scan/kernel-source/kernel.ts',
        ...['--outFile', wasm, '-O3', '--noAssert', '--runtime', 'stub', '--initialMemory', '44'],
        ...['--enable', 'simd,bulk-memory,relaxed-simd', '--use', 'abort='],
      ],
      { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
    )
    const base64 = readFileSync(wasm).toString('base64')
    return `/** Made by scripts/kernel.ts from packages/scan/kernel-source; do not edit. */\nexport const kernelWasm =\n  '${base64}'\n`
  } finally {
    rmSync(folder, { recursive: true })
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = buildKernel()
  if (!process.argv.includes('--check')) writeFileSync(embeddedPath, text)
  else if (text !== readFileSync(embeddedPath, 'utf8')) {
    process.stderr.write('kernel.wasm.ts differs from its source: run "npm run kernel"\n')
    process.exitCode = 1
  }
}
