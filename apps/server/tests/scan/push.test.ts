import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { after, test } from 'node:test'
import { kinds } from '@foreseen/facts'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { root } from '../../../../tests/house.ts'
import { linesOf, pushLimits } from '../../src/scan/lines.ts'
import { takenRecord } from '../../src/scan/record.ts'
import { type Caller, textAt } from '../fixture.ts'
import { findingLine, jsonLines, pushOf, summaryLine } from '../records.ts'
import { openWorkplace } from '../workplace.ts'

const place = await openWorkplace()
after(() => place.close())
const { call } = place
const owner = await place.owner()
const made = await call('POST', '/api/v1/tokens', {
  body: { name: 'ci', scopes: ['push'], days: 1 },
  as: owner,
})
const ci: Caller = { headers: { authorization: `Bearer ${textAt(made, 'token')}` } }
const lines = { 'content-type': 'application/x-ndjson' }
const path = '/api/v1/scans?product=joost&version=0.9.1'
const push = (body: string, url = path) => call('POST', url, { body, headers: lines, as: ci })

test('a push is taken in once, and seen as release, objects and events', async () => {
  const first = await push(pushOf(3))
  assert.equal(first.status, 201, first.text)
  assert.equal(first.at('occurrences'), 3)
  const again = await push(pushOf(3))
  assert.equal(again.status, 200)
  assert.equal(again.at('changed'), false)
  assert.equal(again.at('scan'), first.at('scan'))
  // Identifiers sort by time, and the clock of the test stands.
  place.clock.ms += 1
  const other = await push(pushOf(4), `${path}&platform=linux-x64`)
  assert.notEqual(other.at('release'), first.at('release'))

  const releases = await call('GET', '/api/v1/releases', { as: owner })
  assert.equal(releases.at('items', 0, 'product', 'name'), 'joost')
  assert.equal(releases.at('items', 0, 'version'), '0.9.1')
  assert.equal(releases.at('items', 1, 'platform'), 'linux-x64')
  const release = await call('GET', `/api/v1/releases/${first.at('release')}`, { as: owner })
  assert.equal(release.at('scans', 0, 'findings'), 3)
  assert.equal(release.at('scans', 0, 'at'), '2026-11-23T00:00:00.000Z')
  const objects = await call('GET', '/api/v1/objects?query=HOST-2.example', { as: owner })
  assert.equal(objects.at('items', 0, 'subject'), 'CN=host-2.example.test')
  assert.equal(objects.at('items', 1), undefined)
  const events = await call('GET', '/api/v1/events?limit=500', { as: owner })
  const items = events.at('items')
  assert.ok(Array.isArray(items))
  const pushed = items.filter(({ kind }) => kind === 'scan.pushed')
  assert.equal(pushed.length, 2, 'the push that changed nothing is no event')
  assert.match(String(pushed[0]?.actor), /^token:tok_/)
})

test('a push that knows the release changes nothing else of it', async () => {
  const [product] = await place.ledger.releases.listProducts(place.organisation)
  const by = { organisation: place.organisation, actor: 'system' }
  const release = { product: product?.id ?? '', version: '2', platform: '', artefactSha256: '' }
  const more = { support: 'ended', updateHosts: ['update.example.test'] } as const
  const { id } = await place.ledger.releases.ensureRelease(by, { ...release, ...more })
  const pushed = await push(pushOf(1, 50), '/api/v1/scans?product=joost&version=2')
  assert.equal(pushed.at('release'), id)
  const kept = await place.ledger.releases.get(id)
  assert.equal(kept.support, 'ended')
  assert.deepEqual(kept.updateHosts, ['update.example.test'])
})

