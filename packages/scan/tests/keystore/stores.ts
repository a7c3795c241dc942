/** Key stores made by the programs that make them everywhere: openssl and keytool. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fixturePem, toyPem } from '../../../../tests/fixture-ca/read.ts'

const has = (command: string, ...words: string[]): boolean => spawnSync(command, words).status === 0

export const noOpenssl = has('openssl', 'version') ? false : 'needs openssl: apt-get install openssl'
export const noLegacy = has('openssl', 'list', '-providers', '-provider', 'legacy')
  ? false
  : 'needs the legacy provider of openssl: apt-get install openssl-provider-legacy'
export const noKeytool = has('keytool', '-help')
  ? false
  : 'needs keytool: apt-get install openjdk-17-jre-headless'

export interface Workshop {
  openssl(...words: string[]): void
  keytool(...words: string[]): void
  read(name: string): Uint8Array
  close(): void
}

/** A folder with `leaf.pem`, `leaf.key`, `intermediate-1.pem` and `root-a.pem`. */
export function openWorkshop(): Workshop {
  const dir = mkdtempSync(join(tmpdir(), 'foreseen-store-'))
  for (const name of ['leaf', 'intermediate-1', 'root-a'])
    writeFileSync(join(dir, `${name}.pem`), fixturePem(name))
  writeFileSync(join(dir, 'leaf.key'), toyPem('leaf'))
  const run = (command: string, words: readonly string[]): void => {
    execFileSync(command, words, { cwd: dir, stdio: 'pipe' })
  }
  return {
    openssl: (...words) => run('openssl', words),
    keytool: (...words) => run('keytool', words),
    read: name => new Uint8Array(readFileSync(join(dir, name))),
    close: () => rmSync(dir, { recursive: true, force: true }),
  }
}
