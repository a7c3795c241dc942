/** Predictions beside the measured table: what a client with one thing hardwired does in each scenario. */
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type { Finding, Observation, Outcome, TrustStore, Unseen } from '@foreseen/facts'
import { nodeCrypto } from '@foreseen/x509/node'
import {
  clockScenario,
  forecastsForRehearsal,
  type Predictions,
  predictionsFor,
  type ReleaseFacts,
  scenarios,
  stagedScenario,
} from '../../src/index.ts'
import {
  type Authority,
  authority,
  certificateFinding,
  dayMs,
  host,
  inventoryOf,
  joost,
  leaf,
  nowMs,
  observed,
  pinFinding,
  sha256,
  spkiOf,
} from '../forecast/scene.ts'

let root: Authority
let middle: Authority
let served: Authority

before(async () => {
  root = await authority('CN=Story Root')
  middle = await authority('CN=Story Intermediate', root)
  served = await leaf(middle, -30, 60)
})

const at = (path: string): string => `${joost.path}!${path}`
const spki = (of: Authority): string => sha256(spkiOf(of.key))

function predict(
  findings: readonly Finding[],
  extra: { readonly unseen?: readonly Unseen[]; readonly observations?: readonly Observation[] } = {},
): Predictions {
  const facts: ReleaseFacts = {
    release: joost,
    inventory: inventoryOf(findings),
    unseen: extra.unseen ?? [],
  }
  const forecasts = forecastsForRehearsal({
    releases: [facts],
    endpoints: [
      { endpoint: `${host}:443`, observations: extra.observations ?? [observed([served.der, middle.der])] },
    ],
    plan: {},
    nowMs,
    horizonMs: nowMs + 398 * dayMs,
    crypto: nodeCrypto,
  })
  const all = [...scenarios, clockScenario(90), clockScenario(1200), clockScenario(-31), stagedScenario]
  return predictionsFor({ facts, forecasts, scenarios: all, nowMs })
}

const marks: Readonly<Record<Outcome, string>> = { breaks: 'x', 'may-break': '~', survives: '+' }
const cells: readonly (readonly [string, TrustStore])[] = [
  ['baseline', 'old'],
  ['renewed-same-key', 'old'],
  ['re-keyed', 'old'],
  ['new-intermediate', 'old'],
  ['intermediate-reissued', 'old'],
  ['new-root-cross-signed', 'old'],
  ['new-root-cross-signed', 'both'],
  ['cross-sign-dropped', 'old'],
  ['cross-sign-dropped', 'both'],
  ['cross-sign-dropped', 'new'],
  ['cross-sign-expired', 'old'],
  ['cross-sign-expired', 'both'],
  ['other-key-type', 'old'],
  ['rsa-4096-longer-chain', 'old'],
  ['forty-seven-days', 'old'],
  ['six-days', 'old'],
  ['expired-leaf', 'old'],
  ['expired-intermediate', 'old'],
  ['not-yet-valid', 'old'],
  ['wrong-host', 'old'],
  ['untrusted-root', 'old'],
  ['missing-intermediate', 'old'],
  ['wrong-order', 'old'],
  ['wrong-order', 'both'],
  ['without-common-name', 'old'],
  ['without-client-auth', 'old'],
]

/** One mark a cell: `+` survives, `x` breaks, `~` may break, `?` no rule speaks. */
function row(predictions: Predictions): string {
  return cells
    .map(([id, trust]) => predictions(id, trust))
    .map(outcome => (outcome === undefined ? '?' : marks[outcome]))
    .join('')
}

test('nothing hardwired: an ordinary client, which only its trust store and faults stop', () => {
  assert.equal(row(predict([])), '+++++' + '++x++x+' + '++++' + 'xxxxxx' + '++++')
})

const unseen: readonly Unseen[] = [
  { path: at('a.zip'), code: 'scan-sealed', reason: 'sealed', detail: 'It is sealed.' },
]

