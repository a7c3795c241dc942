/** Announced next chains, former certificates, survivors, and what cannot be seen. */
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { answer } from '../../src/index.ts'
import {
  type Authority,
  ask,
  authority,
  certificateFinding,
  dayMs,
  failed,
  joost,
  leaf,
  newKey,
  nowMs,
  observed,
  pinFinding,
  rsaKey,
  sha256,
  spkiOf,
} from './scene.ts'

let root: Authority
let middle: Authority
let served: Authority
const at = (path: string): string => `${joost.path}!${path}`
const spki = (of: Authority): string => sha256(spkiOf(of.key))
const copy = (): ReturnType<typeof certificateFinding> =>
  certificateFinding(served.der, at('bin/joost'), 4711)
const now = (): ReturnType<typeof observed> => observed([served.der, middle.der])

before(async () => {
  root = await authority('CN=Story Root')
  middle = await authority('CN=Story Intermediate', root)
  served = await leaf(middle, -81, 9)
})

test('a release with the root keeps connecting, and says by what', () => {
  const breakage = ask({
    findings: [certificateFinding(root.der, at('etc/authority.pem'))],
    observations: [now()],
  })
  assert.equal(breakage.outcome, 'survives')
  assert.equal(breakage.level, 'likely')
  assert.equal(
    breakage.sentence,
    "joost 0.9.1 keeps connecting to www.joost.test when its certificate is renewed: etc/authority.pem holds the root Story Root, which completes the server's chain.",
  )
  for (const event of ['E1', 'E2', 'E3', 'E4', 'E5']) {
    assert.equal(breakage.events.find(each => each.event === event)?.outcome, 'survives', event)
  }
})

test('past two thirds of life the last day is expected, and the sentence says "by"', () => {
  const breakage = ask({ findings: [copy()], observations: [now()] })
  assert.equal(
    breakage.sentence,
    "joost 0.9.1 stops connecting to www.joost.test by 2026-12-01 (in 9 days): bin/joost holds the server's own certificate, and it is due to be renewed with a new key.",
  )
  assert.equal(breakage.days.basis, 'certificate')
  assert.equal(breakage.days.earliestMs, nowMs)
})

test('a plan day is the expected day', () => {
  const breakage = ask({ findings: [copy()], observations: [now()], plan: { renewalMs: nowMs + 3 * dayMs } })
  assert.equal(breakage.days.expectedMs, nowMs + 3 * dayMs)
  assert.equal(breakage.days.basis, 'plan')
  assert.match(breakage.sentence, /on 2026-11-25 \(in 3 days\)/)
  const lead = ask({ findings: [copy()], observations: [now()], plan: { leadMs: 4 * dayMs } })
  assert.equal(lead.days.expectedMs, nowMs + 5 * dayMs)
})

test('the next chain from a file makes the verdict exact', async () => {
  const next = await leaf(middle, 1, 91)
  const announced = observed([next.der, middle.der], 'file')
  const breakage = ask({ findings: [copy()], observations: [now(), announced] })
  assert.equal(breakage.outcome, 'breaks')
  assert.equal(breakage.level, 'derived')
  assert.deepEqual(breakage.days, {
    earliestMs: nowMs + dayMs,
    expectedMs: nowMs + dayMs,
    latestMs: nowMs + 9 * dayMs,
    basis: 'plan',
  })
  const both = ask({
    findings: [copy(), certificateFinding(next.der, at('bin/joost'), 9000)],
    observations: [now(), announced],
  })
  assert.notEqual(both.outcome, 'breaks')
  const rooted = ask({
    findings: [certificateFinding(root.der, at('ca.pem'))],
    observations: [now(), announced],
  })
  assert.equal(rooted.outcome, 'survives')
  assert.equal(rooted.level, 'derived')
})

