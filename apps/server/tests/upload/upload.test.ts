/** Artefacts that are sent: kept as they arrive, scanned, gone; on both engines. */
import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { type ClientRequest, request } from 'node:http'
import { basename, join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { uploadChunks } from '@foreseen/ledger'
import { postgresMissing } from '../../../../packages/ledger/tests/postgres.ts'
import type { Scanner } from '../../src/place.ts'
import { scanWork } from '../../src/scan/work.ts'
import { removeOrphans } from '../../src/upload/orphans.ts'
import type { TestEngine } from '../database.ts'
import { type Caller, textAt } from '../fixture.ts'
import { findingLine, jsonLines, summaryLine } from '../records.ts'
import { openWorkplace, type Workplace } from '../workplace.ts'

interface Seen {
  readonly path: string
  readonly mode: number
  readonly sha256: string
}

/** Scans by what it is told; keeps what it saw. */
function fakeScanner() {
  const seen: Seen[] = []
  let failures = 0
  let holds = false
  const scanner: Scanner = async function* (path, signal, onProgress) {
    const bytes = readFileSync(path)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    seen.push({ path, mode: statSync(path).mode & 0o777, sha256 })
    onProgress(0.5, basename(path))
    if (failures > 0) {
      failures--
      throw new Error('the scan ended with 1: nothing was said')
    }
    if (holds)
      await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    yield Buffer.from(jsonLines([findingLine(bytes.length, { path: `${basename(path)}!a` }), summaryLine(1)]))
  }
  return {
    scanner,
    seen,
    fail: (times: number) => {
      failures = times
    },
    hold: (on: boolean) => {
      holds = on
    },
  }
}

const later = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = performance.now() + 20_000
  while (!(await holds())) {
    if (performance.now() > deadline) assert.fail(`not in time: ${what}`)
    await later()
  }
}

