import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TestContext } from 'node:test'
import type { Scanned } from '../engine/scan-bytes.ts'

/** Debian packages of the programs that make archives. */
const packages: Readonly<Record<string, string>> = {
  tar: 'tar',
  gzip: 'gzip',
  zip: 'zip',
  xz: 'xz-utils',
  zstd: 'zstd',
  bzip2: 'bzip2',
  ar: 'binutils',
  'dpkg-deb': 'dpkg',
  python3: 'python3',
  '7zz': '7zip',
}

/** Whether all programs are here; skips the test with the name of the package otherwise. */
export function hasTools(t: TestContext, ...names: string[]): boolean {
  for (const name of names) {
    if (spawnSync(name, [name === '7zz' ? '-h' : '--version']).error === undefined) continue
    t.skip(`needs ${name}: apt-get install ${packages[name] ?? name}`)
    return false
  }
  return true
}

/** A folder with these files, gone after `use`. */
export async function inFolder<T>(
  files: Readonly<Record<string, Uint8Array | string>>,
  use: (folder: string) => T | Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'foreseen-test-'))
  try {
    for (const [name, bytes] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true })
      writeFileSync(join(folder, name), bytes)
    }
    return await use(folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Runs a program in a folder and returns the file it made. */
export function made(folder: string, output: string, command: string, ...args: string[]): Uint8Array {
  execFileSync(command, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  return new Uint8Array(readFileSync(join(folder, output)))
}

/** What a program writes to its standard output for these bytes. */
export function filtered(bytes: Uint8Array, command: string, ...args: string[]): Uint8Array {
  return new Uint8Array(execFileSync(command, args, { input: bytes, maxBuffer: 1 << 28 }))
}

/** Asserts the certificates that were found, as `path offset`, and that nothing was left unseen. */
export function expectFindings(scanned: Scanned, expected: readonly string[]): void {
  const found = scanned.findings.filter(finding => finding.type === 'certificate')
  assert.deepEqual(found.map(({ at }) => `${at.path} ${at.offset}`).sort(), [...expected].sort())
  assert.deepEqual(scanned.unseen, [])
}
