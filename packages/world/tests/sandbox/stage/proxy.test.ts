/** The CONNECT proxy of a run: what is asked of it, sound or not. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { WireEvent } from '@foreseen/facts'
import fc from 'fast-check'
import { readAuthority } from '../../../src/sandbox/stage/proxy.ts'
import { fixtureHost, kindsOf } from './fake-cast.ts'
import { firstFlight, opened, replyTo } from './meeting.ts'
import { stageFor } from './rehearsal-stage.ts'

const address = '127.1.0.1'

test('authorities: names, addresses, and what is neither', () => {
  assert.deepEqual(readAuthority('WWW.Joost.test:443'), { address: fixtureHost, port: 443 })
  assert.deepEqual(readAuthority('[2001:DB8::5]:8443'), { address: '2001:db8::5', port: 8443 })
  for (const text of ['', 'a', 'a:', 'a:0', 'a:65536', ':1', 'a b:1', 'http://a:1', '2001:db8::5:1']) {
    assert.equal(readAuthority(text), undefined, text)
  }
  fc.assert(fc.property(fc.string(), text => (readAuthority(text)?.port ?? 1) > 0))
})

test('a tunnel takes bytes that came with the request; the rest is refused', async t => {
  const { stage } = await stageFor(t)
  const events: WireEvent[] = []
  const emit = (event: WireEvent): unknown => events.push(event)
  const { proxyPort = 0 } = await stage.admit({ address, scenario: 'baseline', shiftDays: 0, emit })
  const connect = (target: string): string => `CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`
  const hello = await firstFlight({ servername: fixtureHost, maxVersion: 'TLSv1.2' })
  const together = Buffer.concat([Buffer.from(connect(`${fixtureHost}:443`)), hello])
  const tunnel = await opened('127.0.0.1', proxyPort)
  tunnel.on('data', bytes => {
    if (String(bytes).includes('\x16\x03')) tunnel.end()
  })
  assert.match(await replyTo(tunnel, together), /^HTTP\/1\.1 200 Connection established\r\n\r\n\x16\x03/)
  const refused = await replyTo(await opened('127.0.0.1', proxyPort), connect('nonsense'))
  assert.match(refused, /^HTTP\/1\.1 400 /)
  await replyTo(await opened('127.0.0.1', proxyPort), '\0\0\0\r\n\r\n')
  await stage.dismiss(address)
  assert.deepEqual(kindsOf(events), ['opened', 'hello', 'refused', 'closed'])
  const refusal = events.find(event => event.kind === 'refused')
  assert.equal(refusal?.detail, 'closed by the client')
  await assert.rejects(opened('127.0.0.1', proxyPort), { code: 'ECONNREFUSED' })
})
