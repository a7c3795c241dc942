/** The container recipe carried out: built, started as an ordinary user on a tree that cannot be written, and ended. */
import assert from 'node:assert/strict'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { root } from '../house.ts'
import { parseContainerfile } from './containerfile.ts'
import { openImage } from './image.ts'
import { checkOut, Kitchen, kitchenMissing, removeAll } from './kitchen.ts'
import { tryOut } from './trial.ts'

const skip = kitchenMissing ?? false
const stages = parseContainerfile(readFileSync(join(root, 'deploy/Containerfile'), 'utf8'))
const directory = mkdtempSync(join(tmpdir(), 'foreseen-image-'))
after(() => removeAll(directory))

/** Answers where `/opt/foreseen` of the image lies. */
function build(): string {
  const context = join(directory, 'context')
  checkOut(context)
  const kitchen = new Kitchen(join(directory, 'stages'), context, stages)
  for (const name of ['manifests', 'dependencies', 'build']) kitchen.make(name)
  // A base has Node.js there; here it is that of the test.
  mkdirSync(kitchen.at('build', '/usr/local/bin'), { recursive: true })
  copyFileSync(process.execPath, kitchen.at('build', '/usr/local/bin/node'))
  // Users are made by an engine as root; here the namespace has the user.
  kitchen.make('', command => command.startsWith('groupadd'))
  return kitchen.at('', '/opt/foreseen')
}

test('built from the committed sources, the image holds what runs, starts, answers and ends', {
  skip,
}, async () => {
  const program = build()
  for (const home of ['npm', 'typescript', 'vite', 'react', '@biomejs', 'playwright-core'])
    assert.ok(!existsSync(join(program, 'node_modules', home)), `${home} is in the image`)
  const files = readdirSync(program, { recursive: true, encoding: 'utf8' })
  const own = files.filter(path => /^(apps|packages)\//.test(path))
  assert.deepEqual(
    own.filter(path => /\.tsx?$/.test(path) && !path.endsWith('.d.ts')),
    [],
  )
  assert.ok(own.includes('apps/server/pages/index.html'))
  const data = join(directory, 'data')
  mkdirSync(data, { mode: 0o700 })
  const final = stages.at(-1)
  assert.ok(final)
  await tryOut(await openImage(final, program, data), data)
})
