import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { onBothEngines } from '../../../../packages/ledger/tests/engines.ts'
import type { RawServerOptions } from '../../src/http/options.ts'
import { StartFailure } from '../../src/http/refusal.ts'
import { serve } from '../../src/serve/serve.ts'
import { freshDatabaseUrl } from '../database.ts'
import { cheap, password, valueAt } from '../fixture.ts'

const root = mkdtempSync(join(tmpdir(), 'foreseen-serve-'))
after(() => rmSync(root, { recursive: true, force: true }))

/** The database of each data directory: whoever starts there again finds what was there. */
const databases = new Map<string, ReturnType<typeof freshDatabaseUrl>>()

function databaseOf(data: string): ReturnType<typeof freshDatabaseUrl> {
  const database = databases.get(data) ?? freshDatabaseUrl()
  databases.set(data, database)
  return database
}

async function start(data: string, server: RawServerOptions = {}, databaseUrl?: string) {
  const lines: string[] = []
  const running = await serve({
    data: join(root, data),
    port: 0,
    version: '0.0.0-test',
    ...(databaseUrl === undefined ? await databaseOf(data) : { databaseUrl }),
    print: line => void lines.push(line),
    server: { logLevel: 'silent', passwords: cheap, ...server },
  })
  return { ...running, lines }
}

const linkIn = (lines: readonly string[]): string =>
  /#\/setup\/([\w-]{43})$/m.exec(lines.join('\n'))?.[1] ?? ''

async function makeOwner(url: string, link: string): Promise<string> {
  const response = await fetch(`${url}/api/v1/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ link, email: 'o@example.test', name: 'O', password }),
  })
  assert.equal(response.status, 200, await response.clone().text())
  return response.headers.get('set-cookie')?.split(';')[0] ?? ''
}

const whoAsks = async (url: string, cookie: string): Promise<unknown> => {
  const response = await fetch(`${url}/api/v1/session`, { headers: { cookie } })
  return valueAt(await response.json(), ['person', 'email'])
}

test('the first start prints a link, is ready, and keeps what it knows in a directory of its owner', async () => {
  const running = await start('first')
  assert.match(running.url, /^http:\/\/127\.0\.0\.1:\d+$/)
  assert.equal(statSync(join(root, 'first')).mode & 0o777, 0o700)
  const ready = await fetch(`${running.url}/readyz`)
  assert.deepEqual(await ready.json(), {
    ready: true,
    checks: ['ledger', 'schema', 'jobs'].map(name => ({ name, ready: true })),
  })
  const cookie = await makeOwner(running.url, linkIn(running.lines))
  assert.equal(await whoAsks(running.url, cookie), 'o@example.test')
  await running.close()
  await running.close()
  const again = await start('first')
  assert.equal(linkIn(again.lines), '', 'there is an owner, so there is no link')
  assert.equal(await whoAsks(again.url, cookie), 'o@example.test')
  await again.close()
})

onBothEngines('serving', fresh => {
  test(`${fresh.name}: ready, an owner, a session, and an end`, async () => {
    // A file in the data directory has no URL.
    const databaseUrl = fresh.name === 'postgresql' ? await fresh.address() : undefined
    const running = await start(`on-${fresh.name}`, {}, databaseUrl)
    const ready = await fetch(`${running.url}/readyz`)
    assert.equal(ready.status, 200, await ready.text())
    const cookie = await makeOwner(running.url, linkIn(running.lines))
    assert.equal(await whoAsks(running.url, cookie), 'o@example.test')
    await running.close()
  })
})

test('kill -9 loses no session', async () => {
  const child = await startChild('killed')
  const cookie = await makeOwner(child.url, linkIn(child.lines))
  child.process.kill('SIGKILL')
  await once(child.process, 'exit')
  const next = await startChild('killed')
  assert.equal(await whoAsks(next.url, cookie), 'o@example.test')
  next.process.kill('SIGKILL')
  await once(next.process, 'exit')
})

async function startChild(data: string): Promise<{ process: ChildProcess; url: string; lines: string[] }> {
  const file = fileURLToPath(new URL('child.ts', import.meta.url))
  const { databaseUrl = '' } = await databaseOf(data)
  const argv = ['--conditions=foreseen-source', file, join(root, data), databaseUrl]
  const child = spawn(process.execPath, argv, {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  return { process: child, ...JSON.parse(String(line)) }
}

test('what cannot be started says why', async () => {
  const file = join(root, 'file')
  writeFileSync(file, '')
  const refused = (options: object, code: string) =>
    assert.rejects(
      serve({ data: join(root, 'x'), version: '0', print: () => {}, ...options }),
      (error: unknown) => error instanceof StartFailure && error.code === code,
    )
  await refused({ data: join(file, 'below') }, 'server-data-directory')
  await refused({ port: 70_000 }, 'server-bad-option')
  await refused({ server: { limits: { streams: 0 } } }, 'server-bad-option')
  const running = await start('busy')
  await refused(
    { data: join(root, 'other'), port: running.port, server: { logLevel: 'silent' } },
    'server-cannot-listen',
  )
  await running.close()
})

/** Everything that the server sends until it ends the connection. */
function conversation(port: number, send: (socket: ReturnType<typeof connect>) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => send(socket))
    let text = ''
    socket.on('data', data => {
      text += data.toString('latin1')
    })
    socket.on('close', () => resolve(text))
    socket.on('error', reject)
  })
}

test('bytes that are no request, endless headers and slow senders are answered and hung up on', async () => {
  const running = await start('sockets', {
    limits: { headersTimeoutMs: 300, bodyTimeoutMs: 500, headerBytes: 4096 },
  })
  const noRequest = await conversation(running.port, socket =>
    socket.write('\x16\x03\x01\x02\x00\x01\r\n\r\n'),
  )
  assert.match(noRequest, /^HTTP\/1\.1 400 .*application\/problem\+json.*"server-bad-http"/s)
  const endless = await conversation(running.port, socket =>
    socket.write(`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'a'.repeat(8000)}\r\n\r\n`),
  )
  assert.match(endless, /^HTTP\/1\.1 431 .*"server-headers-large"/s)
  const slow = await conversation(running.port, socket =>
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n'),
  )
  assert.match(slow, /^HTTP\/1\.1 408 .*"server-slow"/s)
  const slowBody = await conversation(running.port, socket =>
    socket.write(
      'POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{',
    ),
  )
  assert.match(slowBody, /^HTTP\/1\.1 408 .*"server-slow"/s)
  await running.close()
})

test('a host of elsewhere does not reach a loopback server', async () => {
  const running = await start('rebound')
  const text = await conversation(running.port, socket =>
    socket.write('GET /healthz HTTP/1.1\r\nHost: evil.test\r\nConnection: close\r\n\r\n'),
  )
  assert.match(text, /^HTTP\/1\.1 421 /)
  await running.close()
})
