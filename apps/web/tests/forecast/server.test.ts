/** The page's own forecast beside the one that a server stored, from what the server sends. */
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { ShownForecastInputs, ShownLineWhole, ShownTimeline } from '@foreseen/facts'
import { makeForecast } from '../../../server/src/forecast/make.ts'
import { bySystem } from '../../../server/src/place.ts'
import { lookAt, makeStory, observe, pushRelease } from '../../../server/tests/forecast/scene.ts'
import { openWorkplace } from '../../../server/tests/workplace.ts'
import { type AssumedLine, compare, unlikeCount } from '../../src/forecast/assumed.ts'
import { asPlanned } from '../../src/forecast/controls.ts'
import { recompute } from '../../src/forecast/recompute.ts'
import { inputsPath } from '../../src/forecast/use-assumed.ts'

const story = await makeStory()
const workplace = await openWorkplace()
after(() => workplace.close())
const { place, clock, call } = workplace
const as = await workplace.owner()
const get = async <T>(path: string): Promise<T> => {
  const answer = await call('GET', `/api/v1${path}`, { as })
  assert.equal(answer.status, 200, answer.text)
  return JSON.parse(answer.text)
}

async function stored() {
  await makeForecast(place, new AbortController().signal, () => {})
  const { forecast, lines } = await get<ShownTimeline>('/timeline')
  const whole = await Promise.all(
    lines.map(line => get<ShownLineWhole>(`/forecasts/${forecast.id}/lines/${line.ordinal}`)),
  )
  return { lines, whole, inputs: await get<ShownForecastInputs>(inputsPath(lines)) }
}

const msOf = (iso: string | null): number | null => (iso === null ? null : Math.floor(Date.parse(iso)))

/** What both sides say; times to the millisecond below. */
const saidOf = ({ days, ...line }: ShownLineWhole | AssumedLine) => ({
  outcome: line.outcome,
  level: line.level,
  failsNow: line.failsNow,
  sentence: line.sentence,
  nextAction: line.nextAction,
  events: line.events,
  assumptions: line.assumptions,
  remarks: line.remarks,
  measures: line.measures,
  days: [days.earliest, days.expected, days.latest].map(msOf),
  basis: days.basis,
})

test('with unchanged assumptions the page says what the server stored', async () => {
  await pushRelease(place, '0.9.1', [{ der: story.leaf, path: 'joost!bin/joost' }])
  await pushRelease(place, '1.0.0', [{ der: story.root, path: 'joost!root.der' }])
  await pushRelease(place, '1.1.0', [
    { der: story.root, path: 'joost!root.der' },
    { der: story.leaf, path: 'joost!leaf.der' },
    { der: story.strangerRoot, path: 'joost!other.der' },
  ])
  const endpoint = await observe(place, lookAt([story.leaf], clock.ms))
  const first = await stored()
  assert.equal(first.lines.length, 3)
  assert.deepEqual(
    recompute(first.inputs, asPlanned).lines.map(saidOf),
    first.inputs.pairs.map(({ ordinal }) => saidOf(first.whole[ordinal ?? -1] as ShownLineWhole)),
  )
  const plan = { renews: 'Ada', keyPolicy: 'same-key', leadDays: 10, nextIssuer: '', window: '' } as const
  await place.ledger.endpoints.planRenewal(bySystem(place), endpoint, {
    ...plan,
    renewalMs: undefined,
    thirdParty: false,
  })
  clock.ms += 7_200_000
  const second = await stored()
  const { lines, planned, missedSignatures, missingFindings } = recompute(second.inputs, asPlanned)
  assert.deepEqual(
    lines.map(saidOf),
    second.inputs.pairs.map(({ ordinal }) => saidOf(second.whole[ordinal ?? -1] as ShownLineWhole)),
  )
  assert.deepEqual([missedSignatures, missingFindings], [0, 0])
  assert.equal(unlikeCount(second.lines, { planned }), 0)
  const assumed = recompute(second.inputs, { ...asPlanned, key: 'new-root' })
  const changes = compare(second.lines, assumed.lines).map(({ line, change }) => [
    line.release.version,
    change,
  ])
  assert.deepEqual(Object.fromEntries(changes), {
    '0.9.1': 'other words',
    '1.0.0': 'worse',
    '1.1.0': 'worse',
  })
})
