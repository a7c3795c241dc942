import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Past this many entries the share done is not worth the walk. */
const maxEntries = 2_000_000

const fileSize = async (path: string): Promise<number> => {
  const found = await lstat(path).catch(() => undefined)
  return found?.isFile() === true ? found.size : 0
}

/** Bytes of all files below the paths, for the share done; 0 when they cannot be counted. */
export async function measurePaths(paths: readonly string[]): Promise<number> {
  const folders = [...paths]
  let bytes = 0
  let entries = 0
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const here = folder
    const found = await readdir(here, { withFileTypes: true }).catch(() => undefined)
    if (found === undefined) {
      bytes += await fileSize(here)
      continue
    }
    entries += found.length
    if (entries > maxEntries) return 0
    const sizes = await Promise.all(
      found.filter(item => item.isFile()).map(item => fileSize(join(here, item.name))),
    )
    bytes += sizes.reduce((sum, size) => sum + size, 0)
    folders.push(...found.filter(item => item.isDirectory()).map(item => join(here, item.name)))
  }
  return bytes
}
