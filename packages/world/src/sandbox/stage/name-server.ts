import { createSocket, type Socket as Datagrams } from 'node:dgram'
import { createServer, type Server, type Socket } from 'node:net'
import type { Admission } from './admission.ts'
import { answerQuery, parseQuery } from './dns-message.ts'
import { StageFailure } from './failure.ts'
import { listenOn } from './listening.ts'

const dnsPort = 53

/** Name servers take longer over TCP from nobody; a client that says nothing more is let go. */
const tcpIdleMs = 5000
const maxTcpConnections = 50

/** The name server of one run: every name is at the run's address. */
interface NameServer {
  close(): void
}

function replyTo(message: Buffer, admission: Admission): Buffer | undefined {
  const question = parseQuery(message)
  if (question === undefined) return undefined
  admission.ask(question.name)
  return answerQuery(question, admission.run.address)
}

/** Messages with their length before them (RFC 1035 section 4.2.2). */
function serveTcp(socket: Socket, admission: Admission): void {
  let heard: Buffer = Buffer.alloc(0)
  socket.on('error', () => socket.destroy())
  socket.setTimeout(tcpIdleMs, () => socket.destroy())
  socket.on('data', (bytes: Buffer) => {
    heard = Buffer.concat([heard, bytes])
    while (heard.length >= 2 && heard.length >= 2 + heard.readUInt16BE(0)) {
      const reply = replyTo(heard.subarray(2, 2 + heard.readUInt16BE(0)), admission)
      heard = heard.subarray(2 + heard.readUInt16BE(0))
      if (reply === undefined) {
        socket.destroy()
        return
      }
      socket.write(Buffer.concat([Buffer.of(reply.length >> 8, reply.length & 0xff), reply]))
    }
  })
}

function bind(datagrams: Datagrams, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    datagrams.once('error', reject)
    datagrams.bind(dnsPort, address, () => {
      datagrams.off('error', reject)
      resolve()
    })
  })
}

/**
 * Opens the name server of a run on port 53 of its address.
 * @throws StageFailure `stage-cannot-listen`
 */
export async function openNameServer(admission: Admission): Promise<NameServer> {
  const { address } = admission.run
  const datagrams = createSocket('udp4')
  const sockets = new Set<Socket>()
  const server: Server = createServer(socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    serveTcp(socket, admission)
  })
  server.maxConnections = maxTcpConnections
  const close = (): void => {
    datagrams.close()
    server.close()
    for (const socket of sockets) socket.destroy()
  }
  try {
    await bind(datagrams, address)
  } catch (error) {
    throw new StageFailure('stage-cannot-listen', `names cannot be answered on ${address}`, error)
  }
  datagrams.on('error', () => {})
  datagrams.on('message', (message, sender) => {
    const reply = replyTo(message, admission)
    if (reply !== undefined) datagrams.send(reply, sender.port, sender.address, () => {})
  })
  // Names over TCP are rare; a host under rehearsal at port 53 has it then.
  await listenOn(server, dnsPort, address).catch(() => undefined)
  return { close }
}
