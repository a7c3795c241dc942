/** The page's own forecast beside the one of the rules on the real findings. */
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { type Breakage, isoTime } from '@foreseen/facts'
import { buildInventory, forecast } from '@foreseen/rules'
import { nodeCrypto } from '@foreseen/x509/node'
import {
  type Authority,
  authority,
  certificateFinding,
  dayMs,
  failed,
  host,
  leaf,
  nowMs,
  observed,
  pinFinding,
  sha256,
  spkiOf,
} from '../../../../packages/rules/tests/forecast/scene.ts'
import type { AssumedLine } from '../../src/forecast/assumed.ts'
import { asPlanned, type Controls } from '../../src/forecast/controls.ts'
import { recompute } from '../../src/forecast/recompute.ts'
import { type Fixture, inputsOf } from './inputs.ts'

let root: Authority
let other: Authority
let middle: Authority
let sibling: Authority
let served: Authority
let fixture: Fixture

const releaseOf = (id: string, findings: Fixture['releases'][number]['findings']) => ({
  id,
  name: `joost ${id}`,
  path: `joost-${id}.tgz`,
  findings,
})

before(async () => {
  root = await authority('CN=Story Root')
  other = await authority('CN=Other Root')
  middle = await authority('CN=Story Intermediate', root)
  sibling = await authority('CN=Story Intermediate 2', root)
  served = await leaf(middle, -55, 35, { isPublic: true })
  const at = (id: string, path: string): string => `joost-${id}.tgz!${path}`
  fixture = {
    releases: [
      releaseOf('0.9', [certificateFinding(served.der, at('0.9', 'bin/joost'), 4711)]),
      releaseOf('1.0', [pinFinding(sha256(spkiOf(served.key)), at('1.0', 'classes.dex'))]),
      releaseOf('1.1', [certificateFinding(middle.der, at('1.1', 'ca.pem'))]),
      releaseOf('1.2', [certificateFinding(root.der, at('1.2', 'root.pem'))]),
      releaseOf('1.3', [pinFinding(sha256(spkiOf(root.key)), at('1.3', 'classes.dex'))]),
      releaseOf('1.4', [
        certificateFinding(root.der, at('1.4', 'root.pem')),
        certificateFinding(other.der, at('1.4', 'other.pem'), 90),
      ]),
      releaseOf('2.0', []),
    ],
    endpoints: [
      { id: 'end_1', name: `${host}:443`, observations: [observed([served.der, middle.der])] },
      {
        id: 'end_2',
        name: `${host}:8443`,
        observations: [observed([served.der, middle.der])],
        assumptions: { keyPolicy: 'same-key', leadDays: 10 },
      },
      { id: 'end_3', name: `${host}:9443`, observations: [failed('The connection was refused.')] },
    ],
    known: [root.der, other.der, sibling.der],
    nowMs,
    horizonMs: nowMs + 398 * dayMs,
  }
})

/** What the server does: all releases at once, one endpoint after the other, each under its plan. */
function stored(): Breakage[] {
  const known = fixture.known ?? []
  const observations = fixture.endpoints.flatMap(endpoint => endpoint.observations)
  const options = { crypto: nodeCrypto, nowMs, observations, known }
  const releases = fixture.releases.map(({ name, path, findings }) => ({
    release: { name, path },
    inventory: buildInventory(findings, { ...options, releasePath: path }),
    unseen: [],
  }))
  const elsewhere = {
    release: { name: 'elsewhere', path: '' },
    inventory: buildInventory(
      known.map(der => certificateFinding(der, 'known')),
      options,
    ),
    unseen: [],
  }
  return fixture.endpoints.flatMap(({ name, observations, assumptions }) =>
    forecast({
      releases: [...releases, elsewhere],
      endpoints: [{ endpoint: name, observations }],
      plan: {
        keyPolicy: assumptions?.keyPolicy ?? undefined,
        leadMs: assumptions?.leadDays ? assumptions.leadDays * dayMs : undefined,
      },
      nowMs,
      horizonMs: fixture.horizonMs,
      crypto: nodeCrypto,
    }).slice(0, releases.length),
  )
}

function storedLine({ release: _, endpoint: __, evidence: ___, days, ...said }: Breakage) {
  const { earliestMs, expectedMs, latestMs, basis } = days
  return {
    ...said,
    days: {
      earliest: isoTime(earliestMs),
      expected: isoTime(expectedMs),
      latest: isoTime(latestMs),
      basis,
    },
  }
}

