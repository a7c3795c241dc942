import { createServer, type Server, type Socket } from 'node:net'
import type { TestContext } from 'node:test'
import { createSecureContext, type SecureContextOptions, TLSSocket } from 'node:tls'
import type { Endpoint, FailedOutcome, Observation, ServedOutcome, StarttlsProtocol } from '@foreseen/facts'
import { issue, keyPem, type Toy } from './toy-chain.ts'

/** Starts a server on a free loopback port that ends with the test; gives its port. */
export async function listen(t: TestContext, server: Server, host = '127.0.0.1'): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, host, resolve)
  })
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** A server of plain bytes. */
export async function listenPlain(t: TestContext, talk: (socket: Socket) => void): Promise<number> {
  return listen(t, createServer(talk))
}

export function endpointOn(
  port: number,
  starttls: StarttlsProtocol | 'none' = 'none',
  host = '127.0.0.1',
): Endpoint {
  return { host, port, starttls }
}

/** The chain of the STARTTLS twins, made once per process; no RSA key, which would take longer than the test. */
async function makeChain(): Promise<readonly [Toy, Toy]> {
  const intermediate = await issue('Toy Intermediate', 'ecdsa', undefined, true)
  return [await issue('mail.joost.test', 'ecdsa', intermediate), intermediate]
}

const chain = makeChain()

export async function starttlsContext(): Promise<{ options: SecureContextOptions; sent: readonly Toy[] }> {
  const [leaf, intermediate] = await chain
  return {
    options: { key: await keyPem(leaf), cert: leaf.pem + intermediate.pem },
    sent: [leaf, intermediate],
  }
}

/** Goes on as the server side of TLS, as a STARTTLS server does. */
export function upgrade(socket: Socket, options: SecureContextOptions): void {
  socket.removeAllListeners('data')
  const secure = new TLSSocket(socket, { isServer: true, secureContext: createSecureContext(options) })
  secure.on('error', () => {})
}

export function servedOf(observation: Observation | undefined): ServedOutcome {
  if (observation?.outcome.state === 'served') return observation.outcome
  throw new Error(`not served: ${JSON.stringify(observation?.outcome)}`)
}

export function failedOf(observation: Observation | undefined): FailedOutcome {
  if (observation?.outcome.state === 'failed') return observation.outcome
  throw new Error('no failure')
}

/** DER of a chain, comparable. */
export function hexOf(chain: readonly { readonly der: Uint8Array }[]): readonly string[] {
  return chain.map(({ der }) => Buffer.from(der).toString('hex'))
}