test('each change of the next chain is named by its row', async () => {
  const events = async (next: readonly Uint8Array[]): Promise<string[]> =>
    ask({ findings: [copy()], observations: [now(), observed(next, 'file')] })
      .events.filter(each => each.expected)
      .map(each => each.event)
  const other = await authority('CN=Other Intermediate', root)
  const rekeyed = await authority('CN=Story Intermediate', root)
  const reissued = await authority('CN=Story Intermediate', root, -1, 3000, { key: middle.key })
  const elsewhere = await authority('CN=Elsewhere Root')
  const cross = await authority('CN=Story Root', elsewhere, -1, 300, { key: root.key })
  const issue = (issuer: Authority, key = newKey()): Promise<Authority> => leaf(issuer, -1, 89, { key })
  assert.deepEqual(await events([(await issue(middle, served.key)).der, middle.der]), ['E1'])
  assert.deepEqual(await events([(await issue(middle)).der, middle.der]), ['E2'])
  assert.deepEqual(await events([(await issue(other)).der, other.der]), ['E3'])
  assert.deepEqual(await events([served.der, reissued.der]), ['E4'])
  assert.deepEqual(await events([(await issue(rekeyed)).der, rekeyed.der]), ['E5'])
  assert.deepEqual(await events([served.der, middle.der, cross.der]), ['E6'])
  assert.deepEqual(await events([(await issue(elsewhere)).der]), ['E10'])
  assert.deepEqual(await events([(await issue(middle, rsaKey())).der, middle.der]), ['E14'])
  assert.deepEqual(await events([served.der, middle.der]), [])
})

test('a file alone stands in for the endpoint', () => {
  const breakage = ask({ findings: [copy()], observations: [observed([served.der, middle.der], 'file')] })
  assert.equal(breakage.outcome, 'breaks')
  assert.match(breakage.sentence, /by 2026-12-01/)
})

test('a copy of a former certificate has stopped connecting, unless something else accepts', async () => {
  const renewed = await leaf(middle, -1, 89)
  const observations = [observed([renewed.der, middle.der])]
  const breakage = ask({ findings: [copy()], observations })
  assert.equal(breakage.outcome, 'breaks')
  assert.equal(breakage.level, 'likely')
  assert.ok(breakage.failsNow)
  assert.equal(
    breakage.sentence,
    'joost 0.9.1 has stopped connecting to www.joost.test: bin/joost holds an earlier certificate of the server, and the server sends another one since 2026-11-21.',
  )
  const rooted = ask({ findings: [copy(), certificateFinding(root.der, at('ca.pem'))], observations })
  assert.equal(rooted.outcome, 'survives')
  assert.equal(rooted.level, 'possible')
})

test('a pin of a former key has stopped connecting: no path has it', async () => {
  const renewed = await leaf(middle, -1, 89)
  const findings = [copy(), pinFinding(spki(served), at('classes.dex'), { form: 'curl' })]
  const breakage = ask({ findings, observations: [observed([renewed.der, middle.der])] })
  assert.ok(breakage.failsNow)
})

test('a leaf beside its root may break: how it is compared decides', () => {
  const breakage = ask({
    findings: [copy(), certificateFinding(root.der, at('ca.pem'))],
    observations: [now()],
  })
  assert.equal(breakage.outcome, 'may-break')
  assert.equal(breakage.level, 'possible')
})

test('a leaf that ships with its private key may be the server itself', () => {
  const key = {
    type: 'private-key',
    at: { path: at('etc/server.key'), offset: 0, lengthBytes: 100 },
    encoding: 'pem',
    detector: 'pem-key',
    format: 'pkcs8',
    algorithm: 'ec',
    sizeBits: 256,
    encrypted: false,
    sealing: '',
    spkiSha256: spki(served),
  } as const
  const breakage = ask({ findings: [copy(), key], observations: [now()] })
  assert.equal(breakage.outcome, 'may-break')
  assert.match(breakage.remarks.join(' '), /ships with its private key/)
})

test('an expired served certificate stops everyone who looks at dates', async () => {
  const ended = await leaf(middle, -90, -1)
  const breakage = ask({
    findings: [certificateFinding(root.der, at('ca.pem'))],
    observations: [observed([ended.der, middle.der])],
  })
  assert.ok(breakage.failsNow)
  assert.match(breakage.sentence, /certificate that ended on 2026-11-21 \(1 day ago\)/)
  const compared = ask({
    findings: [certificateFinding(ended.der, at('bin/joost'))],
    observations: [observed([ended.der, middle.der])],
  })
  assert.equal(compared.failsNow, false)
})

