import assert from 'node:assert/strict'
import { copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openFileCache } from '../../src/disk/cache-file.ts'
import { openVerdictFile } from '../../src/disk/verdict-file.ts'
import { tempFolder } from './tree.ts'

const id = (octet: number): string => String.fromCharCode(...Array.from({ length: 32 }, () => octet))
const key = { dev: 1, ino: 2, size: 3, mtimeMs: 4, ctimeMs: 5 }
const setup = { limits: {}, passwords: [] }

/** A cache with one file in it, and two verdicts behind. */
function cacheWithVerdicts(t: TestContext): { readonly path: string; readonly bodyBytes: number } {
  const path = join(tempFolder(t), 'cache')
  const cache = openFileCache(path, setup)
  cache.store(key, 'clean')
  cache.save()
  const bodyBytes = statSync(path).size
  const verdicts = openVerdictFile(path)
  verdicts.store(id(0x80), 'valid')
  verdicts.store(id(0xff), 'invalid')
  verdicts.save()
  return { path, bodyBytes }
}

test('verdicts come back, beside the files that the cache holds', t => {
  const { path } = cacheWithVerdicts(t)
  const verdicts = openVerdictFile(path)
  assert.equal(verdicts.load(id(0x80)), 'valid')
  assert.equal(verdicts.load(id(0xff)), 'invalid')
  assert.equal(verdicts.load(id(1)), undefined)
  assert.equal(openFileCache(path, setup).load(key), 'clean')
})

test('nothing new, nothing written; something new, nothing lost', t => {
  const { path } = cacheWithVerdicts(t)
  const before = readFileSync(path)
  const same = openVerdictFile(path)
  same.load(id(0x80))
  same.save()
  assert.deepEqual(readFileSync(path), before)
  const more = openVerdictFile(path)
  more.store(id(7), 'valid')
  more.save()
  const after = openVerdictFile(path)
  assert.deepEqual(
    [0x80, 0xff, 7].map(octet => after.load(id(octet))),
    ['valid', 'invalid', 'valid'],
  )
})

test('a cache that is written anew takes its verdicts along', t => {
  const { path } = cacheWithVerdicts(t)
  const cache = openFileCache(path, setup)
  assert.equal(cache.load(key), 'clean')
  cache.store({ ...key, ino: 9 }, 'clean')
  cache.save()
  assert.equal(openVerdictFile(path).load(id(0xff)), 'invalid')
})

test('a cache of another setting drops them with all the rest', t => {
  const { path } = cacheWithVerdicts(t)
  openFileCache(path, { limits: { depth: 1 }, passwords: [] }).save()
  assert.equal(openVerdictFile(path).load(id(0x80)), undefined)
})

test('one damaged octet anywhere in the section, and no verdict counts', t => {
  const { path, bodyBytes } = cacheWithVerdicts(t)
  const whole = readFileSync(path)
  const damaged = `${path}.damaged`
  for (let at = bodyBytes; at < whole.length; at++) {
    const bytes = Buffer.from(whole)
    bytes[at] = (bytes[at] ?? 0) ^ 1
    writeFileSync(damaged, bytes)
    const verdicts = openVerdictFile(damaged)
    assert.deepEqual([verdicts.load(id(0x80)), verdicts.load(id(0xff))], [undefined, undefined], `at ${at}`)
    assert.equal(openFileCache(damaged, setup).load(key), 'clean')
  }
})

test('a section that was cut short or goes on counts as none, and is replaced by the next', t => {
  const { path, bodyBytes } = cacheWithVerdicts(t)
  const whole = readFileSync(path)
  const other = `${path}.other`
  for (const bytes of [...[0, 1, 100, 128, 160].map(n => whole.subarray(0, bodyBytes + n)), [...whole, 0]]) {
    writeFileSync(other, Uint8Array.from(bytes))
    const verdicts = openVerdictFile(other)
    assert.equal(verdicts.load(id(0x80)), undefined)
    verdicts.store(id(0x80), 'valid')
    verdicts.save()
    assert.equal(openVerdictFile(other).load(id(0x80)), 'valid')
  }
})

test('verdicts of another version or library are not asked', t => {
  const { path, bodyBytes } = cacheWithVerdicts(t)
  const other = `${path}.other`
  for (const [from, to] of [
    ['foreseen-verdicts-1', 'foreseen-verdicts-0'],
    [process.versions.openssl, process.versions.openssl.replace(/\d/, '1')],
  ] as const) {
    copyFileSync(path, other)
    const bytes = readFileSync(path)
    bytes.write(to, bytes.indexOf(from, bodyBytes), 'latin1')
    writeFileSync(other, bytes)
    assert.equal(openVerdictFile(other).load(id(0x80)), undefined)
  }
})

test('a file that is no cache, or none, is left alone', t => {
  const path = join(tempFolder(t), 'other')
  assert.equal(openVerdictFile(path).load(id(1)), undefined)
  writeFileSync(path, 'x'.repeat(1000))
  const verdicts = openVerdictFile(path)
  verdicts.store(id(1), 'valid')
  verdicts.save()
  assert.equal(readFileSync(path, 'utf8'), 'x'.repeat(1000))
})
