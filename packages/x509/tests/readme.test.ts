/** The examples of the README, run as they stand there. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { type Certificate, parseCertificate } from '@foreseen/x509'
import { fixtureDer, fixturePem } from '../../../tests/fixture-ca/read.ts'
import { readText } from './seeds.ts'

const fence = '```'
const blocks = readText(new URL('../README.md', import.meta.url))
  .split(`${fence}ts\n`)
  .slice(1)
  .map(part => part.slice(0, part.indexOf(`\n${fence}`)))

function certificateOf(name: string): Certificate {
  const parsed = parseCertificate(fixtureDer(name))
  assert.ok(parsed.ok)
  return parsed.value
}

test('both examples run and say what they promise', async t => {
  assert.equal(blocks.length, 2)
  // Inside the checkout, so that the package's own name resolves.
  const build = fileURLToPath(new URL('../../../build/', import.meta.url))
  mkdirSync(build, { recursive: true })
  const folder = mkdtempSync(join(build, 'readme-x509-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const load = async (index: number): Promise<Record<string, unknown>> => {
    const path = join(folder, `example-${index}.ts`)
    writeFileSync(path, blocks[index] ?? '')
    return import(pathToFileURL(path).href)
  }
  const { describe } = await load(0)
  assert.ok(typeof describe === 'function')
  const lines: string[] = describe(fixturePem('leaf'))
  assert.match(lines[0] ?? '', /^CN=.* \[.*\] until \d{4}-\d\d-\d\dT/)
  const { chains } = await load(1)
  assert.ok(typeof chains === 'function')
  const others = ['intermediate-1', 'root-a', 'root-b', 'leaf-rekeyed'].map(certificateOf)
  const found: string[] = chains(certificateOf('leaf'), others)
  assert.equal(found.length, 1)
  assert.equal(found[0]?.split(' <- ').length, 3)
})
