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

/** How long a connection may last, and who may end it before. */
interface Patience {
  readonly timeoutMs: number
  readonly signal: AbortSignal | undefined
}

/** Whoever gave up does not read it. */
const givenUp = (where: string): ObservationFailure =>
  new ObservationFailure('tls-timeout', `the look at ${where} was given up`)

/**
 * Connects, runs `work` on the stream and closes it, all within `timeoutMs` and until the signal. Fails by
 * `ObservationFailure`: `tls-refused`, `tls-unreachable`, `tls-timeout`, or whatever `work` fails with.
 */
export async function withConnection<T>(
  address: string,
  port: number,
  { timeoutMs, signal }: Patience,
  work: (stream: ByteStream) => Promise<T>,
): Promise<T> {
  const where = address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
  if (signal?.aborted === true) throw givenUp(where)
  const socket = createConnection({ host: address, port })
  const stream = new ByteStream(socket, dialogueBytes)
  let connected = false
  let abandon: (failure: ObservationFailure) => void = () => {}
  const end = (failure: ObservationFailure) => {
    abandon(failure)
    stream.fail(failure)
  }
  const timer = setTimeout(() => {
    const waited = connected ? `waiting for ${stream.stage}` : 'connecting'
    const failure = new ObservationFailure(
      'tls-timeout',
      `${where} took more than ${timeoutMs} ms: still ${waited}`,
    )
    end(failure)
  }, timeoutMs)
  const giveUp = () => end(givenUp(where))
  signal?.addEventListener('abort', giveUp, { once: true })
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
    signal?.removeEventListener('abort', giveUp)
    if (connected) stream.close(new Uint8Array(0))
    else socket.destroy()
  }
}
