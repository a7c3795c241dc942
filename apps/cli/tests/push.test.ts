/** `--push` of scan and observe, against a real server on loopback. */
import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { issue, type Toy } from '../../../tests/fixture-ca/issue.ts'
import { parseScan } from '../src/options/scan.ts'
import { push } from '../src/push/push.ts'
import { openPushServer, type PushServer } from './push-fixture.ts'
import { foreseen, tempFolder } from './run.ts'

let server: PushServer
before(async () => {
  server = await openPushServer()
})
after(() => server.close())

const toy = (name: string): Toy => ({
  name,
  key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
})
const pem = (der: Uint8Array): string =>
  `-----BEGIN CERTIFICATE-----\n${(
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  ).join('\n')}\n-----END CERTIFICATE-----\n`

async function certificate(subject: string, own: Toy, dnsNames: readonly string[] = []) {
  const notBefore = new Date(Date.UTC(2026, 0, 1))
  const notAfter = new Date(Date.UTC(2036, 0, 1))
  const order = { subject, toy: own, issuer: { subject, toy: own }, notBefore, notAfter }
  return pem(await issue({ ...order, serial: '1234', ca: dnsNames.length === 0, dnsNames }))
}

const pushing = (): string[] => ['--push', server.url, '--token-file', server.tokenFile]

test('a scan is pushed with its bytes, and the second time nothing is new', async t => {
  const dir = tempFolder(t)
  mkdirSync(join(dir, 'dist'))
  const [own, text] = [toy('a'), await certificate('CN=a.example.org', toy('a'))]
  writeFileSync(join(dir, 'dist/one.pem'), text)
  writeFileSync(join(dir, 'dist/two.pem'), text)
  writeFileSync(join(dir, 'dist/key.pem'), own.key.export({ type: 'pkcs8', format: 'pem' }))
  const words = ['scan', 'dist', ...pushing(), '--product', 'joost', '--release', '0.9.1']
  const first = await foreseen(words, dir)
  assert.equal(first.code, 0, first.stderr)
  assert.match(first.stderr, /^pushed: 3 places of 2 objects, new$/m)
  const again = await foreseen([...words, '--json'], dir)
  assert.match(again.stderr, /^pushed: nothing new$/m)
  assert.doesNotThrow(() => JSON.parse(again.stdout))
  const [release] = (await server.get('/releases?query=joost%200.9.1')).items
  assert.equal(release?.version, '0.9.1')
  const [object] = (await server.get('/objects?query=a.example.org')).items
  const whole = await server.get(`/objects/${object?.id}`)
  assert.equal(whole.certificate?.pem, text)
  const [key] = (await server.get('/objects?type=private-key')).items
  const bare = await server.get(`/objects/${key?.id}`)
  assert.equal(bare.certificate, null)
})

test('the digest of one file goes with it, and a token of the environment is taken', async t => {
  const dir = tempFolder(t)
  writeFileSync(join(dir, 'app.bin'), await certificate('CN=b.example.org', toy('b')))
  const words = [
    'scan',
    'app.bin',
    '--push',
    server.url,
    '--product',
    'b',
    '--release',
    '1',
    '--platform',
    'x',
  ]
  const pushed = await foreseen(words, dir, { FORESEEN_TOKEN: server.token })
  assert.equal(pushed.code, 0, pushed.stderr)
  const [release] = (await server.get('/releases?query=b%201%20x')).items
  assert.match(String(release?.artefactSha256), /^[0-9a-f]{64}$/)
})

test('what the server refuses is told in its words, with 2', async t => {
  const dir = tempFolder(t)
  writeFileSync(join(dir, 'a'), 'x')
  writeFileSync(join(dir, 'token'), `fsn_${'a'.repeat(40)}\n`)
  const words = ['scan', 'a', '--push', server.url, '--product', 'joost', '--release', '1']
  const refused = await foreseen([...words, '--token-file', 'token'], dir)
  assert.equal(refused.code, 2)
  assert.match(refused.stderr, /server-unauthenticated/)
  assert.ok(!refused.stderr.includes('a'.repeat(40)), 'the token is not shown')
  const long = await foreseen(
    ['scan', 'a', ...pushing(), '--product', 'x'.repeat(201), '--release', '1'],
    dir,
  )
  assert.equal(long.code, 2)
  assert.match(long.stderr, /refused: .*query\/product/)
})

