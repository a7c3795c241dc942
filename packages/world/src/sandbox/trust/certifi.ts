import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** A virtual environment has some thousand folders; site-packages lie a few below its home. */
const maxFolders = 20_000
const maxDepth = 8
const maxFound = 200

const passedOver: ReadonlySet<string> = new Set(['node_modules', '.git', '__pycache__', 'proc', 'sys', 'dev'])

/** Packages of Python that ship roots as `cacert.pem`. */
const packages: ReadonlySet<string> = new Set(['certifi', 'botocore', 'httplib2'])

const bundle = (name: string): boolean => name === 'cacert.pem' || name === 'cacerts.txt'

/** Bundles of certifi and its kin below `roots`, breadth first, links not followed. */
export async function certifiBundles(roots: readonly string[]): Promise<readonly string[]> {
  const queue = roots.map(dir => ({ dir, name: '', depth: 0 }))
  const found: string[] = []
  for (let head = 0; head < queue.length && head < maxFolders && found.length < maxFound; head++) {
    const at = queue[head]
    if (at === undefined) break
    const entries = await readdir(at.dir, { withFileTypes: true }).catch(() => [])
    for (const entry of entries) {
      const path = join(at.dir, entry.name)
      if (packages.has(at.name) && bundle(entry.name)) found.push(path)
      if (entry.isDirectory() && at.depth < maxDepth && !passedOver.has(entry.name))
        queue.push({ dir: path, name: entry.name, depth: at.depth + 1 })
    }
  }
  return found
}
