/** `foreseen observe` against a real TLS server on loopback, and against what is none. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { createServer as createPlain, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createServer } from 'node:tls'
import { fixturePem, toyPem } from '../../../tests/fixture-ca/read.ts'
import { foreseen, tempFolder } from './run.ts'
import { schemaErrors } from './schema.ts'

const at = ['--at', '2026-11-22']

/** Ends a server with all its connections: a client that only looks leaves some half open. */
function endWith(t: TestContext, server: Server): void {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => sockets.add(socket))
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
}

async function serve(t: TestContext): Promise<string> {
  const server = createServer({
    cert: fixturePem('leaf') + fixturePem('intermediate-1'),
    key: toyPem('leaf'),
  })
  server.on('tlsClientError', () => undefined)
  server.on('secureConnection', socket => socket.on('error', () => undefined))
  endWith(t, server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return `www.joost.test:${typeof address === 'object' ? address?.port : ''}`
}

test('a sentence, the chain as sent, and 0', async t => {
  const endpoint = await serve(t)
  const ran = await foreseen(['observe', endpoint, '--address', '127.0.0.1', ...at])
  const [answer = ''] = ran.stdout.split('\n\n')
  assert.equal(
    answer.replace(/\s+/g, ' '),
    `${endpoint} serves a certificate for www.joost.test that ends on 2026-12-18 (in 26 days).`,
  )
  assert.match(
    ran.stdout,
    / {2}1 {2}CN=www\.joost\.test\n {5}issued by O=Foreseen Fixtures,CN=Fixture Intermediate 1\n {5}ECDSA P-256, ends 2026-12-18 \(in 26 days\)\n {5}sha256 278a612d1cd2\.\.\.7e54\n {2}2 {2}/,
  )
  for (const line of ran.stdout.split('\n')) assert.ok(line.length <= 80, line)
  assert.equal(ran.code, 0)
})

test('JSON is of its schema, and holds what was sent', async t => {
  const endpoint = await serve(t)
  const ran = await foreseen(['observe', endpoint, '--address', '127.0.0.1', '--json', ...at])
  const document = JSON.parse(ran.stdout)
  assert.deepEqual(schemaErrors('observations', document), [])
  assert.equal(document.observations[0].outcome.chain.length, 2)
  assert.equal(document.observations[0].at, '2026-11-22T00:00:00Z')
})

test('--within asks for an end: 1 inside, 0 outside', async t => {
  const endpoint = await serve(t)
  const code = async (days: string): Promise<number> =>
    (await foreseen(['observe', endpoint, '--address', '127.0.0.1', '--within', days, ...at])).code
  assert.deepEqual(await Promise.all([code('30'), code('10')]), [1, 0])
})

test('what is not TLS, refused or without an address: a sentence with code and remedy, and 2', async t => {
  const plain = createPlain(socket => {
    socket.on('error', () => undefined)
    socket
      .once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
      .once('end', () => socket.destroy())
  })
  endWith(t, plain)
  plain.listen(0, '127.0.0.1')
  await once(plain, 'listening')
  const address = plain.address()
  const port = typeof address === 'object' ? address?.port : 0
  const spoken = await foreseen(['observe', `127.0.0.1:${port}`, '--retries', '0', '--json'])
  plain.close()
  assert.equal(spoken.code, 2)
  assert.deepEqual(schemaErrors('observations', JSON.parse(spoken.stdout)), [])
  assert.match(spoken.stdout, /"code": "tls-not-tls"/)
  const refused = await foreseen(['observe', `127.0.0.1:${port}`, '--retries', '0'])
  assert.equal(refused.code, 2)
  assert.match(
    refused.stdout,
    /could not be observed\.\n\nCould not look:\n {2}127\.0\.0\.1: .*\[tls-refused\]/,
  )
  assert.match(refused.stdout.replace(/\s+/g, ' '), /Check the port and that the service runs\./)
})

test('a file stands in for an endpoint', async t => {
  const dir = tempFolder(t)
  writeFileSync(join(dir, 'next.pem'), fixturePem('leaf-rekeyed') + fixturePem('intermediate-1'))
  const ran = await foreseen(['observe', 'www.joost.test', '--served', 'next.pem', ...at], dir)
  assert.equal(ran.code, 0)
  assert.match(
    ran.stdout.replace(/\s+/g, ' '),
    /^www\.joost\.test:443 is to serve \(from the file given\) a certificate for www\.joost\.test that ends on 2027-06-18/,
  )
  const none = await foreseen(['observe', 'www.joost.test', '--served', 'none.pem', ...at], dir)
  assert.equal(none.code, 2)
  assert.match(
    none.stderr,
    /cannot read --served none\.pem: there is no such file or folder\. \[cli-cannot-read\]/,
  )
})
