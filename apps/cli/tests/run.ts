/** Runs the real program as a child process, as people and scripts do. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'

export const bin = fileURLToPath(new URL('../bin/foreseen.js', import.meta.url))

export interface Ran {
  readonly stdout: string
  readonly stderr: string
  readonly code: number
}

/** Runs `foreseen ARGS` in a folder. Colour and locale of the caller stay outside. */
export function foreseen(args: readonly string[], cwd = tmpdir(), env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  return new Promise(resolve => {
    const options = { cwd, encoding: 'utf8', maxBuffer: 1 << 26, env: { ...process.env, ...env } } as const
    execFile(process.execPath, [bin, ...args], options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 128
      resolve({ stdout, stderr, code })
    })
  })
}

/** A folder that is gone after the test. */
export function tempFolder(t: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), 'foreseen-cli-'))
  t.after(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

/** What differs from run to run, made equal: durations and rates. */
export function steady(text: string): string {
  return text
    .replace(/ in [0-9.]+ (ms|s|min)( \([0-9.]+ GB\/s\))?;/g, ' in N ms;')
    .replace(/"elapsedMs": ?[0-9]+/g, '"elapsedMs": 0')
}
