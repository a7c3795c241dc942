/** Golden cases, each an outage that happened or nearly did, that this room answers. */
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import {
  type Authority,
  ask,
  authority,
  certificateFinding,
  dayMs,
  joost,
  leaf,
  newKey,
  nowMs,
  observed,
  pinFinding,
  sha256,
  spkiOf,
} from './scene.ts'

let root: Authority
let middle: Authority
let served: Authority
const at = (path: string): string => `${joost.path}!${path}`
const spki = (of: Authority): string => sha256(spkiOf(of.key))

before(async () => {
  root = await authority('CN=Story Root')
  middle = await authority('CN=Story Intermediate', root)
  served = await leaf(middle, -55, 35, { isPublic: true })
})

const chain = (): ReturnType<typeof observed>[] => [observed([served.der, middle.der])]

test('G1: a copy of the leaf breaks at the renewal, with the same key too', () => {
  const findings = [certificateFinding(served.der, at('bin/joost'), 4711)]
  const breakage = ask({ findings, observations: chain() })
  assert.equal(
    breakage.sentence,
    "joost 0.9.1 stops connecting to www.joost.test on 2026-11-27 (in 5 days): bin/joost holds the server's own certificate, and it is renewed with a new key.",
  )
  assert.equal(breakage.outcome, 'breaks')
  assert.equal(breakage.level, 'likely')
  assert.deepEqual(breakage.days, {
    earliestMs: nowMs + dayMs,
    expectedMs: nowMs + 5 * dayMs,
    latestMs: nowMs + 35 * dayMs,
    basis: 'assumption',
  })
  const [evidence] = breakage.evidence
  assert.equal(evidence?.finding.at.path, at('bin/joost'))
  assert.equal(evidence?.finding.at.offset, 4711)
  assert.equal(evidence?.role, 'leaf')
  assert.match(breakage.measures[0] ?? '', /^Serve old releases/, 'the first measure is one')
  assert.match(breakage.measures.at(-2) ?? '', /same key does not help/)
  const same = ask({ findings, observations: chain(), plan: { keyPolicy: 'same-key' } })
  assert.equal(same.outcome, 'breaks')
  assert.match(same.sentence, /renewed with the same key/)
})

test('G2: one pin of the leaf key breaks with a new key and survives with the same', () => {
  const findings = [pinFinding(spki(served), at('classes.dex'))]
  const unknown = ask({ findings, observations: chain() })
  assert.equal(unknown.outcome, 'breaks')
  assert.equal(unknown.level, 'likely')
  assert.match(unknown.measures[0] ?? '', /Renew with the same key/)
  assert.match(unknown.assumptions.join(' '), /new key under the same issuer/)
  assert.equal(ask({ findings, observations: chain(), plan: { keyPolicy: 'new-key' } }).level, 'derived')
  assert.equal(ask({ findings, observations: chain(), plan: { keyPolicy: 'same-key' } }).outcome, 'survives')
})

test("G3: pins of leaf and intermediate at somebody else's endpoint may break any day; a root pin does not", () => {
  const findings = [pinFinding(spki(served), at('classes.dex')), pinFinding(spki(middle), at('classes.dex'))]
  const breakage = ask({ findings, observations: chain(), plan: { thirdParty: true } })
  assert.equal(breakage.outcome, 'may-break')
  assert.equal(breakage.level, 'possible')
  assert.equal(breakage.days.earliestMs, nowMs)
  const rooted = [pinFinding(spki(root), at('classes.dex')), certificateFinding(root.der, at('root.pem'))]
  assert.equal(ask({ findings: rooted, observations: chain() }).outcome, 'survives')
})

test('G4: the only anchor is an intermediate, and the CA issues from another', () => {
  const findings = [certificateFinding(middle.der, at('firmware.bin'), 512)]
  const planned = ask({ findings, observations: chain(), plan: { keyPolicy: 'new-intermediate' } })
  assert.equal(planned.outcome, 'breaks')
  assert.match(planned.sentence, /firmware\.bin holds the intermediate Story Intermediate/)
  assert.ok((planned.days.latestMs ?? 0) <= nowMs + 90 * dayMs)
  const open = ask({ findings, observations: chain() })
  assert.equal(open.outcome, 'may-break')
  assert.equal(ask({ findings, observations: chain(), plan: { keyPolicy: 'new-key' } }).outcome, 'survives')
})

test('G6: an expired cross-certificate is served; a verifier that looks for anchors first does not mind', async () => {
  const old = await authority('CN=Old Root', undefined, -4000, -10)
  const young = await authority('CN=Young Root')
  const cross = await authority('CN=Young Root', old, -3000, -10, { key: young.key })
  const middle6 = await authority('CN=Intermediate 6', young)
  const leaf6 = await leaf(middle6, -10, 80)
  const findings = [
    certificateFinding(young.der, at('ca.pem')),
    certificateFinding(old.der, at('ca.pem'), 900),
  ]
  const observations = [observed([leaf6.der, middle6.der, cross.der])]
  const former = ask({ findings, observations, verifiers: ['openssl-1.0'] })
  assert.equal(former.outcome, 'breaks')
  assert.ok(former.failsNow)
  const present = ask({ findings, observations, verifiers: ['openssl'] })
  assert.equal(present.outcome, 'survives')
})

