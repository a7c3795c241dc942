/** The pages, built once for what the sources are now; many test files at once build at most a few times. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('../../../..', import.meta.url))
const web = join(root, 'apps/web')
const sources = ['apps/web/src', 'packages/facts/src', 'packages/rules/src', 'packages/x509/src']
const single = ['apps/web/index.html', 'apps/web/vite.config.ts', 'package-lock.json']
/** A build of other sources is removed after so long: another run may still use it. */
const keptMs = 600_000

const stamp = (path: string): string => {
  const { mtimeMs, size } = statSync(join(root, path))
  return `${path} ${mtimeMs} ${size}`
}

function stateOfSources(): string {
  const files = sources.flatMap(folder =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name).slice(root.length)),
  )
  const text = [...files, ...single].sort().map(stamp).join('\n')
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

function removeOld(folder: string, kept: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (name !== kept && Date.now() - statSync(path).mtimeMs > keptMs)
      rmSync(path, { recursive: true, force: true })
  }
}

/** Directory of the built pages. */
export async function builtPages(): Promise<string> {
  const folder = join(web, 'build/pages')
  mkdirSync(folder, { recursive: true })
  const name = stateOfSources()
  const place = join(folder, name)
  if (existsSync(place)) return place
  removeOld(folder, name)
  const under = `${place}.${process.pid}`
  await build({
    configFile: join(web, 'vite.config.ts'),
    logLevel: 'error',
    build: { outDir: under, emptyOutDir: true, reportCompressedSize: false },
  })
  try {
    renameSync(under, place)
  } catch {
    // Another run was faster.
    rmSync(under, { recursive: true, force: true })
  }
  return place
}
