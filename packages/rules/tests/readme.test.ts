/** The example of the README, run as it stands there. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { nodeCrypto } from '@foreseen/x509/node'
import { authority, certificateFinding, leaf, nowMs, observed } from './forecast/scene.ts'

const fence = '```'

test('the example runs and finds the break', async t => {
  const text = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const [, block = ''] = text.split(`${fence}ts\n`)
  // Inside the checkout, so that the package's own name resolves.
  const build = fileURLToPath(new URL('../../../build/', import.meta.url))
  mkdirSync(build, { recursive: true })
  const folder = mkdtempSync(join(build, 'readme-rules-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'example.ts')
  writeFileSync(path, block.slice(0, block.indexOf(`\n${fence}`)))
  const { foresee } = await import(pathToFileURL(path).href)
  const root = await authority('CN=Root')
  const served = await leaf(root, -10, 80)
  const findings = [certificateFinding(served.der, 'joost-0.9.1.tgz!bin/joost', 4711)]
  const breakages = foresee(findings, [observed([served.der])], nowMs, nodeCrypto)
  assert.equal(breakages.length, 1)
  assert.match(
    breakages[0].sentence,
    /^joost 0\.9\.1 stops connecting to www\.joost\.test on 2027-01-11 \(in 50 days\)/,
  )
})
