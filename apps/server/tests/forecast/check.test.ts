/** The server says of the founding story's artefacts what `foreseen check` says of them on a terminal. */
import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fixturePem } from '../../../../tests/fixture-ca/read.ts'
import { foreseen, tempFolder } from '../../../cli/tests/run.ts'
import { makeForecast } from '../../src/forecast/make.ts'
import { saidOf } from '../../src/forecast/said.ts'
import { openWorkplace } from '../workplace.ts'
import { lookAt, observe } from './scene.ts'

const fixture = await openWorkplace()
after(() => fixture.close())
const { call, place, clock } = fixture

const at = '2026-11-22'
/** What each release of the story holds. */
const artefacts = {
  '0.9.1': ['leaf'],
  '0.9.2': ['root-a'],
  '0.9.3': ['root-a', 'root-b'],
  '0.9.4': [],
} as const

interface Told {
  readonly release: { readonly name: string }
  readonly sentence: string
  readonly outcome: string
  readonly level: string
  readonly remarks: readonly string[]
  readonly assumptions: readonly string[]
}

const derOf = (name: Parameters<typeof fixturePem>[0]): Uint8Array =>
  new Uint8Array(new X509Certificate(fixturePem(name)).raw)

test('scanned, pushed and forecast: the sentences of foreseen check', async t => {
  const dir = tempFolder(t)
  const as = await fixture.owner()
  clock.ms = Date.parse(at)
  for (const [version, names] of Object.entries(artefacts)) {
    mkdirSync(join(dir, version))
    writeFileSync(join(dir, version, 'README'), 'joost')
    for (const name of names) writeFileSync(join(dir, version, `${name}.pem`), fixturePem(name))
    const scan = await foreseen(['scan', version, '--format', 'push', '--at', at], dir)
    const answer = await call('POST', `/api/v1/scans?product=joost&version=${version}`, {
      body: scan.stdout,
      headers: { 'content-type': 'application/x-ndjson' },
      as,
    })
    assert.ok(answer.status < 300, `${answer.text} ${scan.stderr}`)
  }
  writeFileSync(join(dir, 'served.pem'), fixturePem('leaf') + fixturePem('intermediate-1'))
  const endpoint = await observe(place, lookAt([derOf('leaf'), derOf('intermediate-1')], clock.ms))
  const by = { organisation: place.organisation, actor: 'system' }
  const { items } = await place.ledger.releases.list({ organisation: place.organisation })
  for (const { id } of items) await place.ledger.releases.change(by, id, { endpoints: [endpoint] })

  const unsaid = { leadDays: undefined, renewalMs: undefined, thirdParty: false, nextIssuer: '', window: '' }
  await place.ledger.endpoints.planRenewal(by, endpoint, { renews: '', keyPolicy: 'new-key', ...unsaid })

  const { id } = await makeForecast(place, new AbortController().signal, () => {})
  const lines = (await place.ledger.forecasts.listLines(id)).items
  const releases = Object.keys(artefacts).flatMap(version => ['--release', `joost ${version}=${version}`])
  const asked = [
    '--host',
    'www.joost.test',
    '--served',
    'served.pem',
    '--offline',
    '--at',
    at,
    '--plan',
    'new-key',
  ]
  const checked = await foreseen(['check', ...releases, ...asked, '--format', 'json'], dir)
  const { breakages }: { breakages: readonly Told[] } = JSON.parse(checked.stdout)
  assert.equal(breakages.length, Object.keys(artefacts).length)
  for (const told of breakages) {
    const line = lines.find(each => saidOf(each).names.release === told.release.name)
    assert.ok(line, told.release.name)
    const said = saidOf(line)
    assert.equal(said.sentence, told.sentence)
    assert.equal(line.outcome, told.outcome)
    assert.equal(line.level, told.level)
    assert.deepEqual(said.remarks, told.remarks)
    assert.deepEqual(said.assumptions, told.assumptions)
  }
})
