import type { Server } from 'node:net'
import { StageFailure } from './failure.ts'

/**
 * Listens; gives the port.
 * @throws StageFailure `stage-cannot-listen`, with the system's error as its cause.
 */
export async function listenOn(server: Server, port: number, host: string): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ port, host, backlog: 511 }, () => {
        server.off('error', reject)
        resolve()
      })
    })
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw new StageFailure('stage-cannot-listen', `port ${port} of ${host} cannot be opened (${why})`, error)
  }
  // A connection that cannot be accepted (too many open files) concerns that connection only.
  server.on('error', () => {})
  const bound = server.address()
  return bound !== null && typeof bound === 'object' ? bound.port : port
}
