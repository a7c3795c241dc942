import { chmodSync, cpSync, lchownSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TrustFiles } from './parts.ts'
import type { RunUser } from './place/messages.ts'
import type { RunFolder } from './place/placed-run.ts'

/** Everything below `path` to the client's user; needed where the sandbox is root and the client is not. */
export function giveTo(path: string, user: RunUser): void {
  lchownSync(path, user.uid, user.gid)
  for (const entry of readdirSync(path, { withFileTypes: true, recursive: true }))
    lchownSync(join(entry.parentPath, entry.name), user.uid, user.gid)
}

/** What a run finds at its start. */
export interface HomeContent {
  readonly hosts: string
  readonly resolv: string
  /** Folders copied into HOME, the later over the earlier; '' for none. */
  readonly templates: readonly string[]
  readonly trust: TrustFiles | undefined
}

/** Makes a run's own folders and files; throws what the system says, as when a template cannot be read. */
export function furnish(folder: RunFolder, content: HomeContent): void {
  for (const path of [folder.dir, folder.home, folder.tmp, folder.runtime])
    mkdirSync(path, { recursive: true })
  chmodSync(folder.home, 0o700)
  chmodSync(folder.runtime, 0o700)
  chmodSync(folder.tmp, 0o1777)
  writeFileSync(folder.hosts, content.hosts)
  writeFileSync(folder.resolv, content.resolv)
  const copy = { recursive: true, verbatimSymlinks: true }
  for (const template of content.templates) if (template !== '') cpSync(template, folder.home, copy)
  const nssdb = content.trust?.nssdb ?? ''
  if (nssdb !== '') cpSync(nssdb, join(folder.home, '.pki/nssdb'), copy)
}

/** Where programs keep what they want to find again: all in the run's own folders. */
export function homeVariables(folder: RunFolder): Record<string, string> {
  return {
    HOME: folder.home,
    TMPDIR: folder.tmp,
    TMP: folder.tmp,
    TEMP: folder.tmp,
    XDG_CONFIG_HOME: `${folder.home}/.config`,
    XDG_CACHE_HOME: `${folder.home}/.cache`,
    XDG_DATA_HOME: `${folder.home}/.local/share`,
    XDG_STATE_HOME: `${folder.home}/.local/state`,
    XDG_RUNTIME_DIR: folder.runtime,
  }
}
