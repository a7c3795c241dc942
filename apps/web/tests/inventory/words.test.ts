import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { kinds } from '@foreseen/facts'
import { parseInline, parseKindText } from '../../src/inventory/kind/text.ts'
import { commonNameOf, objectName } from '../../src/inventory/name.ts'
import { scanCommand, shellWord } from '../../src/inventory/shell-words.ts'

const folder = new URL('../../../../docs/kinds/', import.meta.url)

test('every page of a kind is read whole: nothing of Markdown is left over', () => {
  const files = readdirSync(folder)
  assert.deepEqual(files.map(name => name.replace('.md', '')).sort(), kinds.map(({ id }) => id).sort())
  for (const name of files) {
    const blocks = parseKindText(readFileSync(new URL(name, folder), 'utf8'))
    assert.equal(blocks.filter(({ type }) => type === 'title').length, 1, name)
    assert.equal(blocks.filter(({ type }) => type === 'heading').length, 5, name)
    const texts = blocks.flatMap(block =>
      block.type === 'paragraph'
        ? block.parts.filter(({ type }) => type === 'text').map(({ text }) => text)
        : [],
    )
    for (const text of texts) assert.doesNotMatch(text, /`|\]\(|^\s*[-*|>] |^\d+\. |\*\*/, name)
  }
})

test('links of a page lead to kinds', () => {
  const [, link, rest] = parseInline('as [the pin](pin-resolved.md), or `x`')
  assert.deepEqual(link, { type: 'kind', text: 'the pin', kind: 'pin-resolved' })
  assert.deepEqual(rest, { type: 'text', text: ', or ' })
})

test('an object is called by its common name, else by its digest', () => {
  assert.equal(commonNameOf('CN=www.joost.test, O=Joost'), 'www.joost.test')
  assert.equal(commonNameOf('O=Joost, CN=a\\, b'), 'a, b')
  assert.equal(commonNameOf('O=Joost'), 'O=Joost')
  const bare = { type: 'pin', subject: null, digest: 'ab'.repeat(32), sha256: null, spkiSha256: null }
  assert.equal(objectName(bare), `pin ${'ab'.repeat(8)}…`)
  assert.equal(objectName({ ...bare, digest: null }), 'pin')
})

test('a command is written so that a shell takes each word whole', () => {
  assert.equal(shellWord('joost'), 'joost')
  assert.equal(shellWord("it's; rm -rf"), "'it'\\''s; rm -rf'")
  assert.equal(shellWord(''), "''")
  assert.equal(
    scanCommand(
      { artefact: 'a.tgz', product: 'My app', version: '1.0', platform: 'linux-x64' },
      'https://f.example',
    ),
    "foreseen scan a.tgz --push https://f.example --product 'My app' --release 1.0 --platform linux-x64",
  )
})