test('an anchor that ends before the next renewals breaks on its day', async () => {
  const short = await authority('CN=Short Root', undefined, -800, 20)
  const below = await leaf(short, -10, 80)
  const findings = [certificateFinding(short.der, at('ca.pem'))]
  const breakage = ask({ findings, observations: [observed([below.der])], verifiers: ['openssl'] })
  assert.equal(breakage.outcome, 'breaks')
  assert.match(
    breakage.sentence,
    /on 2026-12-12 \(in 20 days\): ca\.pem holds the root Short Root, which ends on that day/,
  )
  assert.equal(
    ask({ findings, observations: [observed([below.der])], verifiers: ['java'] }).outcome,
    'survives',
  )
  assert.equal(ask({ findings, observations: [observed([below.der])] }).outcome, 'may-break')
})

test('a break beyond the horizon is said to be beyond it', () => {
  const breakage = ask({ findings: [copy()], observations: [now()], horizonDays: 5 })
  assert.equal(breakage.outcome, 'survives')
  assert.match(
    breakage.sentence,
    /keeps connecting to www\.joost\.test until 2026-11-27, the end of this forecast; it stops by 2026-12-01/,
  )
})

test('nothing found is watched, never firm; what was not seen lowers a survivor', () => {
  const nothing = ask({ findings: [], observations: [now()] })
  assert.equal(nothing.outcome, 'survives')
  assert.equal(nothing.level, 'watch')
  const unseen = [
    { path: at('data.bin'), reason: 'sealed', code: 'scan-sealed', detail: 'It is encrypted.' },
  ] as const
  const blind = ask({ findings: [certificateFinding(root.der, at('ca.pem'))], observations: [now()], unseen })
  assert.equal(blind.level, 'possible')
  assert.match(blind.sentence, /one thing could not be looked into/)
  assert.match(blind.nextAction, /data\.bin: It is encrypted/)
})

test('an endpoint that could not be observed is unknown, not well', () => {
  const bare = ask({ findings: [], observations: [failed('The address refused the connection.')] })
  assert.equal(bare.outcome, 'may-break')
  assert.equal(bare.level, 'watch')
  assert.match(
    bare.sentence,
    /is unknown: the endpoint could not be observed \(The address refused the connection\)/,
  )
  const held = ask({ findings: [copy()], observations: [] })
  assert.equal(held.level, 'possible')
  assert.equal(held.days.latestMs, nowMs + 9 * dayMs)
})

test('an unresolved pin may break and names the action', () => {
  const breakage = ask({ findings: [pinFinding('ab'.repeat(32), at('classes.dex'))], observations: [now()] })
  assert.equal(breakage.outcome, 'may-break')
  assert.match(breakage.nextAction, /Find out what sha256 abababab/)
  const elsewhere = ask({
    findings: [pinFinding('ab'.repeat(32), at('classes.dex'), { hosts: ['api.other.test'] })],
    observations: [now()],
  })
  assert.equal(elsewhere.outcome, 'survives')
})

test('the answer names the first break, or what cannot be said', () => {
  const breaking = ask({ findings: [copy()], observations: [now()] })
  const well = ask({ findings: [certificateFinding(root.der, at('ca.pem'))], observations: [now()] })
  const unknown = ask({ findings: [], observations: [failed('No address.')] })
  assert.equal(answer([well, breaking]).sentence, breaking.sentence)
  assert.ok(answer([well, breaking]).breaks)
  assert.match(
    answer([well, well]).sentence,
    /^Nothing is expected to break: one release keeps connecting to one endpoint/,
  )
  assert.equal(answer([well, unknown]).unknown, 1)
  assert.match(answer([well, unknown, well]).sentence, /nothing can be said/)
  assert.match(answer([]).sentence, /Nothing was asked/)
})

test('a chain file with the leaf last is read as the chain it means', () => {
  const swapped = observed([middle.der, served.der])
  if (swapped.outcome.state !== 'served') throw new Error('the scene serves')
  const fromFile = { ...swapped, source: 'file' as const, outcome: { ...swapped.outcome, leafIndex: 1 } }
  const breakage = ask({ findings: [copy()], observations: [fromFile] })
  assert.equal(breakage.outcome, 'breaks')
  assert.equal(breakage.evidence[0]?.role, 'leaf')
})
