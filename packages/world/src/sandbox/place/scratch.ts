import { mkdtempSync, readdirSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SandboxMethod } from '../contract.ts'

export interface Scratch {
  readonly path: string
  /** Made for this sandbox, to be removed with it. */
  readonly made: boolean
}

/**
 * Folders that are there, empty, and in nobody's way: a tmpfs over one of them exists in the sandbox's own
 * mount namespace only, so that it vanishes with it however it ends. The last are mount points of the kernel.
 */
const emptyFolders = ['/srv', '/media', '/mnt', '/opt', '/sys/fs/fuse/connections', '/sys/kernel/config']

function isEmpty(path: string): boolean {
  try {
    return realpathSync(path) === path && readdirSync(path).length === 0
  } catch {
    return false
  }
}

/** Where the sandbox keeps what it writes. Without mounts it is a new folder of the temporary one. */
export function findScratch(method: SandboxMethod, cwd: string): Scratch {
  if (method !== 'proot' && method !== 'proxy') {
    const path = emptyFolders.find(folder => folder !== cwd && isEmpty(folder))
    if (path !== undefined) return { path, made: false }
  }
  return { path: mkdtempSync(join(realpathSync(tmpdir()), 'foreseen-')), made: true }
}
