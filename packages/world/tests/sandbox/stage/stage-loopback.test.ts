/** The stage on addresses of its own in 127.0.0.0/8: attribution, odd first flights, lifetimes. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { platform } from 'node:os'
import { test } from 'node:test'
import { fixtureHost, host, kindsOf, leafSha256 } from './fake-cast.ts'
import { admitted, firstFlight, leafAt, opened, refusing, replyTo, secured } from './meeting.ts'
import { freePort, stageFor } from './rehearsal-stage.ts'

const noLoopback = platform() === 'linux' ? false : 'only Linux answers on all of 127.0.0.0/8'
const one = '127.1.5.1'
const two = '127.1.5.2'

test('runs side by side: each connection is its own run, and plays its scenario', {
  skip: noLoopback,
}, async t => {
  const port = await freePort(one)
  const { stage } = await stageFor(t, { reach: 'loopback', hosts: [host(port)] })
  const first = await admitted(stage, one)
  const second = await admitted(stage, two, 'rekeyed')
  const leaves = await Promise.all([one, two, one, two].map(address => leafAt(address, port)))
  const [base, next] = [leafSha256('leaf'), leafSha256('leaf-rekeyed')]
  assert.deepEqual(leaves, [base, next, base, next])
  for (const address of [one, two]) assert.equal((await stage.dismiss(address)).mixed, '')
  for (const events of [first, second]) {
    const connections = new Set(events.map(({ connection }) => connection))
    assert.deepEqual([...connections].sort(), [1, 2])
    assert.equal(kindsOf(events).filter(kind => kind === 'secured').length, 2)
  }
})

test('without a server name the only host at the port is meant; of two hosts none', {
  skip: noLoopback,
}, async t => {
  const port = await freePort(one)
  for (const [hosts, expected] of [
    [[host(port)], fixtureHost],
    [[host(port), host(port, { host: 'joost.test' })], ''],
    [[host(port), host(port, { host: one })], one],
  ] as const) {
    const { stage, cast } = await stageFor(t, { reach: 'loopback', hosts })
    const events = await admitted(stage, one)
    await leafAt(one, port, '')
    await stage.dismiss(one)
    const hello = events.find(event => event.kind === 'hello')
    assert.deepEqual([hello?.host, hello?.rehearsed], [expected, expected !== ''])
    assert.equal(cast.asked.length, 1)
    await stage.close()
  }
})

test('bytes that are no TLS: a request is answered, anything else refused or let go', {
  skip: noLoopback,
}, async t => {
  const port = await freePort(one)
  const { stage } = await stageFor(t, { reach: 'loopback', hosts: [host(port)] })
  const events = await admitted(stage, one)
  const text = await replyTo(await opened(one, port), 'GET /a HTTP/1.0\r\nHost: else.test\r\n\r\n')
  assert.match(text, /^HTTP\/1\.1 200 OK[\s\S]*\{\}$/)
  await replyTo(await opened(one, port), Buffer.from([22, 3, 1, 0, 4, 2, 0, 0, 0]))
  await replyTo(await opened(one, port), Buffer.from([1, 2, 3]), '\n\n')
  const silent = await opened(one, port)
  silent.end()
  await once(silent, 'close')
  await stage.dismiss(one)
  const of = (connection: number): string[] =>
    kindsOf(events.filter(event => event.connection === connection))
  assert.deepEqual(of(1), ['opened', 'plain', 'closed'])
  assert.deepEqual(of(2), ['opened', 'refused', 'closed'])
  assert.deepEqual(of(3), ['opened', 'closed'])
  assert.deepEqual(of(4), ['opened', 'closed'])
})

test('a hello in many segments is one hello', { skip: noLoopback }, async t => {
  const port = await freePort(one)
  const { stage } = await stageFor(t, { reach: 'loopback', hosts: [host(port)] })
  const events = await admitted(stage, one)
  const socket = await opened(one, port)
  socket.setNoDelay(true)
  const hello = Buffer.from([
    22,
    3,
    1,
    0,
    47,
    1,
    0,
    0,
    43,
    3,
    3,
    ...new Array(32).fill(7),
    0,
    0,
    2,
    0,
    47,
    1,
    0,
    0,
    0,
  ])
  for (const byte of hello) await new Promise(resolve => socket.write(Buffer.of(byte), resolve))
  await replyTo(socket)
  await stage.dismiss(one)
  assert.deepEqual(kindsOf(events), ['opened', 'hello', 'refused', 'closed'])
})

test('a client that refuses without an alert', { skip: noLoopback }, async t => {
  const port = await freePort(one)
  const { stage } = await stageFor(t, { reach: 'loopback', hosts: [host(port)] })
  const events = await admitted(stage, one)
  for (const maxVersion of ['TLSv1.3', 'TLSv1.2'] as const) {
    await assert.rejects(refusing({ host: one, port, servername: fixtureHost, maxVersion }))
  }
  await stage.dismiss(one)
  const of = (connection: number): string[] =>
    kindsOf(events.filter(event => event.connection === connection)).filter(kind => kind !== 'broke')
  assert.deepEqual(of(1), ['opened', 'hello', 'refused', 'closed'])
  const refused = events.find(event => event.kind === 'refused')
  assert.deepEqual([refused?.alert, refused?.detail], [undefined, 'closed by the client'])
  // In TLS 1.2 the server is done before Node's client looks at the certificate.
  assert.deepEqual(of(2), ['opened', 'hello', 'secured', 'closed'])
})

test('what a client leaves open is ended with its run, and nothing is told of it but that', {
  skip: noLoopback,
}, async t => {
  const port = await freePort(one)
  const { stage } = await stageFor(t, { reach: 'loopback', hosts: [host(port)] })
  const events = await admitted(stage, one)
  const held = await secured(one, port)
  const half = await opened(one, port)
  const ends = [once(held, 'close'), once(half, 'close')]
  half.write(Buffer.from([22, 3, 1]))
  const waiting = await opened(one, port)
  waiting.write(await firstFlight({ servername: fixtureHost }))
  await once(waiting, 'data')
  await stage.dismiss(one)
  await Promise.all(ends)
  assert.deepEqual(kindsOf(events).slice(-3), ['closed', 'closed', 'closed'])
  assert.ok(!kindsOf(events).includes('refused') && !kindsOf(events).includes('broke'))
  await assert.rejects(opened(one, port), { code: 'ECONNREFUSED' })
})

test('what cannot be done has a code', { skip: noLoopback }, async t => {
  const port = await freePort(one)
  const { stage } = await stageFor(t, { reach: 'loopback', hosts: [host(port)] })
  await admitted(stage, one)
  await assert.rejects(admitted(stage, one), { code: 'stage-address-taken' })
  await assert.rejects(admitted(stage, '192.0.2.1'), { code: 'stage-cannot-listen' })
  assert.deepEqual(await stage.dismiss('192.0.2.1'), { namesAsked: [], mixed: '' })
  await stage.close()
  await assert.rejects(admitted(stage, two), { code: 'stage-closed' })
})

test('a client that opens connections without end is answered a thousand times', {
  skip: noLoopback,
}, async t => {
  const port = await freePort(one)
  const { stage } = await stageFor(t, { reach: 'loopback', hosts: [host(port)] })
  const events = await admitted(stage, one)
  for (let round = 0; round < 21; round += 1) {
    const batch = await Promise.all(Array.from({ length: 50 }, () => opened(one, port)))
    await Promise.all(
      batch.map(socket => {
        if (socket.closed) return undefined
        socket.destroy()
        return once(socket, 'close')
      }),
    )
  }
  await stage.dismiss(one)
  assert.equal(kindsOf(events).filter(kind => kind === 'opened').length, 1000)
  assert.equal(kindsOf(events).filter(kind => kind === 'closed').length, 1000)
})
