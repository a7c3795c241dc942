import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Finding } from '@foreseen/facts'
import { buildInventory, forecast } from '@foreseen/rules'
import { nodeCrypto } from '@foreseen/x509/node'
import { makeForecast } from '../../src/forecast/make.ts'
import { scorePassed } from '../../src/forecast/score.ts'
import { bySystem } from '../../src/place.ts'
import { sha256, spkiSha256 } from '../certificates.ts'
import { textAt } from '../fixture.ts'
import { openWorkplace } from '../workplace.ts'
import { dayMs, lookAt, makeStory, observe, pushRelease } from './scene.ts'

const story = await makeStory()
const signal = new AbortController().signal
const quiet = () => {}

const workplaces: Awaited<ReturnType<typeof openWorkplace>>[] = []
after(async () => {
  for (const each of workplaces) await each.close()
})

async function fresh() {
  const workplace = await openWorkplace()
  workplaces.push(workplace)
  return workplace
}

const linesOf = async ({ ledger }: Awaited<ReturnType<typeof fresh>>, id: string) =>
  (await ledger.forecasts.listLines(id, { limit: 500 })).items

test('a forecast of what was pushed says what the rules say of the same bytes', async () => {
  const workplace = await fresh()
  const { place, clock } = workplace
  const release = await pushRelease(place, '0.9.1', [{ der: story.leaf, path: 'joost!bin/joost' }])
  const endpoint = await observe(place, lookAt([story.leaf, story.root], clock.ms))
  const made = await makeForecast(place, signal, quiet)
  const [line] = await linesOf(workplace, made.id)
  const finding: Finding = {
    type: 'certificate',
    at: { path: 'joost!bin/joost', offset: 0, lengthBytes: story.leaf.length, line: 1 },
    encoding: 'der',
    detector: 'pem',
    sha256: sha256(story.leaf),
    spkiSha256: spkiSha256(story.leaf),
    der: story.leaf,
  }
  const observations = [lookAt([story.leaf, story.root], clock.ms)]
  const inventory = buildInventory([finding], {
    crypto: nodeCrypto,
    nowMs: clock.ms,
    releasePath: 'joost',
    observations,
  })
  const [expected] = forecast({
    releases: [{ release: { name: 'joost 0.9.1', path: 'joost' }, inventory, unseen: [] }],
    endpoints: [{ endpoint: 'www.joost.test:443', observations }],
    plan: {},
    nowMs: clock.ms,
    horizonMs: made.times.horizonMs,
    crypto: nodeCrypto,
  })
  assert.equal(line?.release, release)
  assert.equal(line?.endpoint, endpoint)
  assert.equal(line?.outcome, 'breaks')
  const said = line?.body as { sentence: string; events: unknown; evidence: { path: string }[] }
  assert.equal(said.sentence, expected?.sentence)
  assert.deepEqual(said.events, JSON.parse(JSON.stringify(expected?.events)))
  assert.deepEqual(
    said.evidence.map(({ path }) => path),
    expected?.evidence.map(each => each.finding.at.path),
  )
  assert.equal(line?.days.expectedMs, Math.floor(expected?.days.expectedMs ?? 0))
})

test('the same facts make no second forecast; a plan that turns back makes a third', async () => {
  const workplace = await fresh()
  const { place, clock, ledger, organisation } = workplace
  await pushRelease(place, '1', [{ der: story.leaf, path: 'a' }])
  const endpoint = await observe(place, lookAt([story.leaf, story.root], clock.ms))
  const first = await makeForecast(place, signal, quiet)
  clock.ms += 60_000
  assert.deepEqual(await makeForecast(place, signal, quiet), { ...first, changed: false })
  const plan = {
    renews: 'Ada',
    keyPolicy: 'same-key',
    leadDays: 10,
    renewalMs: undefined,
    thirdParty: false,
    nextIssuer: '',
    window: '',
  } as const
  await ledger.endpoints.planRenewal(bySystem(place), endpoint, plan)
  const second = await makeForecast(place, signal, quiet)
  assert.equal(second.changed, true)
  // A clock that was set back does not make the older forecast the newest.
  clock.ms -= 30_000
  await ledger.endpoints.removePlan(bySystem(place), endpoint)
  const third = await makeForecast(place, signal, quiet)
  assert.notEqual(third.id, first.id)
  const [before, between, last] = await Promise.all(
    [first, second, third].map(({ id }) => linesOf(workplace, id)),
  )
  assert.deepEqual(last?.[0]?.body, before?.[0]?.body)
  assert.notDeepEqual(between?.[0]?.body, before?.[0]?.body)
  assert.equal((await ledger.forecasts.newest(organisation))?.id, third.id)
  for (const { id } of [first, second, third]) assert.equal(await ledger.forecasts.isUnchanged(id), true)
})

