/** The key under which a verdict is kept: equal for equal cases, another for any other. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nodeCrypto } from '@foreseen/x509/node'
import { type VerdictCase, verdictKey } from '../../src/index.ts'

const known: VerdictCase = {
  clientSha256: 'ab'.repeat(32),
  argv: ['joost', '--once'],
  env: { LANG: 'C', TOKEN: 'secret' },
  homeSha256: '',
  firstVisit: '',
  scenario: 're-keyed',
  trust: 'old',
  clockDays: 0,
  chainShape: ['leaf rsa-2048 by intermediate-a', 'intermediate-a rsa-2048 by old-root'],
  changes: ['certificate', 'leaf-key'],
  keptKeys: [],
  predicate: undefined,
  sandbox: 'root',
}

test('the order in which variables are written does not matter', () => {
  const other = { ...known, env: { TOKEN: 'secret', LANG: 'C' } }
  assert.equal(verdictKey(other, nodeCrypto), verdictKey(known, nodeCrypto))
  assert.match(verdictKey(known, nodeCrypto), /^[0-9a-f]{64}$/)
})

test('whatever a verdict depends on makes another key', () => {
  const others: Partial<VerdictCase>[] = [
    { clientSha256: 'cd'.repeat(32) },
    { argv: ['joost --once'] },
    { argv: ['--once', 'joost'] },
    { env: { LANG: 'C' } },
    { homeSha256: 'ef'.repeat(32) },
    { firstVisit: 'joost --once' },
    { scenario: 'staged' },
    { trust: 'both' },
    { clockDays: 90 },
    { chainShape: known.chainShape.toReversed() },
    { changes: ['certificate'] },
    { keptKeys: ['ab'.repeat(32)] },
    { predicate: { output: '', exitCode: 0, file: '', path: '' } },
    { sandbox: 'proxy' },
  ]
  const keys = others.map(other => verdictKey({ ...known, ...other }, nodeCrypto))
  assert.equal(new Set([...keys, verdictKey(known, nodeCrypto)]).size, others.length + 1)
})