test('where the search could not look, nothing found predicts nothing', () => {
  assert.equal(row(predict([], { unseen })), '?'.repeat(cells.length))
})

test('nothing hardwired at all needs no look at the server', () => {
  assert.equal(predict([], { observations: [] })('re-keyed', 'old'), 'survives')
  const other = [certificateFinding(root.der, at('ca.pem'))]
  assert.equal(predict(other, { observations: [] })('re-keyed', 'old'), undefined)
})

test('a copy of the leaf breaks at every renewal, whatever keeps its key', () => {
  const found = row(predict([certificateFinding(served.der, at('bin/joost'))]))
  assert.equal(found.slice(0, 4), '+xxx')
  assert.equal(found.slice(5, 16), 'xxxxxxxxxxx')
  assert.equal(found.slice(24), 'xx')
})

test('a pin of the leaf key breaks with the key and with nothing else', () => {
  const found = row(predict([pinFinding(spki(served), at('classes.dex'))]))
  assert.equal(found.slice(0, 7), '++x++++')
  // Whether it asks the trust store beside its pin, nothing says.
  assert.equal(found.slice(7, 12), '~++~+')
  assert.equal(found.slice(12, 16), 'xxxx')
  assert.equal(found.slice(22), '++++')
})

test('a pin of the intermediate breaks with the issuer, a new root included', () => {
  const found = row(predict([pinFinding(spki(middle), at('classes.dex'))]))
  assert.equal(found.slice(0, 9), '+++x+xxxx')
  assert.equal(found.slice(12, 16), '++++')
})

test('a pin of the root: where both roots are trusted, the path decides; without the cross-sign it breaks', () => {
  const held = [pinFinding(spki(root), at('classes.dex')), certificateFinding(root.der, at('root.pem'))]
  const predictions = predict(held)
  assert.equal(predictions('new-root-cross-signed', 'old'), 'survives')
  assert.equal(predictions('new-root-cross-signed', 'both'), 'may-break')
  assert.equal(predictions('cross-sign-dropped', 'both'), 'breaks')
  assert.equal(predictions('re-keyed', 'old'), 'survives')
})

test('who holds something of the server may look no further at a fault, but for a key that is none of its', () => {
  const predictions = predict([pinFinding(spki(served), at('classes.dex'))])
  assert.equal(predictions('wrong-host', 'old'), 'may-break')
  assert.equal(predictions('untrusted-root', 'old'), 'breaks')
})

test('a moved clock ends what the release holds', async () => {
  const short = await authority('CN=Short Root', undefined, -800, 1000)
  const below = await leaf(short, -30, 60)
  const observations = [observed([below.der, short.der])]
  const predictions = predict([certificateFinding(short.der, at('root.pem'))], { observations })
  assert.equal(predictions('clock-plus-90', 'old'), 'survives')
  assert.notEqual(predictions('clock-plus-1200', 'old'), 'survives')
  assert.equal(predictions('clock-minus-31', 'old'), undefined)
  assert.equal(predict([])('clock-minus-31', 'old'), 'survives')
})

test('the staged chain is predicted by the chain itself', async () => {
  const next = await leaf(middle, -1, 89)
  const observations = [observed([served.der, middle.der]), observed([next.der, middle.der], 'file')]
  const pinned = predict([pinFinding(spki(served), at('classes.dex'))], { observations })
  assert.equal(pinned('staged', 'host'), 'breaks')
  assert.equal(pinned('re-keyed', 'old'), 'breaks')
  assert.equal(predict([], { observations })('staged', 'host'), 'survives')
  assert.equal(predict([])('staged', 'host'), undefined)
  assert.equal(predict([], { observations, unseen })('staged', 'host'), undefined)
})

test("the machine's own trust is unknown, and so is a scenario that nobody gave", () => {
  const predictions = predict([])
  assert.equal(predictions('re-keyed', 'host'), undefined)
  assert.equal(predictions('no-such', 'old'), undefined)
})
