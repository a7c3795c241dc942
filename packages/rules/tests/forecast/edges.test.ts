/** Cases at the edge of a rule, each of which a small slip in the code would turn. */
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
  nowMs,
  observed,
  pinFinding,
} from './scene.ts'

let root: Authority
let middle: Authority
let served: Authority
const at = (path: string): string => `${joost.path}!${path}`
const now = (): ReturnType<typeof observed> => observed([served.der, middle.der])

before(async () => {
  root = await authority('CN=Root')
  middle = await authority('CN=Intermediate', root)
  served = await leaf(middle, -10, 80)
})

test('a former certificate with a wildcard is one for this host, of one label only', async () => {
  const former = async (name: string): Promise<boolean> => {
    const old = await leaf(middle, -100, -20, { dnsNames: [name] })
    return ask({ findings: [certificateFinding(old.der, at('a'))], observations: [now()] }).failsNow
  }
  assert.ok(await former('*.joost.test'))
  assert.ok(!(await former('*.test')))
})

test('a root reached over an intermediate that is held and not served completes the chain', () => {
  const findings = [certificateFinding(root.der, at('a')), certificateFinding(middle.der, at('b'))]
  const breakage = ask({ findings, observations: [observed([served.der])] })
  assert.equal(breakage.outcome, 'survives')
  assert.deepEqual(
    breakage.evidence.map(({ role }) => role),
    ['intermediate', 'root'],
  )
})

test('the announced chain is not served yet: its certificate does not help today', async () => {
  const next = await leaf(middle, 1, 91)
  const findings = [certificateFinding(next.der, at('a'))]
  assert.ok(ask({ findings, observations: [now(), observed([next.der, middle.der], 'file')] }).failsNow)
})

test('a bundle without the root of a private endpoint is a doubt and no failure', async () => {
  const roots = await Promise.all(Array.from({ length: 10 }, (_, i) => authority(`CN=Public ${i}`)))
  const findings = roots.map((each, i) => certificateFinding(each.der, at('node'), i * 900))
  const breakage = ask({ findings, observations: [now()] })
  assert.deepEqual([breakage.outcome, breakage.failsNow, breakage.level], ['may-break', false, 'possible'])
  assert.match(breakage.sentence, /bundle of 10 roots, the newest of 2024-09-13, does not hold the root/)
  assert.equal(breakage.evidence.length, 1)
  assert.ok(breakage.events.every(each => each.event === 'E25' || each.outcome === 'may-break'))
  assert.equal(breakage.days.expectedMs, undefined)
})

test('a next chain that still passes a known authority does not count as another root', async () => {
  const upper = await authority('CN=Upper', root)
  const other = await authority('CN=Other', upper)
  const before = await leaf(upper, -10, 80)
  const next = await leaf(other, -1, 89)
  const breakage = ask({
    findings: [certificateFinding(before.der, at('a'))],
    observations: [observed([before.der, upper.der, root.der]), observed([next.der, other.der], 'file')],
  })
  assert.deepEqual(
    breakage.events.filter(each => each.expected).map(each => each.event),
    ['E3'],
  )
})

test('a pin without a host that fits nothing may be meant for another endpoint', () => {
  const pin = (hosts?: readonly string[]) =>
    pinFinding('ab'.repeat(32), at('run.sh'), { form: 'curl', hosts: hosts ?? [] })
  assert.equal(ask({ findings: [pin()], observations: [now()] }).outcome, 'may-break')
  const own = ask({ findings: [pin(['www.joost.test'])], observations: [now()] })
  assert.ok(own.failsNow)
})

test('a copy of the leaf in a signature on a file is no trust', () => {
  const findings = [certificateFinding(served.der, at('setup.exe'), 0, { within: 'authenticode' })]
  assert.deepEqual(ask({ findings, observations: [now()] }).evidence, [])
  assert.equal(ask({ findings, observations: [now()] }).level, 'watch')
})

test('an intermediate alone may be compared by its bytes: reissue is a doubt', () => {
  const breakage = ask({ findings: [certificateFinding(middle.der, at('a'))], observations: [now()] })
  assert.equal(breakage.events.find(each => each.event === 'E4')?.outcome, 'may-break')
})

test('of several anchors the first end counts for the reading that has no other', async () => {
  const short = await authority('CN=Short', root, -10, 30)
  const below = await leaf(short, -10, 80)
  const findings = [certificateFinding(root.der, at('a')), certificateFinding(short.der, at('b'))]
  const breakage = ask({ findings, observations: [observed([below.der, short.der])], verifiers: ['go'] })
  const end = breakage.events.find(each => each.event === 'E25')
  assert.equal(end?.atMs, nowMs + 3650 * dayMs)
})
