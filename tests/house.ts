/** What the house is made of, for the tests that hold it together. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** Which package may import which others; nothing else (`ARCHITECTURE.md`: all arrows point down). */
export const arrows: Readonly<Record<string, readonly string[]>> = {
  'packages/x509': [],
  'packages/facts': ['@foreseen/x509'],
  'packages/scan': ['@foreseen/x509', '@foreseen/facts'],
  'packages/rules': ['@foreseen/x509', '@foreseen/facts'],
  'packages/world': ['@foreseen/x509', '@foreseen/facts', '@foreseen/scan'],
  'packages/ledger': ['@foreseen/facts'],
  // Ledger and server on demand: what needs no database starts without one.
  'apps/cli': [
    '@foreseen/x509',
    '@foreseen/facts',
    '@foreseen/scan',
    '@foreseen/rules',
    '@foreseen/world',
    '@foreseen/ledger',
    '@foreseen/server',
  ],
  'apps/server': [
    '@foreseen/x509',
    '@foreseen/facts',
    '@foreseen/rules',
    '@foreseen/world',
    '@foreseen/ledger',
  ],
  'apps/web': ['@foreseen/x509', '@foreseen/facts', '@foreseen/rules'],
}

/** Third parties by package: whoever is not here is not imported by shipped code. */
export const thirdParties: Readonly<Record<string, readonly string[]>> = {
  'packages/x509': [],
  'packages/facts': [],
  'packages/scan': [],
  'packages/rules': [],
  'packages/world': ['@peculiar/x509', 'reflect-metadata'],
  'packages/ledger': ['kysely', 'pg', 'pg-boss'],
  'apps/cli': ['commander', 'yaml'],
  'apps/server': [
    '@fastify/cookie',
    '@fastify/csrf-protection',
    '@fastify/helmet',
    '@fastify/rate-limit',
    '@fastify/static',
    '@fastify/swagger',
    '@fastify/type-provider-typebox',
    '@simplewebauthn/server',
    'fastify',
    'openid-client',
    'pino',
    'prom-client',
    'typebox',
  ],
  'apps/web': [
    '@noble/hashes',
    '@tanstack/react-query',
    '@tanstack/react-router',
    '@tanstack/react-virtual',
    'react',
    'react-dom',
  ],
}

export const purePackages = ['packages/x509', 'packages/facts', 'packages/scan', 'packages/rules']

/** The one door of the pure floor to node: the Crypto port carried out with node:crypto, its own subpath. */
export const nodeDoors = ['packages/x509/src/node.ts']

/** Rooms of a package in the order of the story: one may import those to its left. */
export const rooms: Readonly<Record<string, readonly string[]>> = {
  'packages/rules': [
    'inventory',
    'forecast',
    'rehearsal',
    'renewal',
    'incident',
    'measure',
    'risk',
    'notice',
  ],
}

/** Rooms of `world` know none of each other, but for this: a worker thread opens containers itself. */
export const worldDoors: readonly string[] = ['disk -> codec']

export interface SourceFile {
  /** Path from the root, with `/`. */
  readonly path: string
  readonly text: string
  readonly lines: readonly string[]
}

function filesBelow(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap(entry => {
    if (['node_modules', 'dist', 'build', '.git'].includes(entry.name)) return []
    const path = join(dir, entry.name)
    return entry.isDirectory() ? filesBelow(path) : [path]
  })
}

/** All files of the repository below the given folders whose name ends so. */
export function readFiles(folders: readonly string[], ending: string): SourceFile[] {
  return folders
    .flatMap(folder => filesBelow(join(root, folder)))
    .filter(path => path.endsWith(ending) && !path.endsWith('kernel.wasm.ts'))
    .sort()
    .map(path => {
      const text = readFileSync(path, 'utf8')
      return { path: relative(root, path).replaceAll('\\', '/'), text, lines: text.split('\n') }
    })
}

/** Code that ships: the sources of all packages and apps. */
export const shipped = (): SourceFile[] =>
  ['.ts', '.tsx']
    .flatMap(ending => readFiles(['packages', 'apps'], ending))
    .filter(file => file.path.includes('/src/'))

/** The package a file belongs to, `packages/x509`. */
export const packageOf = (path: string): string => path.split('/').slice(0, 2).join('/')

/** Module names that a file imports, static and dynamic, with the line. */
export function importsOf(file: SourceFile): { readonly name: string; readonly line: number }[] {
  const found: { name: string; line: number }[] = []
  file.lines.forEach((line, index) => {
    for (const match of line.matchAll(/(?:from|import\(|^import)\s*'([^']+)'/g)) {
      if (match[1] !== undefined) found.push({ name: match[1], line: index + 1 })
    }
  })
  return found
}
