import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseGlob } from '../../src/disk/glob.ts'

const cases: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['*.pem', ['a.pem', 'x/y/a.pem', '.pem'], ['a.pem.txt', 'pem']],
  ['src/*.ts', ['src/a.ts'], ['src/b/a.ts', 'x/src/a.ts']],
  ['src/**', ['src/a', 'src/b/c'], ['src', 'lib/src/a']],
  ['**/test', ['test', 'a/test', 'a/b/test'], ['atest', 'test/a']],
  ['a/**/z', ['a/z', 'a/b/z', 'a/b/c/z'], ['az', 'a/bz']],
  ['f?le', ['file', 'x/fxle'], ['fle', 'f/le']],
  ['node_modules/', ['node_modules', 'a/node_modules'], ['node_modules2']],
  ['./top', ['top', 'a/top'], ['topp']],
]

test('globs', () => {
  for (const [pattern, yes, no] of cases) {
    const matches = parseGlob(pattern)
    for (const path of yes) assert.ok(matches(path), `${pattern} matches ${path}`)
    for (const path of no) assert.ok(!matches(path), `${pattern} does not match ${path}`)
  }
})

test('a hostile pattern takes no longer than pattern times text', () => {
  const matches = parseGlob(`${'*a'.repeat(40)}b`)
  assert.ok(!matches('a'.repeat(4000)))
  assert.ok(!parseGlob(`${'**/'.repeat(40)}x`)('a/'.repeat(2000)))
})

test('text without special letters matches itself alone', () => {
  const plain = fc.string({ minLength: 1 }).filter(text => !/[*?/\\.]/.test(text))
  fc.assert(
    fc.property(plain, plain, (pattern, text) => assert.equal(parseGlob(pattern)(text), pattern === text)),
  )
})
