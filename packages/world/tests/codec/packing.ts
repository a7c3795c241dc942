import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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

/** The packed bytes of the one member of a zip that 7-Zip makes with this method. */
export function memberBy7z(bytes: Uint8Array, name: string, method: number): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'foreseen-test-'))
  try {
    writeFileSync(join(folder, 'x'), bytes)
    execFileSync('7zz', ['a', '-tzip', `-mm=${name}`, 'a.zip', 'x'], { cwd: folder, stdio: 'ignore' })
    const zip = readFileSync(join(folder, 'a.zip'))
    if (zip.readUInt16LE(8) !== method) throw new Error(`7zz took the method ${zip.readUInt16LE(8)}`)
    const start = 30 + zip.readUInt16LE(26) + zip.readUInt16LE(28)
    return zip.subarray(start, start + zip.readUInt32LE(18))
  } finally {
    rmSync(folder, { recursive: true })
  }
}