const withoutIds = ({ release: _, endpoint: __, ...said }: AssumedLine) => said

/** Release 'joost X' at an endpoint under controls. */
function ask(controls: Partial<Controls>, release: string, endpoint = 'end_1'): AssumedLine {
  const line = recompute(inputsOf(fixture), { ...asPlanned, ...controls }).lines.find(
    each => each.release === release && each.endpoint === endpoint,
  )
  assert.ok(line)
  return line
}

test('with unchanged assumptions the page says what the server says, word for word', () => {
  const { lines, missedSignatures, missingFindings } = recompute(inputsOf(fixture), asPlanned)
  assert.equal(lines.length, 21)
  assert.deepEqual(lines.map(withoutIds), stored().map(storedLine))
  assert.deepEqual(new Set(lines.map(line => line.outcome)), new Set(['breaks', 'survives', 'may-break']))
  assert.equal(missedSignatures, 0)
  assert.equal(missingFindings, 0)
})

test('the policy of the key decides over a pin of the key', () => {
  assert.equal(ask({}, '1.0').outcome, 'breaks')
  assert.equal(ask({ key: 'same-key' }, '1.0').outcome, 'survives')
  assert.equal(ask({}, '1.0', 'end_2').outcome, 'survives')
  assert.equal(ask({ key: 'unknown' }, '1.0', 'end_2').outcome, 'breaks')
  assert.equal(ask({ key: 'new-intermediate' }, '1.1').outcome, 'breaks')
  assert.equal(ask({ key: 'new-root' }, '1.2').outcome, 'breaks')
})

test('renewal day and horizon move the day', () => {
  const line = ask({ renewal: '2026-12-10' }, '0.9')
  assert.equal(line.days.expected, '2026-12-10T00:00:00Z')
  assert.equal(line.days.basis, 'plan')
  assert.match(line.sentence, /on 2026-12-10/)
  const near = ask({ renewal: '2026-12-10', horizonDays: 5 }, '0.9')
  assert.equal(near.outcome, 'survives')
  assert.match(near.sentence, /the end of this forecast/)
})

test('a chosen issuer is tried with the very chain that it would make', () => {
  const issuer = sha256(other.der)
  assert.equal(ask({ issuer }, '1.2').outcome, 'breaks')
  assert.equal(ask({ issuer }, '1.4').outcome, 'survives')
  assert.match(ask({ issuer }, '1.2').sentence, /moves to a chain from Other Root/)
  const near = sha256(sibling.der)
  assert.equal(ask({ issuer: near }, '1.1').outcome, 'breaks')
  assert.equal(ask({ issuer: near }, '1.2').outcome, 'survives')
  assert.equal(ask({ issuer: near }, '1.3').outcome, 'survives')
  assert.equal(ask({ issuer: sha256(middle.der), key: 'same-key' }, '1.0').outcome, 'survives')
  assert.equal(ask({ issuer: sha256(middle.der) }, '1.0').outcome, 'breaks')
  assert.deepEqual(recompute(inputsOf(fixture), { ...asPlanned, issuer }).withoutNext, [`${host}:9443`])
})

test('authorities that may issue are offered once each, roots last', () => {
  const { issuers } = recompute(inputsOf(fixture), asPlanned)
  assert.deepEqual(
    issuers.map(({ name, isRoot }) => [name, isRoot]),
    [
      ['Story Intermediate', false],
      ['Story Intermediate 2', false],
      ['Other Root', true],
      ['Story Root', true],
    ],
  )
})

test('what is missing is counted and said', () => {
  const inputs = inputsOf(fixture)
  const { missedSignatures } = recompute({ ...inputs, signatures: [] }, asPlanned)
  assert.ok(missedSignatures > 0)
  const { missingFindings } = recompute({ ...inputs, bytes: {} }, asPlanned)
  assert.equal(missingFindings, 5)
})

test('certificates of other releases tell what a pin is of and where a chain leads', () => {
  const alone = { ...fixture, releases: fixture.releases.filter(({ id }) => id === '1.3') }
  const outcomeWith = (known: readonly Uint8Array[]) =>
    recompute(inputsOf({ ...alone, known }), { ...asPlanned, key: 'new-intermediate' }).lines[0]?.outcome
  assert.equal(outcomeWith([root.der]), 'survives')
  assert.notEqual(outcomeWith([]), 'survives')
})
