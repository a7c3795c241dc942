/** The commands that are measured. */
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { compileNeedles } from '../packages/scan/src/kernel/compiled.ts'
import type { ByteSet } from '../packages/scan/src/kernel/pattern.ts'

const root = join(import.meta.dirname, '..')

/** Builds what a published package would hold: it is the thing that is measured, not the sources with their types. */
export function build(): void {
  const compiler = join(
    dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
    'bin',
    'tsc',
  )
  execFileSync(process.execPath, [compiler, '-b', join(root, 'apps/cli')], { stdio: ['ignore', 2, 2] })
}

/** `foreseen scan` as built. */
export function foreseen(words: readonly string[]): readonly string[] {
  return [process.execPath, join(root, 'apps/cli/dist/main.js'), 'scan', ...words]
}

/** A TypeScript file of this folder as a program. */
export function child(file: string, words: readonly string[]): readonly string[] {
  return [process.execPath, '--conditions=foreseen-source', join(import.meta.dirname, file), ...words]
}

const hex = (byte: number): string => `\\x${byte.toString(16).padStart(2, '0')}`

// ripgrep searches line by line: no pattern may hold the end of a line.
const newline = 0x0a

function classOf(set: ByteSet): string {
  if (set === undefined) return '[\\x00-\\xff]'
  const bytes = [...set].filter(byte => byte !== newline).map(hex)
  return bytes.length === 1 ? (bytes[0] ?? '') : `[${bytes.join('')}]`
}

/** The needles of the catalogue as patterns of ripgrep in bytes mode; the first `count` that can be. */
export function catalogueOfPatterns(count: number): readonly string[] {
  return compileNeedles()
    .filter(({ sets }) => !sets.some(set => set?.size === 1 && set.has(newline)))
    .slice(0, count)
    .map(({ sets }) => `(?-u)${sets.map(classOf).join('')}`)
}

/** The eleven that a careful person would search for by hand. */
export const elevenPatterns: readonly string[] = [
  '-----BEGIN ',
  '(?-u)\\x30\\x82[\\x00-\\xff][\\x00-\\xff]\\x30[\\x81\\x82]',
  'MII[A-P]',
  '3082....3082',
  '\\\\x30\\\\x82',
  '0x30, 0x82',
  'sha256/',
  'pin-sha256',
  '(?-u)\\xfe\\xed\\xfe\\xed',
  '(?-u)\\xce\\xce\\xce\\xce',
  '(?-u)-\\x00-\\x00-\\x00-\\x00-\\x00B',
]

/** ripgrep over everything, bytes as they are, counting lines. */
export function ripgrep(folder: string, patterns: readonly string[], jobs: number): readonly string[] {
  return [
    'rg',
    '-a',
    '-uuu',
    '--no-config',
    '-c',
    '-j',
    String(jobs),
    ...patterns.flatMap(pattern => ['-e', pattern]),
    folder,
  ]
}
