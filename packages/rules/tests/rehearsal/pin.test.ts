/** The decision tree, on clients as they were measured, and what it leaves open. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PinAnswer, PinKind } from '@foreseen/facts'
import { judgeClient, scenarios } from '../../src/index.ts'
import { type Manner, planOf, refusing, rehearse } from './scene.ts'

const faults = scenarios.filter(({ kind }) => kind === 'fault').map(({ id }) => id)
const all = { ...planOf([]), scenarios }

function pinOf(manner: Manner, plan = all): PinAnswer {
  return judgeClient({ client: 'joost', plan, records: rehearse(plan, manner).records }).pin
}

const withoutRoot = ['cross-sign-dropped@old', 'cross-sign-expired@old']
const newKeys = ['re-keyed', 'other-key-type', 'rsa-4096-longer-chain', 'forty-seven-days', 'six-days']
const newIssuers = ['new-intermediate', 'new-root-cross-signed', 'cross-sign-dropped', 'cross-sign-expired']
const everything = scenarios.filter(({ kind }) => kind !== 'baseline').map(({ id }) => id)

const clients: readonly [name: string, refusals: readonly string[], pin: PinKind][] = [
  ['curl with the system store', [...faults, ...withoutRoot], 'stale-trust'],
  ['curl -k', [], 'none'],
  ['a client that trusts both roots already', faults, 'none'],
  ['urllib3 with a fingerprint', everything, 'certificate'],
  [
    'node with the leaf as its only anchor',
    everything.filter(id => id !== 'missing-intermediate'),
    'certificate',
  ],
  ['wget --pinnedpubkey', [...faults, ...withoutRoot, ...newKeys], 'leaf-key'],
  ['gnutls-cli --strict-tofu', newKeys, 'leaf-key'],
  ['okhttp with the intermediate', [...faults, ...newIssuers, 'wrong-order'], 'intermediate'],
  [
    'okhttp with the root: the shorter path to the new root leaves the pinned one out',
    [...faults, ...withoutRoot, 'new-root-cross-signed@both', 'cross-sign-dropped@both', 'wrong-order@both'],
    'root',
  ],
  ['go with roots of its own', [...faults, 'cross-sign-dropped', 'cross-sign-expired'], 'root'],
]

for (const [name, refusals, kind] of clients)
  test(`pin: ${name}`, () => {
    const manner: Manner =
      name === 'a client that trusts both roots already'
        ? asked => refusing(refusals)({ ...asked, trust: 'both' })
        : refusing(refusals)
    const pin = pinOf(manner)
    assert.equal(pin.kind, kind, pin.sentence)
    assert.match(pin.sentence, /^It .*\.$/)
    assert.ok(pin.basis.length > 0)
  })

test('the basis names the cells and their evidence', () => {
  assert.deepEqual(pinOf(refusing(newKeys)).basis, [
    'connects to renewed-same-key where only the old root is trusted: a request arrived (GET /)',
    'refuses re-keyed where only the old root is trusted: refused in the handshake with alert 48 (unknown_ca)',
  ])
})

test('a scenario that was not rehearsed is named as what would settle it', () => {
  const plan = planOf(['renewed-same-key', 'new-intermediate'])
  const pin = pinOf(refusing([]), plan)
  assert.equal(pin.kind, 'unknown')
  assert.match(pin.sentence, /rehearsing "renewed, new key" \(--scenario re-keyed\) settles it/)
})

test('passing a renewal that changes more passes the one that changes less', () => {
  const plan = planOf(['re-keyed', 'new-root-cross-signed', 'cross-sign-dropped'])
  assert.equal(pinOf(refusing(withoutRoot), plan).kind, 'stale-trust')
})

test('an answer that is not certain leaves the pin open', () => {
  const pin = pinOf(
    ({ scenario }) => (scenario === 're-keyed' ? {} : { course: 'request' }),
    planOf(['renewed-same-key', 're-keyed', 'new-intermediate']),
  )
  assert.equal(pin.kind, 'unknown')
  assert.match(pin.sentence, /"renewed, new key" gave no certain answer \(it never connected/)
})

test('refusing the smaller change and accepting the bigger one is no pin', () => {
  const pin = pinOf(refusing(['renewed-same-key']))
  assert.equal(pin.kind, 'unknown')
  assert.match(pin.sentence, /no single pin explains that/)
})

test('what is refused for another reason is said beside', () => {
  const pin = pinOf(refusing([...faults, ...withoutRoot, 'other-key-type'], 40))
  assert.equal(pin.kind, 'stale-trust')
  assert.match(pin.sentence, /It refuses "ECDSA for RSA, or back" for a reason of its own\.$/)
})

test('with the real chain, the leaf sent alone and accepted shows that the leaf is held', () => {
  const plan = { ...all, currentChain: true }
  const pin = pinOf(refusing(everything.filter(id => id !== 'missing-intermediate')), plan)
  assert.equal(pin.kind, 'certificate')
  assert.match(pin.basis.at(-1) ?? '', /^connects to missing-intermediate/)
})

test('with the real chain, a pin on its issuer cannot be told, and no stand-in is reported as refused', () => {
  const plan = { ...all, currentChain: true }
  const { records } = rehearse(plan, refusing(everything))
  const { pin, cells } = judgeClient({ client: 'joost', plan, records })
  assert.equal(pin.kind, 'unknown')
  assert.match(pin.sentence, /certificate, the intermediate or the root.*--next.*--authority/)
  assert.equal(cells.find(cell => cell.scenario === 're-keyed')?.verdict.reason, 'stand-in-pinned')
  assert.equal(cells.find(cell => cell.scenario === 'missing-intermediate')?.verdict.kind, 'refuses')
})

test('with the real chain and a client that takes the stand-ins, the tree is exact', () => {
  const plan = { ...all, currentChain: true }
  assert.equal(pinOf(refusing([...faults, ...withoutRoot, ...newKeys]), plan).kind, 'leaf-key')
})
