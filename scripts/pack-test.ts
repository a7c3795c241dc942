/**
 * Packs every package as it would be published, installs the tarballs in an empty project without
 * install scripts, and uses them: the CLI answers, each library loads, the server shows its pages. The pages
 * themselves are no package: they go with the server.
 */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const manifest: { workspaces: string[] } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const packed = manifest.workspaces.filter(name => name !== 'apps/web')
const dir = mkdtempSync(join(tmpdir(), 'foreseen-pack-'))
const npm = (cwd: string, ...args: readonly string[]): string =>
  execFileSync('npm', [...args], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })

const inProject = (source: string): string =>
  execFileSync(process.execPath, ['--input-type=module', '-e', source], { cwd: dir, encoding: 'utf8' })

/** Starts the packed server and asks for its first page. */
async function useServer(cli: string): Promise<void> {
  const child = spawn(process.execPath, [cli, 'serve', '--port', '0', '--data', 'kept'], {
    cwd: dir,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const ended = once(child, 'exit')
  try {
    const [line] = await once(createInterface({ input: child.stdout }), 'line')
    const url = /http:\S+/.exec(String(line))?.[0] ?? ''
    const [page, ready] = await Promise.all([fetch(`${url}/`), fetch(`${url}/readyz`)])
    if (!(await page.text()).includes('<title>') || ready.status !== 200)
      throw new Error(`the packed server shows no page at ${url}: ${page.status}, ${ready.status}`)
  } finally {
    child.kill('SIGTERM')
    await ended
  }
}

try {
  npm(root, 'pack', '--silent', '--pack-destination', dir, ...packed.flatMap(name => ['-w', name]))
  writeFileSync(join(dir, 'package.json'), '{"name":"empty","private":true}')
  const tarballs = readdirSync(dir).filter(name => name.endsWith('.tgz'))
  npm(dir, 'install', '--ignore-scripts', '--no-audit', '--no-fund', ...tarballs.map(name => `./${name}`))
  for (const name of packed) {
    execFileSync('npx', ['publint', 'run', name, '--strict', '--pack', 'false'], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  }
  for (const name of ['x509', 'facts', 'scan', 'rules', 'world', 'ledger', 'server']) {
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
  await useServer(cli)
  process.stdout.write(`${tarballs.length} packages packed, installed without scripts, and used\n`)
} finally {
  rmSync(dir, { recursive: true })
}
