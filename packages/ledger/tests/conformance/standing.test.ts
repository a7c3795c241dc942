/** The worst that the newest forecast says: the same on both engines. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ForecastLine, Json, NewForecast } from '@foreseen/ledger'
import { onBothEngines } from '../engines.ts'
import { organisationIn } from '../sample.ts'

const day = Date.UTC(2026, 11, 1)

const line = (release: string, endpoint: string, more: Partial<ForecastLine> = {}): ForecastLine => ({
  release,
  endpoint,
  outcome: 'breaks',
  level: 'likely',
  days: { earliestMs: day, expectedMs: day, latestMs: day },
  body: {
    sentence: `${release} breaks at ${endpoint}.`,
    failsNow: false,
    unknown: false,
    names: { release: `name of ${release}`, endpoint: `name of ${endpoint}` },
  },
  ...more,
})

const forecastOf = (name: string, lines: readonly ForecastLine[], body: Json = {}): NewForecast => ({
  inputs: { name },
  program: 'foreseen test',
  atMs: 5,
  horizonMs: 6,
  body,
  lines,
})

onBothEngines('standing', fresh => {
  test('before any forecast everything is unknown, and says so', async () => {
    const ledger = await fresh.open()
    const by = await organisationIn(ledger)
    const standings = await ledger.forecasts.standings(by.organisation, 'release', ['rel_1'])
    assert.deepEqual(standings.get('rel_1'), {
      outcome: 'unknown',
      failsNow: false,
      day: null,
      with: null,
      sentence: 'No forecast was made yet.',
    })
    assert.equal((await ledger.forecasts.standings(by.organisation, 'release', [])).size, 0)
  })

  test('the first line of each side is its standing; the newest forecast counts', async () => {
    const ledger = await fresh.open()
    const by = await organisationIn(ledger)
    const { forecasts } = ledger
    await forecasts.store(by, forecastOf('old', [line('rel_2', 'end_1')]))
    const never = { earliestMs: undefined, expectedMs: undefined, latestMs: undefined }
    const lines = [
      line('rel_1', 'end_1'),
      line('rel_1', 'end_2', { outcome: 'may-break' }),
      line('rel_3', 'end_2', { body: { sentence: 'Who knows.', unknown: true, names: {} } }),
      line('rel_2', 'end_1', { outcome: 'survives', days: never }),
    ]
    const unmet = { rel_4: 'It meets no known endpoint.' }
    await forecasts.store(by, forecastOf('new', lines, { unmet }))
    const ids = ['rel_1', 'rel_2', 'rel_3', 'rel_4', 'rel_5']
    const releases = await forecasts.standings(by.organisation, 'release', ids)
    assert.deepEqual([...releases.keys()], ids)
    assert.deepEqual(releases.get('rel_1'), {
      outcome: 'breaks',
      failsNow: false,
      day: '2026-12-01T00:00:00Z',
      with: { id: 'end_1', name: 'name of end_1' },
      sentence: 'rel_1 breaks at end_1.',
    })
    assert.equal(releases.get('rel_2')?.outcome, 'survives')
    assert.equal(releases.get('rel_3')?.outcome, 'unknown')
    assert.equal(releases.get('rel_4')?.sentence, 'It meets no known endpoint.')
    assert.equal(releases.get('rel_5')?.sentence, 'The newest forecast does not have it yet.')
    const endpoints = await forecasts.standings(by.organisation, 'endpoint', ['end_1', 'end_2'])
    assert.deepEqual(endpoints.get('end_1')?.with, { id: 'rel_1', name: 'name of rel_1' })
    assert.equal(endpoints.get('end_2')?.outcome, 'may-break')
  })

  test('lines of one release or one endpoint', async () => {
    const ledger = await fresh.open()
    const by = await organisationIn(ledger)
    const lines = [line('rel_1', 'end_1'), line('rel_1', 'end_2'), line('rel_2', 'end_2')]
    const { id } = await ledger.forecasts.store(by, forecastOf('one', lines))
    const ordinals = async (filter: { release?: string; endpoint?: string }) =>
      (await ledger.forecasts.listLines(id, filter)).items.map(({ ordinal }) => ordinal)
    assert.deepEqual(await ordinals({ release: 'rel_1' }), [0, 1])
    assert.deepEqual(await ordinals({ endpoint: 'end_2' }), [1, 2])
    assert.deepEqual(await ordinals({ endpoint: 'end_2', release: 'rel_2' }), [2])
  })
})
