import assert from 'node:assert/strict'
import { createServer as createHttpServer } from 'node:http'
import type { Socket } from 'node:net'
import { test } from 'node:test'
import { createServer } from 'node:tls'
import { tlsCodes } from '../../../facts/src/codes-tls.ts'
import { observeEndpoint } from '../../src/tls/observe.ts'
import { endpointOn, failedOf, listen, listenPlain } from './loopback.ts'

const known = new Set(tlsCodes.map(entry => entry.code))
const quick = { nowMs: () => 1_795_000_000_000, timeoutMs: 10_000, retries: 0 }

async function codeOf(port: number, options: object = {}): Promise<string> {
  const observations = await observeEndpoint(endpointOn(port), { ...quick, ...options })
  assert.equal(observations.length, 1, 'one record for one failure')
  const failed = failedOf(observations[0])
  assert.ok(known.has(failed.code), failed.code)
  assert.doesNotMatch(failed.detail, /\p{Cc}/u)
  return failed.code
}

/** Answers with bytes once the hello has come. */
function answering(...parts: readonly Uint8Array[]): (socket: Socket) => void {
  return socket => {
    socket.once('data', () => {
      for (const part of parts) socket.write(part)
    })
  }
}

/** A handshake record with this header; 3.3 as TLS 1.2 and 1.3 have it. */
function recordOf(type: number, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(type, 3, 3, content.length >> 8, content.length & 255), content])
}

test('nothing listens', async t => {
  const port = await listenPlain(t, () => {})
  const closed = await new Promise<number>(resolve => {
    const server = createHttpServer()
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : port))
    })
  })
  assert.equal(await codeOf(closed), 'tls-refused')
})

test('accepts and says nothing: the time ends it, once per attempt', async t => {
  let connections = 0
  const port = await listenPlain(t, () => {
    connections += 1
  })
  assert.equal(await codeOf(port, { timeoutMs: 60, retries: 2 }), 'tls-timeout')
  assert.equal(connections, 3)
})

test('drips bytes without end: the time of the attempt is not renewed by them', async t => {
  const port = await listenPlain(t, socket => {
    const record = recordOf(22, Buffer.alloc(16_000, 1))
    let at = 0
    const timer = setInterval(() => socket.write(record.subarray(at, ++at)), 5)
    socket.on('close', () => clearInterval(timer))
  })
  assert.equal(await codeOf(port, { timeoutMs: 120 }), 'tls-timeout')
})

test('speaks HTTP', async t => {
  const port = await listen(t, createHttpServer())
  const [observation] = await observeEndpoint(endpointOn(port), quick)
  const failed = failedOf(observation)
  assert.equal(failed.code, 'tls-not-tls')
  assert.match(failed.detail, /HTTP\/1\.1 400/)
})

test('greets as a mail server: the sentence names the flag', async t => {
  const port = await listenPlain(t, socket => socket.write('220 mx.joost.test ESMTP \u001b[31m\r\n'))
  const [observation] = await observeEndpoint(endpointOn(port), quick)
  assert.match(failedOf(observation).detail, /--starttls smtp/)
  assert.doesNotMatch(failedOf(observation).detail, /\p{Cc}/u)
})

test('closes at once', async t => {
  assert.equal(await codeOf(await listenPlain(t, socket => socket.end())), 'tls-closed')
})

test('resets', async t => {
  const port = await listenPlain(t, socket => socket.once('data', () => socket.resetAndDestroy()))
  assert.equal(await codeOf(port), 'tls-closed')
})

test('says close_notify', async t => {
  assert.equal(await codeOf(await listenPlain(t, answering(recordOf(21, Buffer.of(1, 0))))), 'tls-closed')
})

test('sends an alert: number, name and level are recorded', async t => {
  const port = await listenPlain(t, answering(recordOf(21, Buffer.of(2, 112))))
  const [observation] = await observeEndpoint(endpointOn(port), quick)
  const failed = failedOf(observation)
  assert.equal(failed.code, 'tls-alert')
  assert.deepEqual(failed.alert, { number: 112, name: 'unrecognized_name', level: 'fatal' })
})

test('a real server without a certificate sends a real alert', async t => {
  const port = await listen(t, createServer({}))
  const [observation] = await observeEndpoint(endpointOn(port), quick)
  assert.equal(failedOf(observation).alert?.number, 40)
})

test('warns without end', async t => {
  const warnings = Buffer.concat(Array.from({ length: 40 }, () => recordOf(21, Buffer.of(1, 112))))
  assert.equal(await codeOf(await listenPlain(t, answering(warnings))), 'tls-alert')
})

test('sends garbage', async t => {
  assert.equal(await codeOf(await listenPlain(t, answering(Buffer.alloc(64, 0xaa)))), 'tls-not-tls')
})

test('sends TLS records with a broken hello', async t => {
  const hello = Buffer.concat([Buffer.of(2, 0, 0, 40), Buffer.alloc(40, 3)])
  assert.equal(await codeOf(await listenPlain(t, answering(recordOf(22, hello)))), 'tls-malformed')
})

test('sends another handshake message instead of the hello', async t => {
  assert.equal(
    await codeOf(await listenPlain(t, answering(recordOf(22, Buffer.of(14, 0, 0, 0))))),
    'tls-malformed',
  )
})

/** A ServerHello that chooses `suite` under `version`, with no extension. */
function helloOf(version: number, suite: number): Buffer {
  const body = Buffer.concat([
    Buffer.of(version >> 8, version & 255),
    Buffer.alloc(32, 7),
    Buffer.of(0, suite >> 8, suite & 255, 0),
  ])
  return recordOf(22, Buffer.concat([Buffer.of(2, 0, 0, body.length), body]))
}

