/** Real clients through the stage's proxy: what they did is told in the order in which it happened. */
import assert from 'node:assert/strict'
import { createHash, X509Certificate } from 'node:crypto'
import { join } from 'node:path'
import { test } from 'node:test'
import type { WireEvent } from '@foreseen/facts'
import { fixturePem, toyPem } from '../../../../../tests/fixture-ca/read.ts'
import { fixtureHost, host, kindsOf, rootPem } from './fake-cast.ts'
import { folder, missing, runByProxy, stageFor } from './rehearsal-stage.ts'

const noCurl = missing('curl', 'curl')
const noOpenssl = missing('openssl', 'openssl')

function only<Kind extends WireEvent['kind']>(
  events: readonly WireEvent[],
  kind: Kind,
): Extract<WireEvent, { kind: Kind }> {
  const found = events.filter((event): event is Extract<WireEvent, { kind: Kind }> => event.kind === kind)
  assert.equal(found.length, 1, `${kind} in ${kindsOf(events).join(' ')}`)
  return found[0] ?? assert.fail()
}

test('a request arrives over HTTP/1.1 and over HTTP/2, as the host offers', { skip: noCurl }, async t => {
  const dir = folder(t, { 'index.html': 'found' })
  const hosts = [host(443, { alpn: ['h2', 'http/1.1'] })]
  const { stage, cast } = await stageFor(t, { hosts, answersDir: dir })
  for (const [flag, alpn] of [
    ['--http1.1', 'http/1.1'],
    ['--http2', 'h2'],
  ] as const) {
    const args = ['-sS', '-k', flag, '-x', 'PROXY', '-A', 'joost/0.9', `https://${fixtureHost}/?token=1`]
    const { code, output, events } = await runByProxy(stage, 'curl', args)
    assert.deepEqual([code, output], [0, 'found'])
    // Whoever has its answer may end by a reset, which arrives or not.
    const kinds = kindsOf(events).filter(kind => kind !== 'broke')
    assert.deepEqual(kinds, ['opened', 'hello', 'secured', 'data', 'request', 'closed'])
    assert.equal(only(events, 'secured').alpn, alpn)
    assert.equal(only(events, 'secured').resumed, false)
    const { method, path, agent } = only(events, 'request')
    assert.deepEqual([method, path, agent], ['GET', '/', 'joost/0.9'])
    const { host: name, rehearsed, version } = only(events, 'hello')
    assert.deepEqual([name, rehearsed, version], [fixtureHost, true, 'TLSv1.3'])
    assert.ok(only(events, 'closed').bytes >= only(events, 'data').bytes)
  }
  assert.deepEqual([...new Set(cast.asked)], [`baseline ${fixtureHost} 0`])
  assert.equal(cast.asked.length, 1, 'credentials are asked for once')
})

test('a refusal carries the alert that the client sent', { skip: noCurl }, async t => {
  const { stage } = await stageFor(t)
  for (const most of ['1.2', '1.3']) {
    const args = ['-sS', '--tls-max', most, '-x', 'PROXY', `https://${fixtureHost}/`]
    const { code, events } = await runByProxy(stage, 'curl', args)
    assert.equal(code, 60)
    assert.deepEqual(kindsOf(events), ['opened', 'hello', 'refused', 'closed'])
    assert.equal(only(events, 'refused').alert, 48)
    assert.equal(only(events, 'closed').bytes, 0)
  }
})

