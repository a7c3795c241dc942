import { execFileSync, spawnSync } from 'node:child_process'
import type { TestContext } from 'node:test'

const packages: Readonly<Record<string, string>> = {
  '7zz': '7zip',
  bzip2: 'bzip2',
  python3: 'python3',
  unzip: 'unzip',
  xz: 'xz-utils',
}

/** What a program writes to its standard output for these bytes. */
export function packedWith(bytes: Uint8Array, tool: string, ...args: readonly string[]): Buffer {
  return execFileSync(tool, args, { input: bytes, maxBuffer: 1 << 28, stdio: ['pipe', 'pipe', 'ignore'] })
}

/** Whether a program is here; skips the test with the name of its Debian package otherwise. */
export function hasTool(t: TestContext, tool: string): boolean {
  if (spawnSync(tool, [tool === 'unzip' ? '-v' : '--help']).error === undefined) return true
  t.skip(`needs ${tool}: apt-get install ${packages[tool] ?? tool}`)
  return false
}

/** A stream of the pieces of some bytes. */
export async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
