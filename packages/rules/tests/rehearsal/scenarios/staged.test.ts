import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stagedScenario } from '../../../src/rehearsal/scenarios/staged.ts'

test('the staged chain meets the trust of the machine and nothing else', () => {
  assert.equal(stagedScenario.kind, 'staged')
  assert.deepEqual(stagedScenario.trusts, ['host'])
  assert.equal(stagedScenario.event, undefined)
})