test('chooses what was not offered', async t => {
  assert.equal(
    await codeOf(await listenPlain(t, answering(helloOf(0x0303, 0x0000)))),
    'tls-unexpected-choice',
  )
  assert.equal(
    await codeOf(await listenPlain(t, answering(helloOf(0x0300, 0xc02b)))),
    'tls-unexpected-choice',
  )
})

test('sends an empty chain', async t => {
  const empty = recordOf(22, Buffer.of(11, 0, 0, 3, 0, 0, 0))
  assert.equal(
    await codeOf(await listenPlain(t, answering(helloOf(0x0303, 0xc02b), empty))),
    'tls-no-certificate',
  )
})

test('announces a chain over the limit', async t => {
  const large = recordOf(22, Buffer.of(11, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfc))
  assert.equal(
    await codeOf(await listenPlain(t, answering(helloOf(0x0303, 0xc02b), large))),
    'tls-chain-too-large',
  )
})

/** Sends the same bytes for as long as they are taken. */
function pouring(bytes: Uint8Array): (socket: Socket) => void {
  return socket => {
    const pour = () => {
      while (!socket.destroyed && socket.write(bytes)) {}
    }
    socket.on('drain', pour)
    socket.once('data', pour)
  }
}

test('sends bytes of a handshake without end', async t => {
  const small = Buffer.concat(Array.from({ length: 3000 }, () => recordOf(20, Buffer.of(1))))
  assert.equal(await codeOf(await listenPlain(t, pouring(small))), 'tls-handshake-too-large')
  const large = recordOf(20, Buffer.alloc(16_000, 1))
  const port = await listenPlain(t, pouring(large))
  const [observation] = await observeEndpoint(endpointOn(port), { ...quick, maxBytes: 200_000 })
  assert.equal(failedOf(observation).code, 'tls-handshake-too-large')
  assert.match(failedOf(observation).detail, /too many bytes/)
  const empty = Buffer.concat(Array.from({ length: 3000 }, () => recordOf(22, Buffer.alloc(0))))
  assert.equal(await codeOf(await listenPlain(t, pouring(empty))), 'tls-malformed')
})

test('a chain of more certificates than allowed is a record', async t => {
  const entry = Buffer.of(0, 0, 1, 0x30)
  const list = Buffer.concat(Array.from({ length: 300 }, () => entry))
  const length = (size: number) => Buffer.of(size >> 16, (size >> 8) & 255, size & 255)
  const body = Buffer.concat([Buffer.of(11), length(list.length + 3), length(list.length), list])
  const port = await listenPlain(t, answering(helloOf(0x0303, 0xc02b), recordOf(22, body)))
  assert.equal(await codeOf(port, { maxCertificates: 200 }), 'tls-chain-too-large')
})

test('a server that sends one chain whatever is asked gives one record for all keys', async t => {
  const body = Buffer.concat([Buffer.of(11, 0, 0, 8, 0, 0, 5, 0, 0, 2), Buffer.of(0x30, 0)])
  const port = await listenPlain(t, socket => {
    socket.once('data', chunk => {
      const suite = chunk.includes(Buffer.of(0xc0, 0x2b)) ? 0xc02b : 0xc02f
      socket.write(Buffer.concat([helloOf(0x0303, suite), recordOf(22, body)]))
    })
  })
  const observations = await observeEndpoint(endpointOn(port), quick)
  assert.deepEqual(
    observations.map(seen => [seen.keyType, seen.outcome.state]),
    [['any', 'served']],
  )
})

test('a server that promises a staple and closes has still served its chain', async t => {
  const promise = Buffer.from('0004' + '00050000', 'hex')
  const body = Buffer.concat([Buffer.of(3, 3), Buffer.alloc(32, 7), Buffer.of(0, 0xc0, 0x2b, 0), promise])
  const hello = recordOf(22, Buffer.concat([Buffer.of(2, 0, 0, body.length), body]))
  const chain = recordOf(22, Buffer.from('0b00000800000500000230' + '00', 'hex'))
  const port = await listenPlain(t, socket => {
    socket.once('data', () => socket.end(Buffer.concat([hello, chain])))
  })
  const [observation] = await observeEndpoint(endpointOn(port), quick)
  const outcome = observation?.outcome
  assert.ok(outcome?.state === 'served', JSON.stringify(outcome))
  assert.deepEqual(outcome.staple, { present: false })
})

test('bytes in place of certificates are kept and said', async t => {
  const body = Buffer.concat([Buffer.of(11, 0, 0, 8, 0, 0, 5, 0, 0, 2), Buffer.of(0x30, 0)])
  const port = await listenPlain(t, answering(helloOf(0x0303, 0xc02b), recordOf(22, body)))
  const [observation] = await observeEndpoint(endpointOn(port), quick)
  assert.equal(observation?.problems[0]?.code, 'tls-certificate-unreadable')
})

test('a host name without an address, and a resolver without an answer', async () => {
  const endpoint = { host: 'nowhere.joost.test', port: 443, starttls: 'none' } as const
  const failWith = (code: string) => async () => {
    throw Object.assign(new Error(code), { code })
  }
  const codes = async (lookup: () => Promise<{ address: string; family: number }[]>, timeoutMs = 2000) => {
    const observations = await observeEndpoint(endpoint, { ...quick, timeoutMs, lookup })
    const [only] = observations
    assert.equal(only?.address, '')
    return failedOf(only).code
  }
  assert.equal(await codes(failWith('ENOTFOUND')), 'tls-no-address')
  assert.equal(await codes(async () => []), 'tls-no-address')
  assert.equal(await codes(failWith('EAI_AGAIN')), 'tls-resolver-failed')
  assert.equal(await codes(() => new Promise(() => {}), 50), 'tls-resolver-failed')
})
