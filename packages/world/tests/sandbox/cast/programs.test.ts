/** Programs with path builders of their own take constrained chains: Java, Python, GnuTLS, Node. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, type TestContext, test } from 'node:test'
import { connect as connectTls, createServer } from 'node:tls'
import { openCast } from '../../../src/sandbox/cast/open-cast.ts'
import type { Cast } from '../../../src/sandbox/parts.ts'
import { writeJks } from '../../../src/sandbox/trust/jks.ts'
import { folder, host, needs, noMaterials, nowMs, scenarios, store } from './scene.ts'

const servers = new Map<string, { port: number; close: () => void }>()
let cast: Cast

async function serve(scenario: string): Promise<void> {
  const { chainPem, keyPem } = await cast.credentials({ scenario, serverName: 'localhost', shiftDays: 0 })
  const server = createServer({ cert: chainPem, key: keyPem }, socket => {
    socket.on('error', () => {})
    socket.end('HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}')
  })
  server.on('tlsClientError', () => {})
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  assert.ok(address !== null && typeof address === 'object')
  servers.set(scenario, { port: address.port, close: () => server.close() })
}

before(async () => {
  const hosts = [host('localhost'), host('127.0.0.1')]
  cast = await openCast({ hosts, scenarios, materials: noMaterials, hostRoots: [], nowMs })
  for (const id of ['baseline', 'crossed', 'cross-dropped', 'other-type']) await serve(id)
})

after(() => {
  for (const server of servers.values()) server.close()
})

/** Exit code and output of a program, environment empty but for the search path. */
function run(command: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise(resolve => {
    const env = { PATH: process.env.PATH }
    const child = execFile(command, args, { env, timeout: 60_000 }, (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? 1, output: `${stdout}\n${stderr}` })
    })
    child.stdin?.end()
  })
}

/** Scenario -> whether a client that trusts the old root alone connects. */
const expected = [
  ['baseline', true],
  ['crossed', true],
  ['other-type', true],
  ['cross-dropped', false],
] as const

async function check(client: (port: number, name: string) => Promise<{ code: number; output: string }>) {
  for (const [scenario, connects] of expected) {
    for (const name of ['localhost', '127.0.0.1']) {
      const { code, output } = await client(servers.get(scenario)?.port ?? 0, name)
      assert.equal(code === 0, connects, `${scenario} at ${name}: ${output}`)
    }
  }
}

function rootsFile(t: TestContext): string {
  const path = join(folder(t), 'roots.pem')
  writeFileSync(path, store(cast, 'old'))
  return path
}

test('Python', async t => {
  if (!needs(t, 'python3', 'python3')) return
  const roots = rootsFile(t)
  const program = [
    'import socket, ssl, sys',
    'context = ssl.create_default_context(cafile=sys.argv[1])',
    'raw = socket.create_connection(("127.0.0.1", int(sys.argv[2])))',
    'context.wrap_socket(raw, server_hostname=sys.argv[3]).recv(1)',
  ].join('\n')
  await check((port, name) => run('python3', ['-c', program, roots, String(port), name]))
})

test('GnuTLS', async t => {
  if (!needs(t, 'gnutls-cli', 'gnutls-bin')) return
  const roots = rootsFile(t)
  await check((port, name) =>
    run('gnutls-cli', ['--x509cafile', roots, '-p', String(port), '--verify-hostname', name, '127.0.0.1']),
  )
})

test('Java, with the store that is written for it', async t => {
  if (!needs(t, 'java', 'default-jre-headless')) return
  if (!needs(t, 'javac', 'default-jdk-headless')) return
  const dir = folder(t)
  const lines = [
    'public class Look { public static void main(String[] a) throws Exception {',
    '  for (String url : a) try { ((javax.net.ssl.HttpsURLConnection)',
    '    new java.net.URL(url).openConnection()).getResponseCode(); System.out.println("connected " + url); }',
    '  catch (javax.net.ssl.SSLHandshakeException e) { System.out.println("refused " + url + " " + e); }',
    '} }',
  ]
  writeFileSync(join(dir, 'Look.java'), lines.join('\n'))
  writeFileSync(join(dir, 'cacerts'), writeJks(cast.roots('old'), 'changeit', nowMs))
  const urls = expected.flatMap(([scenario]) =>
    ['localhost', '127.0.0.1'].map(name => `https://${name}:${servers.get(scenario)?.port}/`),
  )
  const trust = `-Djavax.net.ssl.trustStore=${join(dir, 'cacerts')}`
  const { output } = await run('java', [trust, join(dir, 'Look.java'), ...urls])
  const said = output.split('\n').filter(line => /^(connected|refused) /.test(line))
  const words = expected.flatMap(([, connects]) => Array(2).fill(connects ? 'connected' : 'refused'))
  assert.deepEqual(
    said.map(line => line.split(' ')[0]),
    words,
    output,
  )
})

test('Node', async () => {
  const ca = store(cast, 'old')
  await check(
    (port, name) =>
      new Promise(resolve => {
        const socket = connectTls({
          host: '127.0.0.1',
          port,
          ca,
          servername: name === 'localhost' ? name : '',
        })
        socket.on('secureConnect', () => resolve({ code: 0, output: '' }))
        socket.on('error', error => resolve({ code: 1, output: String(error) }))
        socket.resume()
      }),
  )
})