test('what is no whole push is refused, with the line, and nothing of it is stored', async () => {
  const url = '/api/v1/scans?product=refused&version=1'
  const refused: readonly (readonly [string, string, RegExp])[] = [
    ['', 'server-invalid', /body\/1.*summary/],
    [jsonLines([findingLine(1)]), 'server-invalid', /body\/2.*summary/],
    [jsonLines([findingLine(1), summaryLine(2)]), 'server-invalid', /body\/2.*counts/],
    [jsonLines([summaryLine(0), findingLine(1)]), 'server-invalid', /body\/2.*follow/],
    [`${jsonLines([findingLine(1)])}{`, 'server-bad-json', /Line 2/],
    [jsonLines([findingLine(1, { sha256: 'x' }), summaryLine(1)]), 'server-invalid', /body\/1.*sha256/],
    [jsonLines([findingLine(1, { path: 'a\0b' }), summaryLine(1)]), 'server-invalid', /body\/1.*path/],
    [
      jsonLines([findingLine(1, { kind: 'no-such-kind' }), summaryLine(1)]),
      'server-invalid',
      /body\/1.*kind/,
    ],
    ['[]\n', 'server-invalid', /body\/1/],
    ['"a"\nnull\n', 'server-invalid', /body\/1/],
  ]
  for (const [body, code, message] of refused) {
    const answer = await push(body, url)
    assert.equal(answer.at('code'), code, answer.text)
    assert.match(answer.text, message)
  }
  const products = await place.ledger.releases.listProducts(place.organisation)
  assert.ok(!products.some(({ name }) => name === 'refused'))
  const type = await call('POST', url, {
    body: '{}',
    headers: { 'content-type': 'application/json' },
    as: ci,
  })
  assert.equal(type.status, 415, type.text)
  const packed = await call('POST', url, {
    body: 'x',
    headers: { ...lines, 'content-encoding': 'gzip' },
    as: ci,
  })
  assert.equal(packed.status, 415, packed.text)
})

test('every kind and every form of the published schema is taken, and nothing else', () => {
  const schema = JSON.parse(readFileSync(join(root, 'docs/formats/findings.schema.json'), 'utf8'))
  const published = new Ajv2020({ strict: false }).compile(schema)
  const agree = (record: object, taken: boolean) => {
    assert.equal(published(record), taken, JSON.stringify(published.errors))
    assert.equal(
      typeof takenRecord(JSON.parse(JSON.stringify(record))) !== 'string',
      taken,
      JSON.stringify(record),
    )
  }
  for (const { id } of kinds) agree(findingLine(1, { kind: id }), true)
  agree(summaryLine(3), true)
  agree(
    findingLine(1, {
      type: 'pin',
      form: 'okhttp',
      digestAlgorithm: 'sha256',
      digest: 'aa',
      target: 'spki',
      expires: null,
    }),
    true,
  )
  const entries = [{ alias: 'a', kind: 'secret', created: null }]
  agree(findingLine(1, { type: 'keystore', format: 'jks', entries }), true)
  const unseen = {
    type: 'unseen',
    reason: 'sealed',
    code: 'scan-sealed',
    detail: 'x',
    path: 'a',
    offset: null,
  }
  agree({ ...unseen, schema: 'foreseen.findings/1' }, true)
  agree({ ...unseen, schema: 'foreseen.findings/2' }, false)
  agree(findingLine(1, { unknown: 1 }), false)
  agree(findingLine(1, { position: 'elsewhere' }), false)
})

async function collect(chunks: readonly Uint8Array[], limits = pushLimits): Promise<string[]> {
  const found: string[] = []
  for await (const line of linesOf(Readable.from(chunks), limits)) found.push(line)
  return found
}

test('lines are the same however the bytes arrive', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: 'grapheme' })), fc.array(fc.nat(40)), async (texts, cuts) => {
      const plain = texts.map(text => text.replaceAll('\n', ' '))
      const bytes = Buffer.from(plain.map(text => `${text}\n`).join(''))
      const chunks: Uint8Array[] = []
      let from = 0
      for (const cut of cuts) {
        chunks.push(bytes.subarray(from, from + cut))
        from += cut
      }
      chunks.push(bytes.subarray(from))
      assert.deepEqual(
        await collect(chunks),
        Buffer.from(plain.join('\n')).toString().split('\n').slice(0, plain.length),
      )
    }),
    { numRuns: 200 },
  )
})

test('a push is bounded in bytes, in lines, and in the length of a line', async () => {
  const limits = { bytes: 100, lineBytes: 20, lines: 3, bodyBytes: 100 }
  const refuses = (chunks: readonly string[], message: RegExp) =>
    assert.rejects(
      collect(
        chunks.map(text => Buffer.from(text)),
        limits,
      ),
      message,
    )
  await refuses(['a\n'.repeat(4)], /3 lines/)
  await refuses(['a'.repeat(10), 'a'.repeat(11)], /Line 1 is longer/)
  await refuses([`${'a'.repeat(21)}\n`], /Line 1 is longer/)
  await refuses(
    Array.from({ length: 11 }, () => ' '.repeat(9).concat('\n')),
    /lines|bytes/,
  )
  await refuses(
    [...Array.from({ length: 3 }, () => `${'a'.repeat(19)}\n`), 'a'.repeat(20), 'a'.repeat(30)],
    /Line 4 is longer|bytes/,
  )
  await assert.rejects(collect([Uint8Array.of(0xff, 10)]), /no UTF-8/)
  assert.deepEqual(await collect([Buffer.from('a\nb')]), ['a', 'b'])
})

