import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { builtPages } from '../harness/build.ts'

const kilobyte = 1000
/** Issue 4, load: built JavaScript under 250 kB gzip. */
const mostBytes = 250 * kilobyte
/** What must come before any page is drawn, with its styles: first content within a second on a slow line. */
const mostFirstBytes = 125 * kilobyte

const packed = (path: string): number => gzipSync(readFileSync(path), { level: 9 }).length

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0)

test('built JavaScript stays small, and what the first page needs smaller', async t => {
  const pages = await builtPages()
  const scripts = readdirSync(join(pages, 'assets')).filter(name => name.endsWith('.js'))
  const all = sum(scripts.map(name => packed(join(pages, 'assets', name))))
  const html = readFileSync(join(pages, 'index.html'), 'utf8')
  const first = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map(match => match[1] ?? '')
  assert.ok(first.length >= 2, 'the document names its script and its style')
  const atFirst = sum(first.map(name => packed(join(pages, name))))
  t.diagnostic(`${all} bytes of JavaScript in ${scripts.length} files, ${atFirst} bytes at first`)
  assert.ok(all < mostBytes, `${all} bytes of JavaScript, gzip`)
  assert.ok(atFirst < mostFirstBytes, `${atFirst} bytes at first, gzip: ${first.join(', ')}`)
})

test('the document holds no inline script or style, and files lie beside their compressed forms', async () => {
  const pages = await builtPages()
  const html = readFileSync(join(pages, 'index.html'), 'utf8')
  assert.doesNotMatch(html, /<style|style=|<script(?![^>]*\bsrc=)|\bon\w+=/)
  const names = readdirSync(join(pages, 'assets'))
  for (const name of names.filter(name => /\.(js|css)$/.test(name)))
    if (readFileSync(join(pages, 'assets', name)).length >= 1000)
      assert.ok(names.includes(`${name}.br`) && names.includes(`${name}.gz`), name)
})

/** Files that a built file needs before it begins; not those that it asks for later. */
const importsOf = (text: string): readonly string[] =>
  [...text.matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g)].map(match => match[1] ?? '')

test('no built file waits for one that waits for it', async () => {
  const folder = join(await builtPages(), 'assets')
  const names = readdirSync(folder).filter(name => name.endsWith('.js'))
  const imports = new Map(names.map(name => [name, importsOf(readFileSync(join(folder, name), 'utf8'))]))
  assert.ok(
    [...imports.values()].some(list => list.length > 0),
    'imports are found',
  )
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
    (imports.get(from) ?? []).some(next => {
      if (next === to) return true
      if (seen.has(next)) return false
      seen.add(next)
      return reaches(next, to, seen)
    })
  const circular = names.filter(name => reaches(name, name))
  assert.deepEqual(circular, [], 'chunkOf in vite.config.ts says which module goes where')
})
