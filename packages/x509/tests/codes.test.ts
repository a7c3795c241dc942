import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import { X509_CODES } from '@foreseen/x509'
import { readText } from './seeds.ts'

const source = new URL('../src/', import.meta.url)

test('every code in the source is in the catalogue, and the other way round', () => {
  const used = readdirSync(source)
    .filter(name => name !== 'codes.ts')
    .flatMap(name => readText(new URL(name, source)).match(/'x509-[a-z0-9-]+'/g) ?? [])
    .map(text => text.slice(1, -1))
  assert.deepEqual(
    X509_CODES.map(({ code }) => code),
    [...new Set(used)].sort(),
  )
})

test('every code has a meaning and a remedy, each a sentence', () => {
  for (const { code, meaning, remedy } of X509_CODES) {
    assert.match(meaning, /^[A-Z].*\.$/, code)
    assert.match(remedy, /^[A-Z].*\.$/, code)
  }
})
