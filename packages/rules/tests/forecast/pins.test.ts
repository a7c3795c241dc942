/** Pins: whose they are, which form compares what, and sets that must all fit. */
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { PinForm } from '@foreseen/facts'
import {
  type Authority,
  ask,
  authority,
  certificateFinding,
  joost,
  leaf,
  nowMs,
  observed,
  type PinFinding,
  pinFinding,
  sha256,
  spkiOf,
} from './scene.ts'

let root: Authority
let middle: Authority
let served: Authority
const at = (path: string): string => `${joost.path}!${path}`
const spki = (of: Authority): string => sha256(spkiOf(of.key))
const now = (): ReturnType<typeof observed>[] => [observed([served.der, middle.der])]
const outcome = (
  findings: Parameters<typeof ask>[0]['findings'],
  keyPolicy: 'same-key' | 'new-key' | 'new-intermediate' | 'new-root' = 'new-key',
): string => ask({ findings, observations: now(), plan: { keyPolicy } }).outcome

before(async () => {
  root = await authority('CN=Root')
  middle = await authority('CN=Intermediate', root)
  served = await leaf(middle, -10, 80)
})

test('one pin in two files belongs to the set of each', () => {
  const pins = [
    pinFinding(spki(served), at('a.dex')),
    pinFinding(spki(served), at('b.dex')),
    pinFinding(spki(middle), at('b.dex')),
  ]
  assert.equal(outcome(pins.slice(1)), 'survives')
  assert.equal(outcome(pins), 'breaks')
  assert.equal(ask({ findings: pins, observations: now() }).failsNow, false)
})

test('an intermediate key pin goes with the intermediate, a root key pin with the root', () => {
  const ofMiddle = [pinFinding(spki(middle), at('a'))]
  assert.equal(outcome(ofMiddle), 'survives')
  assert.equal(outcome(ofMiddle, 'new-intermediate'), 'breaks')
  const ofRoot = [pinFinding(spki(root), at('a')), certificateFinding(root.der, at('docs/root.pem'))]
  assert.equal(outcome(ofRoot, 'new-intermediate'), 'survives')
  assert.equal(outcome(ofRoot, 'new-root'), 'breaks')
})

test('a digest of a whole certificate breaks with the same key too', () => {
  const pin = pinFinding(sha256(served.der), at('main.js'), { form: 'node', target: 'certificate' })
  assert.equal(outcome([pin], 'same-key'), 'breaks')
  const ofMiddle = pinFinding(sha256(middle.der), at('main.go'), { form: 'go', target: 'certificate' })
  assert.equal(outcome([ofMiddle], 'same-key'), 'survives')
  assert.equal(outcome([ofMiddle], 'new-intermediate'), 'breaks')
})

test('forms that compare the leaf alone never match an intermediate', () => {
  const breakage = ask({
    findings: [pinFinding(spki(middle), at('run.sh'), { form: 'curl' })],
    observations: now(),
  })
  assert.equal(breakage.outcome, 'breaks')
  assert.ok(breakage.failsNow)
})

test('scope unknown beside a leaf pin: the code may look at the leaf only', () => {
  const form: Partial<PinFinding> = { form: 'java' }
  assert.equal(
    outcome([pinFinding(spki(served), at('a'), form), pinFinding(spki(middle), at('a'), form)]),
    'may-break',
  )
})

test('pins that nothing enforces are watched', () => {
  const breakage = ask({
    findings: [pinFinding(spki(served), at('nginx.conf'), { form: 'hpkp' })],
    observations: now(),
  })
  assert.deepEqual([breakage.outcome, breakage.level, breakage.evidence.length], ['survives', 'watch', 1])
})

test('hosts: whose pin it is', () => {
  const concerned = (pattern: string, form: PinForm, digest = 'ab'.repeat(32)): boolean =>
    outcome([pinFinding(digest, at('a'), { form, hosts: [pattern] })]) !== 'survives'
  assert.ok(concerned('www.joost.test', 'okhttp'))
  assert.ok(concerned('*.joost.test', 'okhttp'))
  assert.ok(concerned('**.joost.test', 'okhttp'))
  assert.ok(concerned('**.www.joost.test', 'android-nsc'))
  assert.ok(concerned('*.www.joost.test', 'ios-ats'))
  assert.ok(!concerned('*.www.joost.test', 'okhttp'))
  assert.ok(!concerned('*.test', 'okhttp'))
  assert.ok(!concerned('joost.test', 'okhttp'))
  assert.ok(!concerned('evil-joost.test', 'android-nsc'))
  // The host in the text is only the nearest one; the digest says more, except where the file itself says whose.
  assert.ok(concerned('cdn.other.test', 'okhttp', spki(served)))
  assert.ok(!concerned('cdn.other.test', 'android-nsc', spki(served)))
})

test('an expired pin set is no longer asked for', () => {
  const pin = pinFinding('ab'.repeat(32), at('network.xml'), { form: 'android-nsc', expiresMs: nowMs - 1 })
  const breakage = ask({ findings: [pin], observations: now() })
  assert.equal(breakage.outcome, 'survives')
  assert.match(breakage.remarks.join(' '), /has not been enforced since 2026-11-22/)
})

test('a pin of the announced next key carries the release over', async () => {
  const next = await leaf(middle, 1, 91)
  const findings = [pinFinding(spki(served), at('a')), pinFinding(spki(next), at('a'))]
  const breakage = ask({ findings, observations: [...now(), observed([next.der, middle.der], 'file')] })
  assert.equal(breakage.outcome, 'survives')
  assert.equal(breakage.level, 'derived')
})

test('a newer certificate for the host that is not served yet may be the next one', async () => {
  const coming = await leaf(middle, -1, 89)
  const both = [certificateFinding(served.der, at('a')), certificateFinding(coming.der, at('b'))]
  assert.equal(outcome(both), 'may-break')
  const breakage = ask({ findings: [certificateFinding(coming.der, at('b'))], observations: now() })
  assert.ok(breakage.failsNow)
})
