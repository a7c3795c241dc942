/** What a scan does not tell of its release, and as much of an inventory as forecasts read. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FindingRecord } from '@foreseen/facts'
import { nodeCrypto } from '@foreseen/x509/node'
import { buildInventory, compactInventory, decideReleasePath } from '../../src/index.ts'
import { authority, certificateFinding, nowMs } from '../forecast/scene.ts'

const at = (path: string, level: FindingRecord['level'] = 'high', sha256 = path) =>
  ({ path, level, kind: 'hardwired-leaf', type: 'certificate', sha256, spkiSha256: null }) as const

test('the path of a release is what all places share, unless a level says that nothing below it is a test', () => {
  assert.equal(decideReleasePath([]), '')
  assert.equal(decideReleasePath([at('dist/joost.tgz!bin/joost')]), 'dist/joost.tgz')
  assert.equal(decideReleasePath([at('out/a/x.pem'), at('out/b/y.pem')]), 'out/')
  // Whoever scanned /home/me/test/app knew that nothing in it is a fixture.
  assert.equal(decideReleasePath([at('test/app/a.pem'), at('test/app/b.pem')]), 'test/app/')
  // A fixture stays one: its level was lowered.
  assert.equal(decideReleasePath([at('app/test/a.pem', 'low'), at('app/test/b.pem', 'low')]), 'app/')
  // One object of two places, of which one is no test, is no fixture.
  assert.equal(
    decideReleasePath([at('app/test/a.pem', 'high', 'x'), at('app/lib/a.pem', 'high', 'x')]),
    'app/',
  )
})

test('an inventory made compact keeps every object and twenty places of each class', async () => {
  const { der } = await authority('CN=Everywhere')
  const places = (folder: string) =>
    Array.from({ length: 60 }, (_, index) => certificateFinding(der, `r!${folder}/${index}.der`, index))
  const inventory = buildInventory([...places('lib'), ...places('test')], {
    crypto: nodeCrypto,
    nowMs,
    releasePath: 'r',
  })
  const { certificates } = compactInventory(inventory)
  assert.equal(inventory.certificates[0]?.occurrences.length, 120)
  assert.equal(certificates[0]?.occurrences.length, 40)
  assert.equal(certificates[0]?.occurrences.filter(({ fixture }) => fixture === 'path').length, 20)
})
