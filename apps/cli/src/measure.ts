import { lstat, opendir } from 'node:fs/promises'
import { join } from 'node:path'

/** Past this many entries the share done is not worth the walk. */
const maxEntries = 2_000_000

async function sizeBelow(path: string, left: { entries: number }): Promise<number> {
  if (left.entries-- <= 0) return Number.NaN
  const found = await lstat(path)
  if (!found.isDirectory()) return found.isFile() ? found.size : 0
  let bytes = 0
  for await (const entry of await opendir(path, { bufferSize: 256 })) {
    if (entry.isSymbolicLink()) continue
    bytes += await sizeBelow(join(path, entry.name), left).catch(() => 0)
  }
  return bytes
}

/** Bytes of all files below the paths, for the share done; 0 when they cannot be counted. */
export async function measurePaths(paths: readonly string[]): Promise<number> {
  const left = { entries: maxEntries }
  const sizes = await Promise.all(paths.map(path => sizeBelow(path, left).catch(() => 0)))
  const bytes = sizes.reduce((sum, size) => sum + size, 0)
  return Number.isFinite(bytes) ? bytes : 0
}
