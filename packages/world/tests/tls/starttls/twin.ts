import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import type { TestContext } from 'node:test'
import type { SecureContextOptions } from 'node:tls'
import type { Observation, StarttlsProtocol } from '@foreseen/facts'
import { observeEndpoint } from '../../../src/tls/observe.ts'
import { endpointOn, failedOf, hexOf, listenPlain, servedOf, starttlsContext } from '../loopback.ts'

const quick = { nowMs: () => 1_795_000_000_000, timeoutMs: 5000, retries: 0, sni: 'mail.joost.test' }

/** Key and chain of the server side. */
export async function starttlsOptions(): Promise<SecureContextOptions> {
  return (await starttlsContext()).options
}

/** The one record of a look at a port. */
export async function lookAt(port: number, protocol: StarttlsProtocol): Promise<Observation | undefined> {
  const observations = await observeEndpoint(endpointOn(port, protocol), quick)
  assert.equal(observations.length, 1)
  return observations[0]
}

/** Looks at a port and expects the chain of `starttlsOptions`. */
export async function sawChain(port: number, protocol: StarttlsProtocol): Promise<void> {
  const { sent } = await starttlsContext()
  const observation = await lookAt(port, protocol)
  assert.deepEqual(hexOf(servedOf(observation).chain), hexOf(sent))
  assert.equal(observation?.starttls, protocol)
}

/** The code of the failure at a server that says `greeting` to everyone and ends. */
export async function refusalCode(
  t: TestContext,
  protocol: StarttlsProtocol,
  greeting: string | Uint8Array,
): Promise<string> {
  const port = await listenPlain(t, socket => socket.end(greeting))
  return failedOf(await lookAt(port, protocol)).code
}

/** Calls back with each line a client sends, until TLS takes over. */
export function linesOf(socket: Socket, said: (line: string) => void): void {
  let text = ''
  socket.on('data', chunk => {
    text += chunk.toString('latin1')
    for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
      const line = text.slice(0, end)
      text = text.slice(end + 2)
      said(line)
    }
  })
}
