import { createConnection } from 'node:net'
import { ByteStream } from './byte-stream.ts'
import { ObservationFailure } from './failure.ts'

/** Bytes that may be read before TLS begins: greetings and dialogues are short. */
const dialogueBytes = 65_536

function refusedBy(error: NodeJS.ErrnoException, where: string): ObservationFailure {
  const code = error.code ?? error.message
  if (code === 'ECONNREFUSED') return new ObservationFailure('tls-refused', `nothing listens on ${where}`)
  if (code === 'ETIMEDOUT')
    return new ObservationFailure('tls-timeout', `no answer from ${where} (ETIMEDOUT)`)
  return new ObservationFailure('tls-unreachable', `no connection to ${where} (${code})`)
}

/**
 * Connects, runs `work` on the stream and closes it, all within `timeoutMs`. Fails by `ObservationFailure`:
 * `tls-refused`, `tls-unreachable`, `tls-timeout`, or whatever `work` fails with.
 */
export async function withConnection<T>(
  address: string,
  port: number,
  timeoutMs: number,
  work: (stream: ByteStream) => Promise<T>,
): Promise<T> {
  const where = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
  const socket = createConnection({ host: address, port })
  const stream = new ByteStream(socket, dialogueBytes)
  let connected = false
  let abandon: (failure: ObservationFailure) => void = () => {}
  const timer = setTimeout(() => {
    const waited = connected ? `waiting for ${stream.stage}` : 'connecting'
    const failure = new ObservationFailure(
      'tls-timeout',
      `${where} took more than ${timeoutMs} ms: still ${waited}`,
    )
    abandon(failure)
    stream.fail(failure)
  }, timeoutMs)
  try {
    await new Promise<void>((resolve, reject) => {
      abandon = reject
      socket.once('connect', resolve)
      socket.once('error', error => reject(refusedBy(error, where)))
    })
    connected = true
    return await work(stream)
  } finally {
    clearTimeout(timer)
    if (connected) stream.close(new Uint8Array(0))
    else socket.destroy()
  }
}
