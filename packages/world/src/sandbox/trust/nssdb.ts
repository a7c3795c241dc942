import { execFile } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { TrustError } from './trust-error.ts'

/** A database of a handful of roots takes a tenth of a second. */
const timeoutMs = 20_000

interface Ended {
  readonly missing: boolean
  readonly failed: boolean
  readonly detail: string
}

function certutil(args: readonly string[]): Promise<Ended> {
  return new Promise(resolve => {
    execFile('certutil', args, { timeout: timeoutMs }, (error, _stdout, stderr) => {
      const missing = error !== null && error.code === 'ENOENT'
      resolve({ missing, failed: error !== null, detail: stderr.trim().split('\n')[0] ?? '' })
    })
  })
}

/**
 * Makes the database that Chromium and other NSS programs read as `$HOME/.pki/nssdb`, by certutil, which alone
 * knows its tables. `files` are the paths of PEM roots. Returns false where certutil is not installed.
 * Errors: `trust-certutil-failed`.
 */
export async function writeNssdb(dir: string, files: readonly string[]): Promise<boolean> {
  await mkdir(dir, { recursive: true, mode: 0o755 })
  const made = await certutil(['-N', '-d', `sql:${dir}`, '--empty-password'])
  if (made.missing) {
    await rm(dir, { recursive: true })
    return false
  }
  const batch = join(dir, 'batch')
  const lines = files.map((file, index) => `-A -d sql:${dir} -n root-${index} -t C,, -i ${file}\n`)
  await writeFile(batch, lines.join(''))
  // One process for all: each start of NSS costs more than the entry.
  const added = made.failed ? made : await certutil(['-B', '-d', `sql:${dir}`, '-i', batch])
  await rm(batch)
  if (added.failed)
    throw new TrustError('trust-certutil-failed', `certutil could not fill its database: ${added.detail}`)
  return true
}
