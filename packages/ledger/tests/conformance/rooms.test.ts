/** Accounts, releases, endpoints, forecasts, rehearsals: the same on both engines. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RehearsedClient } from '@foreseen/facts'
import { LedgerFailure, listEvents, verifyEvents } from '@foreseen/ledger'
import { onBothEngines } from '../engines.ts'
import { bodyOf, certificateAt, observationOf, organisationIn, releaseIn, scanOf, sha256 } from '../sample.ts'

const hasCode =
  (code: string) =>
  (error: unknown): boolean =>
    error instanceof LedgerFailure && error.code === code

const rehearsed: RehearsedClient = {
  client: 'joost 0.9.1',
  kind: 'what-if',
  pin: { kind: 'certificate', sentence: 'It holds the server certificate.', basis: ['refuses renewed'] },
  accepts: ['expired'],
  cells: [
    {
      scenario: 'renewed',
      trust: 'old',
      verdict: { kind: 'refuses', reason: 'alert', evidence: 'alert 48 (unknown_ca)' },
      predicted: 'breaks',
      disagreement: undefined,
      clock: { kind: 'real' },
      records: [
        {
          client: 'joost 0.9.1',
          scenario: 'renewed',
          trust: 'old',
          attempt: 0,
          end: { kind: 'code', code: 1 },
          durationMs: 120.5,
          output: 'refused',
          outputBytes: 7,
          events: [
            { kind: 'opened', connection: 1, atMs: 1.25, address: '10.0.0.1', port: 443 },
            { kind: 'refused', connection: 1, atMs: 3, alert: undefined, detail: 'closed' },
          ],
          namesAsked: ['api.example.com'],
          strays: 0,
          clock: { kind: 'moved', days: 90, by: 'faketime' },
          predicate: undefined,
          mixed: '',
        },
      ],
    },
  ],
}

onBothEngines('rooms', fresh => {
  test('people, sessions and tokens begin and end, and only hashes are kept', async () => {
    const ledger = await fresh.open()
    const by = await organisationIn(ledger)
    const { accounts } = ledger
    const person = await accounts.addPerson(by, { email: ' Ada@Example.com', name: 'Ada', role: 'owner' })
    assert.equal((await accounts.findPerson(by.organisation, 'ada@example.com'))?.id, person.id)
    await assert.rejects(
      accounts.addPerson(by, { email: 'ADA@example.com', name: 'Ada', role: 'viewer' }),
      hasCode('ledger-conflict'),
    )
    const session = { person: person.id, tokenHash: 'h1', agent: 'a', address: '', expiresMs: 5000 }
    const id = await accounts.startSession(by, session)
    assert.equal((await accounts.findSession('h1', 4999))?.person.name, 'Ada')
    assert.equal(await accounts.findSession('h1', 5000), undefined)
    await accounts.endSession(by, id)
    assert.equal(await accounts.findSession('h1', 1), undefined)
    const token = { person: person.id, name: 'ci', prefix: 'fst_ab', tokenHash: 'h2', scopes: ['push'] }
    await accounts.createToken(by, token)
    assert.deepEqual((await accounts.findToken('h2', 1))?.scopes, ['push'])
    await accounts.startSession(by, { ...session, tokenHash: 'h3' })
    await accounts.changePerson(by, person.id, () => ({ ended: true }))
    assert.equal(await accounts.findToken('h2', 1), undefined)
    assert.equal(await accounts.findSession('h3', 1), undefined)
    await assert.rejects(accounts.endSession(by, 'ses_none'), hasCode('ledger-missing'))
    const log = JSON.stringify((await listEvents(ledger.read, {})).items)
    assert.doesNotMatch(log, /"h[123]"/)
  })

  test('a release said twice is one; what changes is an event, what does not is none', async () => {
    const ledger = await fresh.open()
    const by = await organisationIn(ledger)
    const { releases } = ledger
    const { id: product } = await releases.ensureProduct(by, 'joost')
    const release = {
      product,
      version: '1.0',
      platform: 'android',
      artefactSha256: sha256('a'),
      support: 'supported',
      updateHosts: ['b.example', 'a.example'],
    } as const
    const first = await releases.ensureRelease(by, release)
    assert.deepEqual(await releases.ensureRelease(by, release), { id: first.id, changed: false })
    assert.equal((await releases.ensureRelease(by, { ...release, support: 'ending' })).changed, true)
    assert.equal(await releases.noteInstalls(by, first.id, { atMs: 10, count: 500 }), true)
    assert.equal(await releases.noteInstalls(by, first.id, { atMs: 10, count: 500 }), false)
    await releases.noteInstalls(by, first.id, { atMs: 20, count: 400 })
    const stored = await releases.get(first.id)
    assert.deepEqual([stored.support, stored.updateHosts], ['ending', ['a.example', 'b.example']])
    assert.deepEqual(stored.installs, { atMs: 20, count: 400 })
    assert.equal((await listEvents(ledger.read, { subject: first.id })).items.length, 4)
    const page = await releases.list({ organisation: by.organisation, support: 'ending' })
    assert.equal(page.items.length, 1)
  })

  test('observations are intervals: what stays the same only gets longer', async () => {
    const ledger = await fresh.open()
    const by = await organisationIn(ledger)
    const { endpoints } = ledger
    const { id } = await endpoints.ensure(by, { host: 'api.example.com', port: 443, starttls: 'none' })
    const looks = [
      observationOf([1, 2], 100),
      observationOf([1, 2], 200),
      observationOf([3, 2], 300),
      observationOf([], 400),
      observationOf([], 500),
    ]
    const pushed = looks.map(observation => ({ endpoint: id, observation }))
    assert.deepEqual(await endpoints.observe(by, pushed), { changed: 3, seen: 2 })
    assert.deepEqual(await endpoints.observe(by, pushed), { changed: 0, seen: 0 })
    const { items } = await endpoints.listIntervals(id)
    assert.deepEqual(
      items.map(({ state, firstMs, lastMs }) => [state, firstMs, lastMs]),
      [
        ['failed', 400, 500],
        ['served', 300, 300],
        ['served', 100, 200],
      ],
    )
    const chain = await endpoints.readChain(items[2]?.chainSha256 ?? '')
    assert.deepEqual(
      chain.map(({ body }) => body),
      [bodyOf(1), bodyOf(2)],
    )
    await endpoints.observe(by, [{ endpoint: id, observation: observationOf([9], 600, '192.0.2.9') }])
    assert.equal((await endpoints.servedNow(id)).length, 2)
  })

  test('what an endpoint serves and what a scan finds is one object', async () => {
    const ledger = await fresh.open()
    const by = await organisationIn(ledger)
    const { id } = await ledger.endpoints.ensure(by, { host: 'a.example', port: 443, starttls: 'none' })
    await ledger.endpoints.observe(by, [{ endpoint: id, observation: observationOf([1, 2], 100) }])
    const release = await releaseIn(ledger, by, '1')
    await ledger.findings.pushScan(by, scanOf(release, 1, [certificateAt(1, 1)]))
    const { items } = await ledger.findings.listObjects({ text: sha256(bodyOf(1)) })
    assert.deepEqual(
      items.map(({ kind, position }) => [kind, position]),
      [['hardwired-root', 'root']],
    )
    assert.deepEqual(await ledger.endpoints.endpointsServing(items[0]?.id ?? 0), [id])
  })

  test('a renewal plan said twice changes nothing; an ended endpoint may come back', async () => {
    const ledger = await fresh.open()
    const by = await organisationIn(ledger)
    const { endpoints } = ledger
    const place = { host: 'a.example', port: 25, starttls: 'smtp' } as const
    const { id } = await endpoints.ensure(by, place)
    const plan = {
      renews: 'certbot',
      keyPolicy: 'new-key',
      leadDays: 30,
      renewalMs: undefined,
      thirdParty: false,
      nextIssuer: '',
      window: '02:00',
    } as const
    assert.equal(await endpoints.planRenewal(by, id, plan), true)
    assert.equal(await endpoints.planRenewal(by, id, plan), false)
    assert.equal(await endpoints.planRenewal(by, id, { ...plan, leadDays: 20 }), true)
    assert.deepEqual(await endpoints.renewalPlan(id), { ...plan, leadDays: 20 })
    await endpoints.end(by, id)
    assert.equal((await endpoints.list({ organisation: by.organisation })).items.length, 0)
    assert.deepEqual(await endpoints.ensure(by, place), { id, changed: true })
  })

  test('a forecast is kept once, is never changed, and each line is scored once', async () => {
    const ledger = await fresh.open()
    const by = await organisationIn(ledger)
    const { forecasts } = ledger
    const line = {
      release: 'rel_1',
      endpoint: 'end_1',
      outcome: 'breaks',
      level: 'proven',
      days: { earliestMs: 1, expectedMs: 2, latestMs: undefined },
      body: { sentence: 'It breaks.' },
    } as const
    const forecast = {
      inputs: { chains: ['a'], releases: ['b'] },
      program: 'foreseen 0.1.0',
      atMs: 5,
      horizonMs: 9,
      body: { remarks: [] },
      lines: [line, { ...line, outcome: 'survives' as const }],
    }
    const { id } = await forecasts.store(by, forecast)
    const again = { ...forecast, inputs: { releases: ['b'], chains: ['a'] }, atMs: 6 }
    assert.deepEqual(await forecasts.store(by, again), { id, changed: false })
    await assert.rejects(
      ledger.transact(({ rows }) => rows.updateTable('breakages').set({ outcome: 'survives' }).execute()),
      hasCode('ledger-append-only'),
    )
    await forecasts.score(by, id, 0, 'came-true', { release: 'rel_1' })
    await assert.rejects(forecasts.score(by, id, 0, 'did-not'), hasCode('ledger-conflict'))
    const { items } = await forecasts.listLines(id, { outcome: 'breaks' })
    assert.deepEqual(items[0]?.days, line.days)
    assert.equal(items[0]?.score?.result, 'came-true')
    assert.equal(await forecasts.isUnchanged(id), true)
  })

  test('a rehearsal comes back with its evidence, and is stored once', async () => {
    const ledger = await fresh.open()
    const by = await organisationIn(ledger)
    const { rehearsals } = ledger
    const release = await releaseIn(ledger, by, '0.9.1')
    const outcome = { answer: ['It stops.'], hosts: ['api.example.com:443'], scenarios: [], sandbox: null }
    const result = { clients: [{ rehearsed, release }], digest: '', outcome }
    const plan = {
      hosts: ['api.example.com:443'],
      clients: [{ name: 'joost 0.9.1', release }],
      scenarios: [],
      kind: 'what-if',
      endpoint: null,
    } as const
    const { id } = await rehearsals.ensurePlan(by, 'all supported', plan)
    const { id: run } = await rehearsals.askRun(by, id)
    const claim = {
      runner: 'runner-1',
      program: 'foreseen 0.1.0',
      holder: 'token:1',
      clients: new Set(['joost 0.9.1']),
      leaseMs: 60_000,
    }
    const attempt = { run, attempt: 1, holder: 'token:1' }
    assert.deepEqual((await rehearsals.claimRun(by, claim))?.run, run)
    assert.equal(await rehearsals.finishRun(by, attempt, result), true)
    assert.equal(await rehearsals.finishRun(by, attempt, result), false)
    assert.deepEqual(await rehearsals.readClients(run), result.clients)
    assert.deepEqual(await rehearsals.readOutcome(run), outcome)
    assert.equal((await rehearsals.getRun(by.organisation, run)).state, 'done')
    assert.deepEqual(await rehearsals.runsWith(release), [run])
    assert.equal(await rehearsals.claimRun(by, claim), undefined)
    assert.equal((await verifyEvents(ledger.engine)).sound, true)
  })
})