test('a sender that goes away in the middle leaves nothing behind', async () => {
  await place.server.listen({ host: '127.0.0.1', port: 0 })
  const address = place.server.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const url = '/api/v1/scans?product=gone&version=1'
  const head = [`POST ${url} HTTP/1.1`, 'Host: localhost', `Authorization: ${ci.headers.authorization}`]
  const more = [
    'Content-Type: application/x-ndjson',
    'Content-Length: 100000',
    '',
    JSON.stringify(findingLine(1)),
  ]
  const ended = new Promise(resolve =>
    place.server.server.once('connection', socket => socket.once('close', resolve)),
  )
  const socket = connect(port, '127.0.0.1', () =>
    socket.write([...head, ...more].join('\r\n'), () => socket.destroy()),
  )
  await ended
  const products = await place.ledger.releases.listProducts(place.organisation)
  assert.ok(!products.some(({ name }) => name === 'gone'))
  assert.equal((await push(pushOf(2, 900))).status, 201, 'the place of the broken push is free again')
})

test('a streamed body may be slow, but not stand still', async () => {
  const slow = await openWorkplace({ limits: { bodyTimeoutMs: 200 } })
  const owner = await slow.owner()
  await slow.server.listen({ host: '127.0.0.1', port: 0 })
  const address = slow.server.server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const token = { name: 'ci', scopes: ['push'], days: 1 }
  const bearer = textAt(await slow.call('POST', '/api/v1/tokens', { body: token, as: owner }), 'token')
  const body = pushOf(1)
  const talk = (parts: number) =>
    new Promise<string>((resolve, reject) => {
      const head = [
        'POST /api/v1/scans?product=slow&version=1 HTTP/1.1',
        'Host: localhost',
        'Connection: close',
      ]
      const more = [
        `Authorization: Bearer ${bearer}`,
        'Content-Type: application/jsonl',
        `Content-Length: ${body.length}`,
      ]
      const socket = connect(port, '127.0.0.1', () => socket.write([...head, ...more, '', ''].join('\r\n')))
      const size = Math.ceil(body.length / 10)
      let sent = 0
      // Ten parts over more than the time that a body may stand still.
      const timer = setInterval(() => {
        if (sent === parts) return clearInterval(timer)
        socket.write(body.slice(sent * size, (sent + 1) * size))
        sent++
      }, 60)
      let text = ''
      socket.on('data', data => {
        text += data.toString()
      })
      socket.on('error', reject)
      socket.on('close', () => {
        clearInterval(timer)
        resolve(text)
      })
    })
  assert.match(await talk(10), /^HTTP\/1\.1 201 /)
  assert.match(await talk(3), /^HTTP\/1\.1 408 .*"server-slow"/s)
  await slow.close()
})

test('pages follow each other, and a cursor belongs to its list and filters', async () => {
  await push(pushOf(30, 500), '/api/v1/scans?product=paged&version=1')
  const seen: unknown[] = []
  let cursor = ''
  do {
    const page = await call('GET', `/api/v1/objects?limit=7${cursor === '' ? '' : `&cursor=${cursor}`}`, {
      as: owner,
    })
    const items = page.at('items')
    assert.ok(Array.isArray(items) && items.length <= 7)
    seen.push(...items.map(item => item.id))
    cursor = page.at('next') === null ? '' : textAt(page, 'next')
  } while (cursor !== '')
  assert.equal(new Set(seen).size, seen.length)
  assert.ok(seen.length >= 30)
  const first = await call('GET', '/api/v1/objects?limit=7', { as: owner })
  const next = textAt(first, 'next')
  for (const url of [
    `/api/v1/objects?kind=x&cursor=${next}`,
    `/api/v1/releases?cursor=${next}`,
    `/api/v1/objects?cursor=${next}x`,
    '/api/v1/objects?cursor=bm90',
  ])
    assert.equal((await call('GET', url, { as: owner })).at('code'), 'server-bad-cursor', url)
})

test('a page that has not changed is not sent again', async () => {
  const first = await call('GET', '/api/v1/releases', { as: owner })
  const etag = String(first.headers.etag)
  const again = await call('GET', '/api/v1/releases', {
    as: owner,
    headers: { 'if-none-match': `"x", W/${etag}` },
  })
  assert.equal(again.status, 304)
  assert.equal(again.text, '')
  await push(pushOf(1, 2000), '/api/v1/scans?product=joost&version=3')
  const changed = await call('GET', '/api/v1/releases', { as: owner, headers: { 'if-none-match': etag } })
  assert.equal(changed.status, 200)
})
