/**
 * Before a package is packed: its types and JavaScript are built, and the licence stands beside them; the
 * program takes the pages of the kinds along, the server the pages of the team.
 */
import { execFileSync } from 'node:child_process'
import { copyFileSync, cpSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const compiler = join(
  dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
  'bin',
  'tsc',
)
execFileSync(process.execPath, [compiler, '-b', process.cwd()], { stdio: ['ignore', 'inherit', 'inherit'] })
copyFileSync(join(root, 'LICENSE'), join(process.cwd(), 'LICENSE'))
if (process.cwd() === join(root, 'apps', 'server')) {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  const words = ['build', join(root, 'apps', 'web'), '--logLevel', 'warn']
  execFileSync(process.execPath, [vite, ...words], { stdio: ['ignore', 'inherit', 'inherit'] })
}
if (process.cwd() === join(root, 'apps', 'cli')) {
  cpSync(join(root, 'docs', 'kinds'), join(process.cwd(), 'docs', 'kinds'), { recursive: true })
}