function suite(name: TestEngine): void {
  describe(`uploads on ${name}`, () => {
    const fake = fakeScanner()
    let place: Workplace
    let owner: Caller
    let port = 0
    before(async () => {
      const ground = { scanner: fake.scanner, engine: name }
      place = await openWorkplace({ limits: { uploadBytes: 5_000_000, uploads: 2 } }, ground)
      owner = await place.owner()
      await place.server.listen({ host: '127.0.0.1', port: 0 })
      const listening = place.server.server.address()
      port = typeof listening === 'object' && listening !== null ? listening.port : 0
    })
    after(() => {
      place.server.server.closeAllConnections()
      return place.close()
    })

    const kept = async (): Promise<number> => {
      const folder = join(place.place.data, 'uploads')
      const files = existsSync(folder) ? readdirSync(folder).length : 0
      return name === 'postgresql' ? files + (await uploadChunks(place.ledger).list()).length : files
    }
    const upload = (query: string, body: Uint8Array, type = 'application/octet-stream') =>
      place.call('POST', `/api/v1/uploads?${query}`, { body, headers: { 'content-type': type }, as: owner })
    const state = async (job: string) => (await place.jobs.get(job))?.state
    /** A request whose body is written by the test. */
    const begin = (query: string, headers: Record<string, string> = {}): ClientRequest =>
      request({
        port,
        host: '127.0.0.1',
        method: 'POST',
        path: `/api/v1/uploads?${query}`,
        headers: {
          host: 'localhost',
          'content-type': 'application/octet-stream',
          ...owner.headers,
          ...headers,
        },
      })

    test('an artefact is kept whole, scanned under its own name, and gone', async () => {
      const bytes = randomBytes(2_500_001)
      const answer = await upload('product=joost&version=1&name=joost%201.tgz', bytes)
      assert.equal(answer.status, 202, answer.text)
      const job = textAt(answer, 'job')
      const told = await place.call('GET', `/api/v1/jobs/${job}`, { as: owner })
      assert.equal(told.at('title'), 'Scan joost 1.tgz as joost 1')
      assert.equal(await kept(), 1)
      scanWork(place.place)
      await until('scanned', async () => (await state(job)) === 'done')
      assert.equal(await kept(), 0)
      const [seen] = fake.seen
      assert.equal(seen?.sha256, createHash('sha256').update(bytes).digest('hex'))
      assert.equal(seen?.mode, 0o600)
      assert.equal(basename(seen?.path ?? ''), 'joost 1.tgz')
      const release = await place.call('GET', `/api/v1/releases/${answer.at('release')}`, { as: owner })
      assert.equal(release.at('scans', 0, 'findings'), 1)
      assert.equal(release.at('scans', 0, 'program'), 'foreseen test')
      assert.equal(release.at('artefactSha256'), seen?.sha256)
      const { jobs } = await place.jobs.list({ kind: 'forecast', state: 'waiting' })
      assert.equal(jobs.length, 1, 'a forecast was asked for')
      const again = await upload('product=joost&version=1&name=joost%201.tgz', bytes)
      await until('scanned again', async () => (await state(textAt(again, 'job'))) === 'done')
      const same = await place.call('GET', `/api/v1/releases/${answer.at('release')}`, { as: owner })
      assert.deepEqual(same.at('scans'), release.at('scans'))
    })

    test('what cannot be taken leaves nothing', async () => {
      const cases = [
        ['product=bad&version=1', Buffer.alloc(0), 'server-invalid'],
        ['product=bad&version=1', Buffer.alloc(5_000_001), 'server-too-large'],
        ['product=bad&version=1&name=..', randomBytes(5), 'server-invalid'],
        ['product=bad&version=1&name=a%2Fb', randomBytes(5), 'server-invalid'],
        ['product=bad&version=1&name=a%00', randomBytes(5), 'server-invalid'],
        ['product=bad', randomBytes(5), 'server-invalid'],
      ] as const
      for (const [query, body, code] of cases) {
        const answer = await upload(query, body)
        assert.equal(answer.at('code'), code, answer.text)
      }
      const typed = await upload('product=bad&version=1', randomBytes(5), 'application/json')
      assert.equal(typed.status, 415)
      assert.equal(await kept(), 0)
      const products = await place.call('GET', '/api/v1/products', { as: owner })
      assert.ok(!products.text.includes('bad'))
    })

    test('a body without a length is bounded while it comes', async () => {
      const sent = begin('product=bad&version=2', { 'transfer-encoding': 'chunked' })
      const status = new Promise<number | string>(resolve => {
        sent.once('response', response => resolve(response.statusCode ?? 0))
        sent.once('error', error => resolve(String(error)))
      })
      for (let count = 0; count < 6; count++) sent.write(randomBytes(1_000_000))
      sent.end()
      assert.match(String(await status), /413|EPIPE|ECONNRESET/)
      await until('nothing is kept', async () => (await kept()) === 0)
    })

    test('a sender that goes away leaves nothing, and its place is free again', async () => {
      const senders = [1, 2].map(version =>
        begin(`product=gone&version=${version}`, { 'content-length': '4000000' }),
      )
      for (const sender of senders) {
        sender.on('error', () => {})
        sender.write(randomBytes(2_000_000))
      }
      await until('both have begun', async () => (await kept()) === 2)
      const third = await upload('product=gone&version=3', randomBytes(5))
      assert.equal(third.at('code'), 'server-busy', third.text)
      for (const sender of senders) sender.destroy()
      await until('nothing is kept', async () => (await kept()) === 0)
      await until('there is room again', async () => {
        const answer = await upload('product=gone&version=4', randomBytes(5))
        return answer.status === 202
      })
      const releases = await place.call('GET', '/api/v1/releases?query=gone', { as: owner })
      assert.equal(releases.at('items', 1), undefined)
      assert.ok(!place.log.some(line => line.includes('"level":"error"')), place.log.join(''))
      await until('nothing is kept', async () => (await kept()) === 0)
    })

    test('a scan that failed is tried again with the artefact that is there', async () => {
      fake.fail(1)
      const answer = await upload('product=twice&version=1', randomBytes(10))
      const job = textAt(answer, 'job')
      await until('failed once', async () => ((await place.jobs.get(job))?.lastError ?? '') !== '')
      const failed = await place.jobs.get(job)
      assert.match(failed?.lastError ?? '', /the scan ended with 1/)
      if (failed?.state === 'waiting') assert.equal(await kept(), 1)
      await place.jobs.cancel(job)
    })

    test('a scan that is cancelled takes its artefact with it', async () => {
      fake.hold(true)
      const before = fake.seen.length
      const answer = await upload('product=cancelled&version=1', randomBytes(11))
      const job = textAt(answer, 'job')
      await until('it runs', () => fake.seen.length > before)
      const running = await place.call('GET', `/api/v1/jobs/${job}`, { as: owner })
      assert.equal(running.at('state'), 'running')
      assert.equal(await place.jobs.cancel(job), true)
      await until('it is cancelled', async () => (await state(job)) === 'cancelled')
      fake.hold(false)
      const folder = join(place.place.data, 'uploads')
      const own = fake.seen.at(-1)?.path.split('/').at(-2) ?? ''
      await until('it is gone', () => !existsSync(join(folder, own)))
    })

    test('what a kill left behind is taken away, and nothing else', async () => {
      const folder = join(place.place.data, 'uploads')
      const id = `upl_${'0'.repeat(26)}`
      const ago = (minutes: number) => new Date(place.clock.ms - minutes * 60_000)
      const leave = (own: string, minutes: number) => {
        mkdirSync(join(folder, own), { recursive: true })
        writeFileSync(join(folder, own, 'a.tgz'), 'half')
        for (const path of [join(folder, own, 'a.tgz'), join(folder, own)])
          utimesSync(path, ago(minutes), ago(minutes))
      }
      mkdirSync(join(folder, 'mine'), { recursive: true })
      leave(id, 60)
      const young = `upl_${'1'.repeat(26)}`
      leave(young, 1)
      await place.jobs.send(
        'scan',
        { upload: `upl_${'2'.repeat(26)}` },
        {
          key: `upl_${'2'.repeat(26)}`,
          notBeforeMs: place.clock.ms + 9e9,
        },
      )
      leave(`upl_${'2'.repeat(26)}`, 60)
      await removeOrphans(place.place)
      assert.equal(existsSync(join(folder, id)), false)
      assert.ok(existsSync(join(folder, young)), 'it may still be coming')
      assert.ok(existsSync(join(folder, 'mine')), 'not ours')
      assert.ok(existsSync(join(folder, `upl_${'2'.repeat(26)}`)), 'its scan waits')
    })

    test('a scan whose artefact is gone says so, unless it had been done', async () => {
      const sha256 = createHash('sha256').update('gone').digest('hex')
      const payload = {
        upload: `upl_${'3'.repeat(26)}`,
        name: 'a',
        sizeBytes: 4,
        sha256,
        product: 'joost',
        version: '77',
        platform: '',
      }
      const job = await place.jobs.send('scan', payload, { retries: 0 })
      await until('it is dead', async () => (await state(job)) === 'dead')
      assert.match((await place.jobs.get(job))?.lastError ?? '', /send it again/)
      const body = jsonLines([findingLine(3), summaryLine(1)])
      const headers = { 'content-type': 'application/jsonl' }
      const url = `/api/v1/scans?product=joost&version=77&artefactSha256=${sha256}`
      assert.equal((await place.call('POST', url, { body, headers, as: owner })).status, 201)
      const again = await place.jobs.send('scan', payload, { retries: 0 })
      await until('it is done', async () => (await state(again)) === 'done')
    })
  })
}

suite('sqlite')
if (postgresMissing === undefined) suite('postgresql')
else test('uploads on postgresql', { skip: postgresMissing }, () => undefined)