test('a pin checked after the handshake shows as closed without a byte', { skip: noCurl }, async t => {
  const { stage } = await stageFor(t)
  const pin = createHash('sha256')
    .update(new X509Certificate(fixturePem('leaf')).publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64')
  const args = ['-sS', '-k', '--pinnedpubkey', `sha256//${pin}`, '-x', 'PROXY', `https://${fixtureHost}/`]
  assert.equal((await runByProxy(stage, 'curl', args)).code, 0)
  const { code, events } = await runByProxy(stage, 'curl', args, '', 'rekeyed')
  assert.equal(code, 90)
  const kinds = kindsOf(events).filter(kind => kind !== 'broke')
  assert.deepEqual(kinds, ['opened', 'hello', 'secured', 'closed'])
  assert.equal(only(events, 'closed').bytes, 0)
})

test('other hosts are answered and not judged; requests without TLS too', { skip: noCurl }, async t => {
  const { stage, cast } = await stageFor(t)
  const other = await runByProxy(stage, 'curl', ['-sS', '-k', '-x', 'PROXY', 'https://else.test:8443/'])
  assert.deepEqual([other.code, other.output], [0, '{}'])
  const { host: name, rehearsed } = only(other.events, 'hello')
  assert.deepEqual([name, rehearsed], ['else.test', false])
  const plain = ['-sS', '-x', 'PROXY', '-d', 'four', 'http://crl.joost.test/a.crl?x', 'http://else.test/']
  const { output, events } = await runByProxy(stage, 'curl', plain)
  assert.equal(output, 'list{}')
  assert.deepEqual(kindsOf(events), ['opened', 'plain', 'plain', 'closed'])
  assert.deepEqual(cast.askedPlain, ['POST crl.joost.test/a.crl?x 4', 'POST else.test/ 4'])
})

test('a scenario that cannot be cast is told, and the stage goes on', { skip: noCurl }, async t => {
  const { stage } = await stageFor(t)
  const args = ['-sS', '-k', '-x', 'PROXY', `https://${fixtureHost}/`]
  const { events } = await runByProxy(stage, 'curl', args, '', 'unknown')
  assert.match(only(events, 'refused').detail, /nothing to present: no scenario unknown/)
  assert.equal((await runByProxy(stage, 'curl', args)).code, 0)
})

test('a client certificate is asked for and known by its digest', { skip: noCurl }, async t => {
  const dir = folder(t, { 'cert.pem': fixturePem('self-p-256'), 'key.pem': toyPem('self-p-256') })
  const { stage } = await stageFor(t, { hosts: [host(443, { asksClientCertificate: true })] })
  const own = ['--cert', join(dir, 'cert.pem'), '--key', join(dir, 'key.pem')]
  const args = ['-sS', '-k', '-x', 'PROXY', `https://${fixtureHost}/`]
  const sent = await runByProxy(stage, 'curl', [...own, ...args])
  const expected = createHash('sha256')
    .update(new X509Certificate(fixturePem('self-p-256')).raw)
    .digest('hex')
  assert.equal(only(sent.events, 'secured').clientCertificate, expected)
  assert.equal(only((await runByProxy(stage, 'curl', args)).events, 'secured').clientCertificate, '')
})

test('old clients can speak: TLS 1.0 to 1.3, and none is resumed', { skip: noOpenssl }, async t => {
  const dir = folder(t, { 'root.pem': rootPem })
  const { stage } = await stageFor(t)
  for (const [flag, protocol] of [
    ['-tls1', 'TLSv1'],
    ['-tls1_1', 'TLSv1.1'],
    ['-tls1_2', 'TLSv1.2'],
    ['-tls1_3', 'TLSv1.3'],
  ] as const) {
    const args = ['s_client', '-proxy', 'PROXY', '-connect', `${fixtureHost}:443`, flag]
    const more = ['-cipher', 'DEFAULT@SECLEVEL=0', '-quiet', '-sess_out', join(dir, flag)]
    const input = 'GET / HTTP/1.0\r\n\r\n'
    const { output, events } = await runByProxy(stage, 'openssl', [...args, ...more], input)
    assert.match(output, /200 OK/, flag)
    assert.equal(only(events, 'secured').protocol, protocol)
    if (flag === '-tls1_3') continue
    const again = await runByProxy(
      stage,
      'openssl',
      [...args, ...more.slice(0, 3), '-sess_in', join(dir, flag)],
      input,
    )
    assert.equal(only(again.events, 'secured').resumed, false)
  }
})

test('big files arrive whole over both kinds of HTTP', { skip: noCurl }, async t => {
  const text = 'joost '.repeat(500_000)
  const dir = folder(t, { 'big.txt': text })
  const { stage } = await stageFor(t, { hosts: [host(443, { alpn: ['h2', 'http/1.1'] })], answersDir: dir })
  for (const flag of ['--http1.1', '--http2']) {
    const args = ['-sS', '-k', flag, '-x', 'PROXY', `https://${fixtureHost}/big.txt`]
    assert.ok((await runByProxy(stage, 'curl', args)).output === text, flag)
    const { code, output } = await runByProxy(stage, 'curl', ['-I', ...args])
    assert.equal(code, 0)
    assert.match(output, /content-length: 3000000/i)
    const { output: status } = await runByProxy(stage, 'curl', [
      '-w',
      '%{http_code}',
      ...args.slice(0, -1),
      `https://${fixtureHost}/no`,
    ])
    assert.equal(status, 'no such file\n404')
  }
})

test('a client that shares no cipher cannot speak, and the event says so', { skip: noOpenssl }, async t => {
  const { stage } = await stageFor(t)
  const args = [
    's_client',
    '-proxy',
    'PROXY',
    '-connect',
    `${fixtureHost}:443`,
    '-tls1_2',
    '-cipher',
    'AES128-SHA',
  ]
  const { events } = await runByProxy(stage, 'openssl', args)
  assert.deepEqual(kindsOf(events), ['opened', 'hello', 'refused', 'closed'])
  const { alert, detail } = only(events, 'refused')
  assert.deepEqual([alert, detail], [undefined, 'no shared cipher'])
})