test('G7: only an expired root in the store: Java connects, Go does not, unknown is unknown', async () => {
  const old = await authority('CN=Old Root 7', undefined, -4000, -10)
  const young = await authority('CN=Young Root 7')
  const cross = await authority('CN=Young Root 7', old, -300, 300, { key: young.key })
  const middle7 = await authority('CN=Intermediate 7', young)
  const leaf7 = await leaf(middle7, -10, 80)
  const findings = [certificateFinding(old.der, at('trust.jks'))]
  const observations = [observed([leaf7.der, middle7.der, cross.der])]
  assert.equal(ask({ findings, observations, verifiers: ['java'] }).outcome, 'survives')
  const go = ask({ findings, observations, verifiers: ['go'] })
  assert.equal(go.outcome, 'breaks')
  assert.ok(go.failsNow)
  const unknown = ask({ findings, observations })
  assert.equal(unknown.outcome, 'may-break')
  assert.match(unknown.sentence, /refuse the served chain/)
})

test('G8: an expired intermediate in the store stands in the way of the fresh one', async () => {
  const expired = await authority('CN=Story Intermediate', root, -800, -1, { key: middle.key })
  const findings = [
    certificateFinding(root.der, at('ca.pem')),
    certificateFinding(expired.der, at('ca.pem'), 900),
  ]
  for (const id of ['openssl', 'openssl-partial', 'mbedtls']) {
    const breakage = ask({ findings, observations: chain(), verifiers: [id] })
    assert.equal(breakage.outcome, 'breaks', id)
    assert.match(breakage.remarks.join(' '), /Removing it is the cheapest measure/)
  }
  for (const id of ['go', 'java', 'gnutls']) {
    assert.equal(ask({ findings, observations: chain(), verifiers: [id] }).outcome, 'survives', id)
  }
})

test('G12: a pin set expires before the renewal: the connection survives, unprotected from then', () => {
  const expiresMs = nowMs + 2 * dayMs
  const findings = [pinFinding(spki(served), at('res/xml/network.xml'), { form: 'android-nsc', expiresMs })]
  const breakage = ask({ findings, observations: chain() })
  assert.equal(breakage.outcome, 'survives')
  assert.match(breakage.remarks.join(' '), /no longer enforced from 2026-11-24 \(in 2 days\)/)
})

test('G13: a proven backup key carries the release over the change, and then there is none', () => {
  const backup = sha256(spkiOf(newKey()))
  const findings = [pinFinding(spki(served), at('classes.dex')), pinFinding(backup, at('classes.dex'))]
  const breakage = ask({
    findings,
    observations: chain(),
    plan: { keyPolicy: 'new-key', provenKeys: [backup] },
  })
  assert.equal(breakage.outcome, 'survives')
  assert.equal(breakage.level, 'watch')
  assert.match(breakage.remarks.join(' '), /none is left/)
  const unproven = ask({ findings, observations: chain(), plan: { keyPolicy: 'new-key' } })
  assert.equal(unproven.outcome, 'may-break')
  assert.match(unproven.nextAction, /Find out what sha256/)
})

test('G14: what only stands in test fixtures is watched and breaks nothing', () => {
  const findings = [
    pinFinding(spki(served), at('src/test/java/PinTest.java')),
    certificateFinding(served.der, at('tests/fixtures/server.pem')),
  ]
  const breakage = ask({ findings, observations: chain() })
  assert.equal(breakage.outcome, 'survives')
  assert.equal(breakage.level, 'watch')
  assert.equal(breakage.evidence.length, 2)
  assert.match(breakage.sentence, /test fixtures only/)
})

test('G15: the next root is not in the bundle; bundle and root are named', async () => {
  const roots = await Promise.all(
    Array.from({ length: 11 }, (_, i) => authority(`CN=Public Root ${i}`, undefined, -1000 - i, 3000)),
  )
  const members = [...roots, root].map((each, i) => certificateFinding(each.der, at('cacert.pem'), i * 1000))
  const young = await authority('CN=Root of 2026', undefined, -100, 3000)
  const next = await leaf(young, -1, 89)
  const breakage = ask({ findings: members, observations: [...chain(), observed([next.der], 'file')] })
  assert.equal(breakage.outcome, 'breaks')
  assert.equal(breakage.level, 'derived')
  assert.match(
    breakage.sentence,
    /bundle of 12 roots, the newest of 2024-09-13, and the server moves to a chain from Root of 2026/,
  )
  const held = [...members, certificateFinding(young.der, at('cacert.pem'), 12_000)]
  assert.equal(
    ask({ findings: held, observations: [...chain(), observed([next.der], 'file')] }).outcome,
    'survives',
  )
  const unknown = ask({ findings: members, observations: chain(), plan: { keyPolicy: 'new-root' } })
  assert.equal(unknown.outcome, 'may-break')
})
