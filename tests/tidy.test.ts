/** Structure tested like behaviour: arrows, words, calls, lengths, twins. Catalogues: `catalogues.test.ts`. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { test } from 'node:test'
import {
  arrows,
  importsOf,
  nodeDoors,
  packageOf,
  purePackages,
  readFiles,
  rooms,
  root,
  type SourceFile,
  shipped,
  thirdParties,
  worldDoors,
} from './house.ts'
import { longFiles, longFunctions } from './ratchet.ts'

const none = (offences: readonly string[], rule: string): void =>
  assert.equal(offences.length, 0, `${rule}\n  ${offences.join('\n  ')}`)

test('arrows point down: a package imports only what stands below it', () => {
  none(
    shipped().flatMap(file =>
      importsOf(file)
        .filter(({ name }) => !isAllowed(file, name))
        .map(({ name, line }) => `${file.path}:${line} imports ${name}`),
    ),
    'An import leaves its floor (tests/house.ts lists the arrows):',
  )
})

function isAllowed(file: SourceFile, name: string): boolean {
  const home = packageOf(file.path)
  if (name.startsWith('.')) return normalize(join(dirname(file.path), name)).startsWith(`${home}/src/`)
  if (name.startsWith('node:')) return !purePackages.includes(home) || nodeDoors.includes(file.path)
  const base = name.startsWith('@') ? name.split('/').slice(0, 2).join('/') : (name.split('/')[0] ?? name)
  if (purePackages.includes(home) && name === '@foreseen/x509/node') return false
  return [...(arrows[home] ?? []), ...(thirdParties[home] ?? [])].includes(base)
}

test('rooms import to their left only', () => {
  const offences: string[] = []
  for (const [home, order] of Object.entries(rooms)) {
    for (const file of shipped().filter(file => packageOf(file.path) === home)) {
      const own = order.indexOf(file.path.split('/')[3] ?? '')
      if (own < 0) continue
      for (const { name, line } of importsOf(file).filter(({ name }) => name.startsWith('.'))) {
        const target = order.indexOf(normalize(join(dirname(file.path), name)).split('/')[3] ?? '')
        if (target > own) offences.push(`${file.path}:${line} imports ${name}`)
      }
    }
  }
  none(offences, 'A room imports a later room of the story:')
})

test('rooms of the world know none of each other', () => {
  const roomOf = (path: string): string => path.split('/')[3] ?? ''
  const offences = shipped()
    .filter(file => packageOf(file.path) === 'packages/world' && file.path.split('/').length > 4)
    .flatMap(file =>
      importsOf(file)
        .filter(({ name }) => name.startsWith('.'))
        .map(({ name }) => `${roomOf(file.path)} -> ${roomOf(normalize(join(dirname(file.path), name)))}`)
        .filter(door => door.split(' -> ')[0] !== door.split(' -> ')[1] && !worldDoors.includes(door))
        .map(door => `${file.path}: ${door}`),
    )
  none(offences, 'A room of world imports another:')
})

test('declared dependencies are the arrows', () => {
  for (const [home, below] of Object.entries(arrows)) {
    const manifest: { dependencies?: Record<string, string> } = JSON.parse(
      readFileSync(join(root, home, 'package.json'), 'utf8'),
    )
    const expected = [...below, ...(thirdParties[home] ?? [])].sort()
    assert.deepEqual(Object.keys(manifest.dependencies ?? {}).sort(), expected, home)
  }
})

const bannedCalls: readonly [RegExp, string][] = [
  [/\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(/, 'the clock comes as an argument'],
  [/\bMath\.random\(|\brandomBytes\(|\brandomUUID\(/, 'randomness comes as an argument'],
  [/\bprocess\.|\bglobalThis\.process/, 'the environment comes as an argument'],
  [/\bconsole\./, 'pure code does not print'],
  [/\bsetTimeout\(|\bsetInterval\(/, 'pure code does not wait'],
]

test('pure packages call no clock, no chance, no environment', () => {
  const offences = shipped()
    .filter(file => purePackages.includes(packageOf(file.path)) && !nodeDoors.includes(file.path))
    .flatMap(file => offencesIn(file, bannedCalls))
  none(offences, 'A pure package has an effect:')
})

const bannedForms: readonly [RegExp, string][] = [
  [/\bas any\b|:\s*any\b|<any>/, 'any'],
  [/\bas unknown as\b/, 'a cast through unknown'],
  [/^export default\b/, 'a default export'],
  [/^export \* from/, 'export *'],
  [/@ts-ignore|@ts-expect-error|biome-ignore/, 'a silenced check'],
  [/\b(TODO|FIXME|XXX)\b/, 'unfinished work'],
  [/\beval\(|new Function\(/, 'code from text'],
]

test('no form that hides a type or unfinished work', () => {
  none(
    shipped().flatMap(file => offencesIn(file, bannedForms)),
    'Refused forms:',
  )
})

function offencesIn(file: SourceFile, rules: readonly [RegExp, string][]): string[] {
  return file.lines.flatMap((line, index) =>
    rules
      .filter(([pattern]) => !/^\s*(\/\/|\*|\/\*)/.test(line) && pattern.test(line))
      .map(([, why]) => `${file.path}:${index + 1} ${why}: ${line.trim().slice(0, 80)}`),
  )
}

test('no drawer folders', () => {
  const drawers = /\/(utils?|helpers?|commons?|shared|services?|managers?|lib|misc)(\.ts|\/)/
  none(
    readFiles(['packages', 'apps', 'tests', 'scripts', 'bench'], '.ts')
      .map(file => file.path)
      .filter(path => drawers.test(`/${path}`)),
    'Name it by what it holds:',
  )
})

// Adjectives about ourselves: the reader judges. The list is spelt so that this file does not offend.
const praise = [
  'rob' + 'ust',
  'power' + 'ful',
  'compre' + 'hensive',
  'seam' + 'less',
  'cutting-' + 'edge',
  'blazing' + 'ly',
  'enter' + 'prise-grade',
]

test('plain words: no praise, no emoji, no exclamation in documents', () => {
  const texts = [...readFiles(['.'], '.md'), ...readFiles(['packages', 'apps'], '.ts')]
  const offences = texts.flatMap(file =>
    file.lines.flatMap((line, index) => {
      const word = praise.find(word => new RegExp(`\\b${word}\\b`, 'i').test(line))
      const emoji = /\p{Extended_Pictographic}/u.test(line.replace(/[©®™✓✗↔▶◀]/gu, ''))
      return word !== undefined || emoji ? [`${file.path}:${index + 1} ${word ?? 'emoji'}`] : []
    }),
  )
  none(offences, 'Say what it does:')
})

test('one thing of a kind, one file, one twin', () => {
  const kinds = [
    ['packages/scan/src/detectors', 'packages/scan/tests/detectors', ['contract', 'registry']],
    ['packages/scan/src/containers', 'packages/scan/tests/containers', ['contract', 'registry']],
    [
      'packages/rules/src/rehearsal/scenarios',
      'packages/rules/tests/rehearsal/scenarios',
      ['leaf', 'registry'],
    ],
    ['packages/world/src/tls/starttls', 'packages/world/tests/tls/starttls', ['dialogue', 'dialogues']],
  ] as const
  const offences: string[] = []
  for (const [home, twins, exempt] of kinds) {
    for (const file of readFiles([home], '.ts').filter(file => dirname(file.path) === home)) {
      const name = file.path.slice(home.length + 1, -'.ts'.length)
      if (exempt.some(word => word === name)) continue
      if (!existsSync(join(root, twins, `${name}.test.ts`)))
        offences.push(`${file.path} has no ${twins}/${name}.test.ts`)
    }
  }
  none(offences, 'Every detector, container, scenario and dialogue has its twin in the tests:')
})

test('length ratchet: files and functions keep to their room', () => {
  const code = shipped()
  none(
    [...longFiles(code), ...longFunctions(code)],
    'Split by noun, or list it in tests/ratchet.ts with the reason:',
  )
})

test('the dependency tree runs no install script', () => {
  const lock: { packages: Record<string, { hasInstallScript?: boolean }> } = JSON.parse(
    readFileSync(join(root, 'package-lock.json'), 'utf8'),
  )
  none(
    Object.entries(lock.packages)
      .filter(([, entry]) => entry.hasInstallScript === true)
      .map(([name]) => name),
    'Packages with install scripts:',
  )
})
