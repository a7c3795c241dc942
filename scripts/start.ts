/** `npm start -- ARGS` is `foreseen ARGS`; `npm start` alone builds the pages and starts the server. */
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))

/** Builds the pages into the server's package; Vite leaves them as they are where it fails. */
function buildPages(): void {
  const vite = path.join(root, 'node_modules/vite/bin/vite.js')
  const words = ['build', path.join(root, 'apps/web'), '--logLevel', 'warn']
  const { status } = spawnSync(process.execPath, [vite, ...words], { stdio: 'inherit' })
  if (status === 0) return
  process.stderr.write('foreseen: the pages could not be built; the lines above say why.\n')
  process.exit(1)
}

if (process.argv.length === 2) {
  buildPages()
  process.argv.push('serve')
}
// npm runs scripts at the root of the checkout; paths are meant from where the user stands.
if (process.env.INIT_CWD !== undefined) process.chdir(process.env.INIT_CWD)
await import(pathToFileURL(path.join(root, 'apps/cli/bin/foreseen.js')).href)
