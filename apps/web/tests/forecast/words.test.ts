import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pluralText } from '../../src/design/count-words.ts'
import { actionText, endpointText } from '../../src/forecast/words.ts'

test('flags of the command line are no words of a page', () => {
  assert.equal(
    actionText('Give the next chain with --served FILE, or say with --plan what changes at the renewal.'),
    'Give the next chain, or say what changes at the renewal.',
  )
  assert.equal(
    actionText('Make a.test reachable from here, or give its chain with --served FILE.'),
    'Make a.test reachable from here, or give its chain.',
  )
  assert.equal(
    actionText('Rehearse joost 0.9.1 against the next chain.'),
    'Rehearse joost 0.9.1 against the next chain.',
  )
})

test('the usual port is not worth a word; counts have their nouns', () => {
  assert.equal(endpointText('www.joost.test:443'), 'www.joost.test')
  assert.equal(endpointText('www.joost.test:8443'), 'www.joost.test:8443')
  assert.equal(pluralText(1, 'line'), 'one line')
  assert.equal(pluralText(1200, 'line'), '1,200 lines')
})
