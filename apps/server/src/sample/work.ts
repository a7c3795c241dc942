import { Readable } from 'node:stream'
import { formatEndpoint } from '@foreseen/facts'
import type { By, Sample } from '@foreseen/ledger'
import { Check } from 'typebox/value'
import { askForForecast } from '../forecast/ask.ts'
import { observationShape } from '../observation/record.ts'
import { parseSent } from '../observation/sent.ts'
import { bySystem, type Place, type Story, type WorkOf } from '../place.ts'
import { takeReport } from '../rehearsal/push.ts'
import { reportShape } from '../rehearsal/report-shape.ts'
import { pushLimits } from '../scan/lines.ts'
import { readPush } from '../scan/push.ts'
import { takeScan } from '../scan/take.ts'
import { removeSample } from './removal.ts'

export const sampleKind = 'sample'

/** The story's three programs and a rehearsal take a minute on a slow machine. */
const timeoutMs = 600_000

async function takeReleases(place: Place, by: By, story: Story): Promise<string[]> {
  const ids: string[] = []
  for (const { lines, installs, ...of } of story.releases) {
    const sent = await readPush(Readable.from([lines]), pushLimits)
    const scan = { ...of, platform: '', program: place.program }
    const { release } = await takeScan(place.ledger, by, scan, sent, place.now())
    await place.ledger.releases.noteInstalls(by, release, { atMs: place.now(), count: installs })
    ids.push(release)
  }
  return ids
}

/** The server of the story is gone when it is told: its endpoint is known by what was pushed, and not watched. */
async function takeObservations(place: Place, by: By, story: Story): Promise<string[]> {
  const names = new Set<string>()
  for (const record of story.observations) {
    if (!Check(observationShape, record)) throw new Error('the story was observed in another form')
    const parsed = parseSent(record, place.now())
    if (!parsed.ok) throw new Error(`an observation of the story is wrong: ${parsed.detail}`)
    const { endpoint: of, observation } = parsed
    await place.ledger.endpoints.takeObservations(by, [{ of, observation, by: 'the founding story' }])
    names.add(formatEndpoint(of))
  }
  const present = await place.ledger.endpoints.listPresent(by.organisation)
  return present.filter(endpoint => names.has(formatEndpoint(endpoint))).map(({ id }) => id)
}

async function planRenewals(place: Place, by: By, endpoints: readonly string[]): Promise<void> {
  for (const endpoint of endpoints)
    await place.ledger.endpoints.planRenewal(by, endpoint, {
      renews: 'whoever runs www.joost.test',
      keyPolicy: 'new-key',
      leadDays: undefined,
      renewalMs: undefined,
      thirdParty: false,
      nextIssuer: '',
      window: '',
    })
}

async function takeRehearsal(place: Place, by: By, story: Story): Promise<string[]> {
  if (story.rehearsal === undefined) return []
  if (!Check(reportShape, story.rehearsal)) throw new Error('the story was rehearsed in another form')
  const { runs } = await takeReport(
    place,
    by,
    { plan: 'joost against its next certificate' },
    story.rehearsal,
  )
  const plans = new Set<string>()
  for (const run of runs) plans.add((await place.ledger.rehearsals.getRun(place.organisation, run)).plan)
  return [...plans]
}

/** Takes the story in; what an attempt before left behind is taken out first. */
async function makeSample(
  place: Place,
  story: Story,
  onProgress: (share: number, text: string) => void,
): Promise<void> {
  const by: By = { ...bySystem(place), actor: 'sample' }
  await removeSample(place, by)
  let sample: Sample = { releases: [], endpoints: [], plans: [] }
  const keep = async (part: Partial<Sample>): Promise<void> => {
    sample = { ...sample, ...part }
    await place.ledger.samples.keep(by, sample)
  }
  onProgress(0.8, 'taking it in')
  await keep({ releases: await takeReleases(place, by, story) })
  await keep({ endpoints: await takeObservations(place, by, story) })
  await planRenewals(place, by, sample.endpoints)
  onProgress(0.9, 'taking in the rehearsal')
  await keep({ plans: await takeRehearsal(place, by, story) })
  await askForForecast(place)
  onProgress(1, story.unrehearsed === '' ? 'done' : story.unrehearsed)
}

/** Makes the sample workspace by running the founding story. */
export const sampleWork: WorkOf = place => {
  const { storyteller } = place
  if (storyteller === undefined) return
  place.jobs.work(sampleKind, { timeoutMs }, async (job, signal) => {
    const onProgress = (share: number, text: string): void => job.progress(share, text)
    await makeSample(place, await storyteller(signal, onProgress), onProgress)
  })
}
