/**
 * Packs every package as it would be published, installs the tarballs in an empty project without
 * install scripts, and uses them: the CLI answers, each library loads.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const manifest: { workspaces: string[] } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const dir = mkdtempSync(join(tmpdir(), 'foreseen-pack-'))
const npm = (cwd: string, ...args: readonly string[]): string =>
  execFileSync('npm', [...args], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })

const inProject = (source: string): string =>
  execFileSync(process.execPath, ['--input-type=module', '-e', source], { cwd: dir, encoding: 'utf8' })

try {
  npm(
    root,
    'pack',
    '--silent',
    '--pack-destination',
    dir,
    ...manifest.workspaces.flatMap(name => ['-w', name]),
  )
  writeFileSync(join(dir, 'package.json'), '{"name":"empty","private":true}')
  const tarballs = readdirSync(dir).filter(name => name.endsWith('.tgz'))
  npm(dir, 'install', '--ignore-scripts', '--no-audit', '--no-fund', ...tarballs.map(name => `./${name}`))
  for (const name of manifest.workspaces) {
    execFileSync('npx', ['publint', 'run', name, '--strict', '--pack', 'false'], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  }
  for (const name of ['x509', 'facts', 'scan', 'rules', 'world']) {
    process.stdout.write(
      inProject(
        `const all = await import('@foreseen/${name}'); console.log('@foreseen/${name}', Object.keys(all).length, 'exports')`,
      ),
    )
  }
  const cli = join(dir, 'node_modules', 'foreseen', 'bin', 'foreseen.js')
  process.stdout.write(execFileSync(process.execPath, [cli, '--version'], { cwd: dir, encoding: 'utf8' }))
  writeFileSync(join(dir, 'leaf.pem'), readFileSync(join(root, 'tests/fixture-ca/certificates/leaf.pem')))
  const found = execFileSync(process.execPath, [cli, 'scan', 'leaf.pem', '--format', 'jsonl'], {
    cwd: dir,
    encoding: 'utf8',
  })
  if (!found.includes('"type":"certificate"'))
    throw new Error(`the packed CLI does not find a certificate: ${found}`)
  const page = execFileSync(process.execPath, [cli, 'kinds', 'hardwired-leaf'], {
    cwd: dir,
    encoding: 'utf8',
  })
  if (page.split('\n').length < 10)
    throw new Error(`the packed CLI does not carry the pages of the kinds: ${page}`)
  process.stdout.write(`${tarballs.length} packages packed, installed without scripts, and used\n`)
} finally {
  rmSync(dir, { recursive: true })
}