test('what meets nothing, was never scanned, has no bytes or was never seen is said', async () => {
  const workplace = await fresh()
  const { place, ledger, organisation, clock } = workplace
  const stranger = await pushRelease(place, 'stranger', [{ der: story.strangerRoot, path: 'root.der' }])
  const bare = await pushRelease(place, 'bare', [{ der: story.nextLeaf, path: 'a' }], {
    withBytes: false,
  })
  const { id: product } = await ledger.releases.ensureProduct(bySystem(place), 'joost')
  const unscanned = {
    product,
    version: 'unscanned',
    platform: '',
    artefactSha256: '',
    support: 'supported',
  } as const
  const never = (await ledger.releases.ensureRelease(bySystem(place), unscanned)).id
  const endpoint = await observe(place, lookAt([story.leaf, story.root], clock.ms))
  const made = await makeForecast(place, signal, quiet)
  const body = (await ledger.forecasts.get(made.id)).body as { gaps: string[]; unmet: Record<string, string> }
  const gaps = body.gaps.join('\n')
  assert.match(gaps, /joost bare: the bytes of one certificate or key were never pushed/)
  assert.match(gaps, /joost stranger meets no known endpoint: none of one hardwired thing belongs to one/)
  assert.match(gaps, /joost unscanned was never scanned/)
  assert.deepEqual(Object.keys(body.unmet).sort(), [stranger, bare, never, endpoint].sort())
  const standings = await ledger.forecasts.standings(organisation, 'release', [bare])
  assert.equal(standings.get(bare)?.outcome, 'unknown')
  // An endpoint that serves it brings its bytes: from then on it is reasoned about.
  clock.ms += 60_000
  await observe(place, lookAt([story.nextLeaf, story.root], clock.ms))
  const later = await makeForecast(place, signal, quiet)
  assert.deepEqual(
    (await linesOf(workplace, later.id)).map(line => line.release),
    [bare],
  )
})

test('an endpoint that cannot be seen for a while keeps what it served; one that never answered is unknown', async () => {
  const workplace = await fresh()
  const { place, clock, ledger } = workplace
  await pushRelease(place, '1', [{ der: story.leaf, path: 'a' }])
  await observe(place, lookAt([story.leaf, story.root], clock.ms))
  clock.ms += 3_600_000
  await observe(place, lookAt(undefined, clock.ms))
  const made = await makeForecast(place, signal, quiet)
  const [line] = await linesOf(workplace, made.id)
  assert.equal(line?.outcome, 'breaks')
  const { gaps } = (await ledger.forecasts.get(made.id)).body as { gaps: string[] }
  assert.match(
    gaps.join('\n'),
    /www\.joost\.test:443 cannot be seen now: what is said of it rests on what it served until 2026-11-23/,
  )
})

test('lines are scored once their day has passed, by what came: clocks that jump included', async () => {
  const workplace = await fresh()
  const { place, clock, ledger } = workplace
  await pushRelease(place, 'holds the leaf', [{ der: story.leaf, path: 'a' }])
  await pushRelease(place, 'holds the root', [{ der: story.root, path: 'b' }])
  await observe(place, lookAt([story.leaf, story.root], clock.ms))
  const first = await makeForecast(place, signal, quiet)
  const expected = (await linesOf(workplace, first.id))[0]?.days.expectedMs ?? 0
  assert.equal(await scorePassed(place, first, signal), 0)
  // The clock goes back a year and comes again: nothing is scored before its day.
  clock.ms -= 365 * dayMs
  assert.equal(await scorePassed(place, first, signal), 0)
  clock.ms = expected + 2 * dayMs
  await observe(place, lookAt([story.nextLeaf, story.root], clock.ms))
  const second = await makeForecast(place, signal, quiet)
  assert.equal(await scorePassed(place, second, signal), 1)
  const [line] = await linesOf(workplace, first.id)
  assert.equal(line?.score?.result, 'came-true')
  assert.match(
    JSON.stringify(line?.score?.body),
    /The certificate changed on .* does not fit what is served now/,
  )
  assert.equal(await scorePassed(place, second, signal), 0)
  assert.equal(await ledger.forecasts.isUnchanged(first.id), true)
})

test('over the interface: asked for, made by a job, listed, told with evidence, and drawn', async () => {
  const workplace = await fresh()
  const { place, clock, call, jobs } = workplace
  const as = await workplace.owner()
  assert.equal((await call('GET', '/api/v1/timeline', { as })).status, 404)
  const release = await pushRelease(place, '0.9.1', [{ der: story.leaf, path: 'joost!bin/joost' }])
  const endpoint = await observe(place, lookAt([story.leaf, story.root], clock.ms))
  const asked = await call('POST', '/api/v1/forecasts', { as })
  assert.equal(asked.status, 202)
  assert.equal((await jobs.get(textAt(asked, 'job')))?.kind, 'forecast')
  const { id } = await makeForecast(place, signal, quiet)
  const list = await call('GET', '/api/v1/forecasts', { as })
  assert.equal(textAt(list, 'items', 0, 'id'), id)
  assert.match(
    textAt(list, 'items', 0, 'sentence'),
    /^joost 0\.9\.1 stops connecting to www\.joost\.test on /,
  )
  assert.equal((await call('GET', `/api/v1/forecasts/${id}`, { as })).status, 200)
  const lines = await call('GET', `/api/v1/forecasts/${id}/lines?outcome=breaks&release=${release}`, { as })
  assert.equal(textAt(lines, 'items', 0, 'endpoint', 'id'), endpoint)
  const line = await call('GET', `/api/v1/forecasts/${id}/lines/0`, { as })
  assert.equal(line.status, 200, line.text)
  assert.equal(textAt(line, 'evidence', 0, 'path'), 'joost!bin/joost')
  assert.equal(typeof line.at('evidence', 0, 'object'), 'number')
  assert.equal((await call('GET', `/api/v1/forecasts/${id}/lines/7`, { as })).status, 404)
  const timeline = await call('GET', `/api/v1/timeline?endpoint=${endpoint}&horizonDays=400`, { as })
  assert.equal(timeline.status, 200, timeline.text)
  assert.equal(timeline.at('omitted'), 0)
  assert.match(timeline.text, /"kind":"ecosystem","title":"Public certificates live at most 100 days"/)
  assert.match(timeline.text, /The certificate of www\.joost\.test:443 ends/)
})
