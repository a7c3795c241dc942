/** Catalogues equal their documents, and code uses no code or kind that they do not list. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { kinds } from '@foreseen/facts'
import { errorCodes, errorsDocument, publicApi } from './catalogues.ts'
import { root, shipped } from './house.ts'

const read = (path: string): string => readFileSync(join(root, path), 'utf8')

test('docs/errors.md is what the catalogues say', async () => {
  assert.equal(read('docs/errors.md'), errorsDocument(await errorCodes()), 'run: npm run catalogues')
})

test('error codes are unique and have a meaning and a remedy', async () => {
  const codes = await errorCodes()
  assert.equal(new Set(codes.map(({ code }) => code)).size, codes.length, 'a code is listed twice')
  for (const { code, meaning, remedy } of codes) assert.ok(meaning.length > 10 && remedy.length > 5, code)
})

test('every code in the sources is in a catalogue', async () => {
  const known = new Set((await errorCodes()).map(({ code }) => code))
  const unknown = shipped()
    .filter(file => !/\/codes(-\w+)?\.ts$/.test(file.path))
    .flatMap(file =>
      [...file.text.matchAll(/\bcode: '([a-z0-9]+(?:-[a-z0-9]+)+)'/g)]
        .map(match => match[1] ?? '')
        .filter(code => !known.has(code))
        .map(code => `${file.path}: ${code}`),
    )
  assert.deepEqual(unknown, [])
})

test('every code of a catalogue is used', async () => {
  const sources = shipped()
    .filter(file => !/\/codes(-\w+)?\.ts$/.test(file.path))
    .map(file => file.text)
    .join('\n')
  const unused = (await errorCodes()).map(({ code }) => code).filter(code => !sources.includes(`'${code}'`))
  assert.deepEqual(unused, [])
})

test('every kind has a page, and every page a kind', () => {
  const pages = readdirSync(join(root, 'docs/kinds'))
    .filter(name => name.endsWith('.md'))
    .map(name => name.slice(0, -3))
    .sort()
  assert.deepEqual(pages, kinds.map(({ id }) => id).sort())
})

test('the public API is the golden one', () => {
  assert.equal(
    publicApi(),
    read('tests/golden/api.txt'),
    'run: npm run catalogues, and say why in the change log',
  )
})
