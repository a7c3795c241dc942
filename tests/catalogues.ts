/** What the catalogues say, as the documents that are generated from them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './house.ts'

interface Code {
  readonly code: string
  readonly meaning: string
  readonly remedy: string
}

const isCode = (value: unknown): value is Code =>
  typeof value === 'object' && value !== null && 'code' in value && 'meaning' in value && 'remedy' in value

/** Every list of codes exported by a `codes*.ts` of the pure floor. */
export async function errorCodes(): Promise<Code[]> {
  const files = ['packages/x509/src', 'packages/facts/src'].flatMap(folder =>
    readdirSync(join(root, folder))
      .filter(name => /^codes(-\w+)?\.ts$/.test(name))
      .map(name => join(root, folder, name)),
  )
  const modules: Record<string, unknown>[] = await Promise.all(
    files.map(file => import(pathToFileURL(file).href)),
  )
  const lists = modules.flatMap(module => Object.values(module)).filter(Array.isArray)
  return lists
    .flat()
    .filter(isCode)
    .sort((a, b) => (a.code < b.code ? -1 : 1))
}

const rooms: readonly (readonly [string, string])[] = [
  ['cli', 'Command line'],
  ['scan', 'Looking into files and containers'],
  ['tls', 'Observing endpoints'],
  ['endpoint', 'Naming endpoints'],
  ['scenario', 'Scenarios of your own'],
  ['x509', 'Reading certificates and keys'],
]

/** `docs/errors.md`. */
export function errorsDocument(codes: readonly Code[]): string {
  const known = rooms.map(([prefix]) => prefix)
  const others = [...new Set(codes.map(({ code }) => code.split('-')[0] ?? ''))].filter(
    prefix => !known.includes(prefix),
  )
  const sections = [...rooms, ...others.map(prefix => [prefix, prefix] as const)].flatMap(
    ([prefix, title]) => {
      const own = codes.filter(({ code }) => code.startsWith(`${prefix}-`))
      if (own.length === 0) return []
      const rows = own.map(({ code, meaning, remedy }) => `| \`${code}\` | ${meaning} | ${remedy} |`)
      return [`## ${title}`, '| code | meaning | what to do |', '|---|---|---|', ...rows, '']
    },
  )
  return [
    '# Codes of problems and errors',
    'Generated from the catalogues by `npm run catalogues`; a test holds both equal.',
    '',
    ...sections,
  ].join('\n')
}

const packages = ['x509', 'facts', 'scan', 'rules', 'world']

/** Names that each library exports, values and types: the public API. */
export function publicApi(): string {
  const entries = [
    ...packages.map(name => [`@foreseen/${name}`, `packages/${name}/src/index.ts`]),
    ['@foreseen/x509/node', 'packages/x509/src/node.ts'],
  ]
  return `${entries
    .map(
      ([name, path]) =>
        `${name}\n${exportedNames(path ?? '')
          .map(line => `  ${line}\n`)
          .join('')}`,
    )
    .join('\n')}`
}

function exportedNames(path: string): string[] {
  const text = readFileSync(join(root, path), 'utf8')
  const lists = [...text.matchAll(/export (type )?\{([^}]*)\}/g)].flatMap(([, type, names]) =>
    (names ?? '')
      .split(',')
      .map(name => name.trim().replace(/^type /, ''))
      .filter(Boolean)
      .map(
        name =>
          `${type === undefined && !/^type /.test(name) ? 'value' : 'type'} ${name.split(' as ').at(-1)}`,
      ),
  )
  const own = [...text.matchAll(/^export (?:async )?(function|const|class|interface|type) (\w+)/gm)].map(
    ([, form, name]) => `${form === 'interface' || form === 'type' ? 'type' : 'value'} ${name}`,
  )
  return [...new Set([...lists, ...own])].sort()
}