test('what is typed wrongly is said before anything is scanned', () => {
  const problems = (raw: object, env = {}) => {
    const read = parseScan(['a'], raw as Record<string, unknown>, 0, env)
    return read.ok ? [] : read.problems.map(({ code }) => code)
  }
  const env = { FORESEEN_TOKEN: `fsn_${'b'.repeat(40)}` }
  const of = { product: 'a', release: '1' }
  assert.deepEqual(problems({ push: 'https://x.test', ...of }, env), [])
  assert.deepEqual(problems({ push: 'http://127.0.0.1:1', ...of }, env), [])
  assert.deepEqual(problems({ push: 'http://x.test', ...of }, env), ['push-clear-text'])
  assert.deepEqual(problems({ push: 'ftp://x', ...of }, env), ['push-bad-server'])
  assert.deepEqual(problems({ push: 'https://x.test/a', ...of }, env), ['push-bad-server'])
  assert.deepEqual(problems({ push: 'https://x.test', ...of }), ['push-missing-token'])
  assert.deepEqual(problems({ push: 'https://x.test', ...of }, { FORESEEN_TOKEN: 'secret word' }), [
    'push-bad-token',
  ])
  assert.deepEqual(problems({ push: 'https://x.test', product: 'a' }, env), ['push-missing-release'])
  assert.deepEqual(problems({ product: 'a', release: '1' }, env), [
    'push-without-server',
    'push-without-server',
  ])
})

test('observations are pushed, and again they are nothing new', async t => {
  const dir = tempFolder(t)
  writeFileSync(join(dir, 'chain.pem'), await certificate('CN=c.example.org', toy('c'), ['c.example.org']))
  const words = ['observe', 'c.example.org', '--served', 'chain.pem', '--at', '2026-11-20T00:00:00Z']
  const first = await foreseen([...words, ...pushing()], dir)
  assert.equal(first.code, 0, first.stderr)
  assert.match(first.stderr, /^pushed: 1 look of 1 saw something new$/m)
  const again = await foreseen([...words, ...pushing()], dir)
  assert.match(again.stderr, /^pushed: nothing new/m)
})

test('a server that nobody knows is not trusted, and one of a given CA is', async t => {
  const dir = tempFolder(t)
  const own = toy('s')
  const cert = await certificate('CN=localhost', own, ['localhost'])
  const seen: string[] = []
  const tls = createTlsServer(
    { key: own.key.export({ type: 'pkcs8', format: 'pem' }), cert },
    (request, reply) => {
      seen.push(String(request.headers.authorization))
      reply.writeHead(201, { 'content-type': 'application/json' }).end('{"changed":true}')
    },
  )
  await new Promise<void>(resolve => tls.listen(0, '127.0.0.1', resolve))
  t.after(() => tls.close())
  const address = tls.address()
  const url = `https://localhost:${typeof address === 'object' ? address?.port : 0}`
  const sent = { path: '/scans', type: 'a/b', body: () => ['x'] }
  const target = { server: url, token: 'fsn_x', serverCa: '' }
  await assert.rejects(push(target, sent, { isRepeatable: true }), { code: 'push-untrusted' })
  assert.deepEqual(seen, [], 'the token went nowhere')
  assert.deepEqual(await push({ ...target, serverCa: cert }, sent, { isRepeatable: true }), { changed: true })
  assert.ok(dir)
})

test('what passes by itself is tried again, and what may have been done is not unless it may', async t => {
  const answers: ((reply: import('node:http').ServerResponse) => void)[] = []
  let count = 0
  const http = createServer((request, reply) => {
    request.resume()
    request.on('end', () => answers[count++]?.(reply))
  })
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve))
  t.after(() => http.close())
  const address = http.address()
  const server = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`
  const target = { server, token: 'fsn_x', serverCa: '' }
  const sent = { path: '/x', type: 'a/b', body: () => ['x'] }
  const waited: number[] = []
  const pause = async (ms: number) => void waited.push(ms)
  const run = async (list: typeof answers, isRepeatable: boolean) => {
    answers.splice(0, answers.length, ...list)
    count = 0
    return await push(target, sent, { isRepeatable, pause })
  }
  const busy: (typeof answers)[number] = reply =>
    reply
      .writeHead(503, { 'content-type': 'application/problem+json', 'retry-after': '3' })
      .end('{"code":"server-busy","detail":"later"}')
  const good: (typeof answers)[number] = reply => reply.writeHead(200).end('{"changed":false}')
  const gone: (typeof answers)[number] = reply => reply.destroy()
  assert.deepEqual(await run([busy, gone, good], true), { changed: false })
  assert.deepEqual(waited, [3000, 2000])
  await assert.rejects(run([gone, good], false), { code: 'push-unreachable' })
  assert.equal(count, 1)
  assert.deepEqual(await run([busy, good], false), { changed: false })
  await assert.rejects(run([busy, busy, busy, busy], true), { code: 'server-busy' })
  const asksMuch: (typeof answers)[number] = reply =>
    reply.writeHead(503, { 'retry-after': '600' }).end('{"code":"server-busy","detail":"later"}')
  await assert.rejects(run([asksMuch], true), { code: 'server-busy' })
  await assert.rejects(run([reply => reply.writeHead(404).end('<html>')], true), { code: 'push-no-answer' })
  await assert.rejects(
    push({ ...target, server: 'http://127.0.0.1:1' }, sent, { isRepeatable: false, pause }),
    { code: 'push-unreachable' },
  )
})
