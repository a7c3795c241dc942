/** A live folder that is gone after the test, and staged files that need no certificates to be moved about. */
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { DeployOptions, StagedFiles } from '../../src/deploy/index.ts'

export function folder(t: TestContext): string {
  const dir = mkdtempSync(join(tmpdir(), 'foreseen-deploy-'))
  t.after(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

/** Big enough that a write cut short would show. */
export function staged(name: string): StagedFiles {
  const bytes = (what: string): Uint8Array => new TextEncoder().encode(`${what} of ${name}\n`.repeat(500))
  const chainSha256 = Buffer.from(name).toString('hex').padEnd(64, '0')
  return {
    chain: bytes('chain'),
    key: bytes('key'),
    chainSha256,
    leafSha256: chainSha256,
    notAfter: '2026-12-01T00:00:00Z',
  }
}

export function options(
  dir: string,
  argv: readonly string[] = [],
  other: Partial<DeployOptions> = {},
): DeployOptions {
  const outputFd = openSync(join(dir, 'output'), 'a')
  return {
    dir,
    keep: 3,
    command: { argv, env: { ...process.env }, timeoutMs: 20_000, outputFd },
    at: '2026-11-23T00:00:00Z',
    onStep: () => {},
    signal: undefined,
    whileSwitched: () => () => {},
    ...other,
  }
}

/** What is live: name of the staged files, when chain and key are whole and of one make; '' for nothing. */
export function liveName(dir: string): string {
  let chain = ''
  try {
    chain = readFileSync(join(dir, 'live', 'fullchain.pem'), 'utf8')
  } catch {
    return ''
  }
  const name = /^chain of (\w+)\n/.exec(chain)?.[1] ?? 'torn'
  const key = readFileSync(join(dir, 'live', 'privkey.pem'), 'utf8')
  const isWhole = Buffer.from(staged(name).chain).equals(Buffer.from(chain))
  return isWhole && Buffer.from(staged(name).key).equals(Buffer.from(key)) ? name : `torn ${name}`
}
