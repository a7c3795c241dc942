import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { createHash, X509Certificate } from 'node:crypto'
import { createConnection } from 'node:net'
import { test } from 'node:test'
import { connect, createServer, type TlsOptions } from 'node:tls'
import { promisify } from 'node:util'
import { observeEndpoint, observeEndpoints } from '../../src/tls/observe.ts'
import { endpointOn, hexOf, listen, listenPlain, servedOf } from './loopback.ts'
import { issue, keyPem, toyChain } from './toy-chain.ts'

const quick = { nowMs: () => 1_795_000_000_000, timeoutMs: 10_000, retries: 0, sni: 'www.joost.test' }
const toys = await toyChain('www.joost.test')
const { root, intermediate, ecdsa, rsa } = toys
const onlyEcdsa = { key: await keyPem(ecdsa), cert: ecdsa.pem + intermediate.pem }
const both = {
  key: [await keyPem(ecdsa), await keyPem(rsa)],
  cert: [ecdsa.pem + intermediate.pem + root.pem, rsa.pem + intermediate.pem],
}

const versions: readonly [string, string, TlsOptions][] = [
  ['TLS 1.3', 'TLSv1.3', { minVersion: 'TLSv1.3' }],
  ['TLS 1.3, ChaCha20', 'TLSv1.3', { minVersion: 'TLSv1.3', ciphers: 'TLS_CHACHA20_POLY1305_SHA256' }],
  ['TLS 1.3, AES-128-GCM', 'TLSv1.3', { minVersion: 'TLSv1.3', ciphers: 'TLS_AES_128_GCM_SHA256' }],
  ['TLS 1.3, AES-128-CCM', 'TLSv1.3', { minVersion: 'TLSv1.3', ciphers: 'TLS_AES_128_CCM_SHA256' }],
  [
    'TLS 1.3, AES-128-CCM-8',
    'TLSv1.3',
    { minVersion: 'TLSv1.3', ciphers: 'TLS_AES_128_CCM_8_SHA256:ECDHE-ECDSA-AES128-GCM-SHA256:@SECLEVEL=0' },
  ],
  ['TLS 1.3, P-256', 'TLSv1.3', { minVersion: 'TLSv1.3', ecdhCurve: 'P-256' }],
  ['TLS 1.3, retry for P-384', 'TLSv1.3', { minVersion: 'TLSv1.3', ecdhCurve: 'P-384' }],
  ['TLS 1.3, retry for P-521', 'TLSv1.3', { minVersion: 'TLSv1.3', ecdhCurve: 'P-521' }],
  ['TLS 1.3, retry for X448', 'TLSv1.3', { minVersion: 'TLSv1.3', ecdhCurve: 'X448' }],
  [
    'TLS 1.3, client certificate wanted',
    'TLSv1.3',
    { minVersion: 'TLSv1.3', requestCert: true, rejectUnauthorized: true },
  ],
  ['TLS 1.2', 'TLSv1.2', { maxVersion: 'TLSv1.2' }],
  ['TLS 1.2, client certificate wanted', 'TLSv1.2', { maxVersion: 'TLSv1.2', requestCert: true }],
  ['TLS 1.0', 'TLSv1', { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' }],
]

for (const [name, protocol, options] of versions) {
  test(`both chains as sent: ${name}`, async t => {
    const port = await listen(t, createServer({ ...both, ...options }))
    const observations = await observeEndpoint(endpointOn(port), quick)
    assert.deepEqual(
      observations.map(seen => seen.keyType),
      ['ecdsa', 'rsa'],
    )
    const [first, second] = observations.map(servedOf)
    assert.equal(first?.protocol, protocol)
    assert.deepEqual(hexOf(first?.chain ?? []), hexOf([ecdsa, intermediate, root]))
    assert.deepEqual(hexOf(second?.chain ?? []), hexOf([rsa, intermediate]))
  })
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

test('digests are those of certificate, key and chain', async t => {
  const port = await listen(t, createServer(onlyEcdsa))
  const [observation] = await observeEndpoint(endpointOn(port), quick)
  const served = servedOf(observation)
  const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()
  const spki = new X509Certificate(ecdsa.der).publicKey.export({ type: 'spki', format: 'der' })
  assert.equal(served.chain[0]?.sha256, sha256(ecdsa.der).toString('hex'))
  assert.equal(served.chain[0]?.spkiSha256, sha256(spki).toString('hex'))
  const digests = Buffer.concat([sha256(ecdsa.der), sha256(intermediate.der)])
  assert.equal(served.chainSha256, sha256(digests).toString('hex'))
})

test('a server with one kind of key gives one record under that kind', async t => {
  const port = await listen(t, createServer(onlyEcdsa))
  const seen = await observeEndpoint(endpointOn(port), quick)
  assert.deepEqual(
    seen.map(({ keyType, sni, address, family }) => [keyType, sni, address, family]),
    [['ecdsa', 'www.joost.test', '127.0.0.1', 4]],
  )
  const only = { key: await keyPem(rsa), cert: rsa.pem }
  const rsaPort = await listen(t, createServer({ ...only, maxVersion: 'TLSv1.2' }))
  assert.deepEqual(
    (await observeEndpoint(endpointOn(rsaPort), quick)).map(({ keyType }) => keyType),
    ['rsa'],
  )
})

test('an Ed25519 leaf is seen', async t => {
  const leaf = await issue('ed.joost.test', 'ed25519', intermediate)
  const port = await listen(t, createServer({ key: await keyPem(leaf), cert: leaf.pem }))
  const [observation] = await observeEndpoint(endpointOn(port), quick)
  assert.deepEqual(hexOf(servedOf(observation).chain), hexOf([leaf]))
})

test('keys and groups that few servers have are found by the last, widest hello', async t => {
  const kem = await listen(
    t,
    createServer({ ...onlyEcdsa, minVersion: 'TLSv1.3', ecdhCurve: 'X25519MLKEM768' }),
  )
  const [observation, ...others] = await observeEndpoint(endpointOn(kem), quick)
  assert.deepEqual(hexOf(servedOf(observation).chain), hexOf([ecdsa, intermediate]))
  assert.equal(observation?.keyType, 'any')
  assert.equal(others.length, 0)
})

test('Brainpool leaves and groups are seen', async t => {
  if (spawnSync('openssl', ['version']).status !== 0) return t.skip('needs openssl: apt-get install openssl')
  const make = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:brainpoolP256r1', '-nodes']
  const made = spawnSync('openssl', [...make, '-keyout', '-', '-subj', '/CN=brainpool.joost.test'])
  const pem = made.stdout.toString('latin1')
  const options = { key: pem, cert: pem, ecdhCurve: 'brainpoolP256r1:P-256' }
  const port = await listen(t, createServer({ ...options, maxVersion: 'TLSv1.2' }))
  const [observation] = await observeEndpoint(endpointOn(port), quick)
  assert.equal(servedOf(observation).chain[0]?.sha256, digestOf(new X509Certificate(pem).raw))
})

test('order, strangers, doubles and gaps stay as the server sends them', async t => {
  const stranger = await issue('Stranger', 'ecdsa', undefined, true)
  const sent = [ecdsa, root, stranger, intermediate, intermediate]
  const port = await listen(t, createServer({ key: onlyEcdsa.key, cert: sent.map(toy => toy.pem).join('') }))
  for (const observation of await observeEndpoint(endpointOn(port), quick)) {
    assert.deepEqual(hexOf(servedOf(observation).chain), hexOf(sent))
  }
})

test('a chain of a thousand certificates is a chain', async t => {
  const cert = ecdsa.pem + Array.from({ length: 999 }, () => intermediate.pem).join('')
  for (const options of [{ minVersion: 'TLSv1.3' }, { maxVersion: 'TLSv1.2' }] as const) {
    const port = await listen(t, createServer({ key: onlyEcdsa.key, cert, ...options }))
    const [observation] = await observeEndpoint(endpointOn(port), quick)
    assert.equal(servedOf(observation).chain.length, 1000)
  }
})

test('the name asked for decides, and an address asks for none', async t => {
  const other = await issue('other.joost.test', 'ecdsa', intermediate)
  const server = createServer(onlyEcdsa)
  server.addContext('other.joost.test', { key: await keyPem(other), cert: other.pem })
  const port = await listen(t, server)
  const leafFor = async (sni: string | undefined) => {
    const [observation] = await observeEndpoint(endpointOn(port), { ...quick, sni })
    return [observation?.sni, ...hexOf(servedOf(observation).chain.slice(0, 1))]
  }
  assert.deepEqual(await leafFor('other.joost.test'), ['other.joost.test', ...hexOf([other])])
  assert.deepEqual(await leafFor('www.joost.test'), ['www.joost.test', ...hexOf([ecdsa])])
  assert.deepEqual(await leafFor(undefined), ['', ...hexOf([ecdsa])])
})

test('a stapled response is said to be there, in either version', async t => {
  const response = Buffer.of(0x30, 0x03, 0x0a, 0x01, 0x03)
  for (const options of [{ minVersion: 'TLSv1.3' }, { maxVersion: 'TLSv1.2' }] as const) {
    const server = createServer({ ...onlyEcdsa, ...options })
    server.on('OCSPRequest', (_certificate, _issuer, answer) => answer(null, response))
    const port = await listen(t, server)
    const [observation] = await observeEndpoint(endpointOn(port), quick)
    assert.deepEqual(servedOf(observation).staple, { present: true, status: 'tryLater', sizeBytes: 5 })
  }
  const bare = await listen(t, createServer(onlyEcdsa))
  const [observation] = await observeEndpoint(endpointOn(bare), quick)
  assert.deepEqual(servedOf(observation).staple, { present: false })
})

test('ALPN is recorded, and a server that knows other protocols only is still read', async t => {
  const h2 = await listen(t, createServer({ ...onlyEcdsa, ALPNProtocols: ['h2'] }))
  const [first] = await observeEndpoint(endpointOn(h2), quick)
  assert.equal(servedOf(first).alpn, 'h2')
  const mqtt = await listen(t, createServer({ ...onlyEcdsa, ALPNProtocols: ['mqtt'] }))
  const [second] = await observeEndpoint(endpointOn(mqtt), quick)
  assert.equal(servedOf(second).alpn, '')
})

test('every address of a name is looked at, in order, each once', async t => {
  const port = await listen(t, createServer(onlyEcdsa))
  const lookup = async () => [
    { address: '127.0.0.1', family: 4 },
    { address: '127.0.0.2', family: 4 },
    { address: '127.0.0.1', family: 4 },
  ]
  const endpoint = endpointOn(port, 'none', 'www.joost.test')
  const options = { nowMs: () => 7, retries: 0, timeoutMs: 5000, lookup }
  const seen = await observeEndpoints([endpoint], options)
  assert.deepEqual(
    seen.map(({ address, sni, atMs }) => [address, sni, atMs]),
    [
      ['127.0.0.1', 'www.joost.test', 7],
      ['127.0.0.2', 'www.joost.test', 7],
    ],
  )
  const given = await observeEndpoints([endpoint], { ...options, addresses: ['127.0.0.1'] })
  assert.deepEqual(
    given.map(({ address }) => address),
    ['127.0.0.1'],
  )
})

test('the system resolver and IPv6', async t => {
  const server = createServer(onlyEcdsa)
  let port = 0
  try {
    port = await listen(t, server, '::1')
  } catch {
    return t.skip('needs an IPv6 loopback address')
  }
  const [observation] = await observeEndpoint(endpointOn(port, 'none', '::1'), quick)
  assert.deepEqual([observation?.address, observation?.family], ['::1', 6])
  const seen = await observeEndpoint(endpointOn(port, 'none', 'localhost'), {
    ...quick,
    sni: 'www.joost.test',
  })
  const six = seen.filter(({ family }) => family === 6)
  for (const each of six) assert.deepEqual(hexOf(servedOf(each).chain), hexOf([ecdsa, intermediate]))
  assert.ok(seen.length > 0)
})

test('a failure that may pass is tried again', async t => {
  const server = createServer(onlyEcdsa)
  const tlsPort = await listen(t, server)
  let connections = 0
  const front = await listenPlain(t, socket => {
    connections += 1
    if (connections === 1) return
    const back = createConnection(tlsPort, '127.0.0.1')
    back.on('error', () => {})
    socket.on('close', () => back.destroy())
    socket.pipe(back).pipe(socket)
  })
  const [observation] = await observeEndpoint(endpointOn(front), { ...quick, timeoutMs: 700, retries: 3 })
  assert.equal(servedOf(observation).chain.length, 2)
})

test('a server name that no hello can carry is refused before anything is sent', async () => {
  for (const sni of ['a'.repeat(300), "x' y", 'b\u00fccher.test']) {
    await assert.rejects(observeEndpoint(endpointOn(1), { ...quick, sni }), RangeError)
  }
})

test('node:tls sees the same leaf', async t => {
  const port = await listen(t, createServer(onlyEcdsa))
  const [observation] = await observeEndpoint(endpointOn(port), quick)
  const raw = await new Promise<Buffer>((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().raw)
      socket.destroy()
    })
    socket.on('error', reject)
  })
  assert.equal(raw.toString('hex'), hexOf(servedOf(observation).chain)[0])
})

test('openssl s_client shows the same chain in the same order', async t => {
  if (spawnSync('openssl', ['version']).status !== 0) return t.skip('needs openssl: apt-get install openssl')
  const sent = [ecdsa, root, intermediate]
  const port = await listen(t, createServer({ key: onlyEcdsa.key, cert: sent.map(toy => toy.pem).join('') }))
  const [observation] = await observeEndpoint(endpointOn(port), quick)
  const running = promisify(execFile)('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, '-showcerts'])
  running.child.stdin?.end()
  const { stdout } = await running
  const shown = stdout.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  assert.deepEqual(
    hexOf(shown.map(pem => ({ der: new X509Certificate(pem).raw }))),
    hexOf(servedOf(observation).chain),
  )
})
