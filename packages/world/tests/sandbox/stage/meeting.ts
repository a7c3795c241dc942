import { once } from 'node:events'
import { connect as connectTcp, createServer, type Socket } from 'node:net'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import type { WireEvent } from '@foreseen/facts'
import type { Stage } from '../../../src/sandbox/parts.ts'
import { fixtureHost } from './fake-cast.ts'

/** Admits a run and keeps what is told of it. */
export async function admitted(stage: Stage, address: string, scenario = 'baseline'): Promise<WireEvent[]> {
  const events: WireEvent[] = []
  await stage.admit({ address, scenario, shiftDays: 0, emit: event => events.push(event) })
  return events
}

/** A finished handshake that trusts anything. */
export async function secured(host: string, port: number, servername = fixtureHost): Promise<TLSSocket> {
  const socket = connect({ host, port, servername, rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  socket.on('error', () => {})
  return socket
}

/** A client that trusts nothing it does not know, as Node's own. */
export async function refusing(options: ConnectionOptions): Promise<void> {
  const socket = connect(options)
  await once(socket, 'secureConnect')
}

/** SHA-256 of the leaf that is presented, lower-case hex; the connection is closed after it. */
export async function leafAt(host: string, port: number, servername = fixtureHost): Promise<string> {
  const socket = await secured(host, port, servername)
  const found = socket.getPeerCertificate().fingerprint256.replaceAll(':', '').toLowerCase()
  socket.end()
  await once(socket, 'close')
  return found
}

/** A TCP connection. */
export async function opened(host: string, port: number): Promise<Socket> {
  const socket = connectTcp({ host, port })
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

/** Everything that comes back until the other side closes. */
export async function replyTo(socket: Socket, ...pieces: readonly (string | Uint8Array)[]): Promise<string> {
  let text = ''
  socket.on('data', bytes => {
    text += String(bytes)
  })
  for (const piece of pieces) socket.write(piece)
  if (!socket.closed) await once(socket, 'close')
  return text
}

/** The first flight of Node's own client. */
export async function firstFlight(options: ConnectionOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const server = createServer(socket => {
      socket.on('error', () => {})
      socket.once('data', bytes => {
        socket.destroy()
        server.close()
        resolve(bytes)
      })
    })
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      if (address === null || typeof address === 'string') return reject(new Error('no port'))
      const { port } = address
      connect({ host: '127.0.0.1', port, ciphers: 'DEFAULT:@SECLEVEL=0', ...options }).on('error', () => {})
    })
  })
}
