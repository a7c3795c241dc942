import { createServer, type Server, type Socket } from 'node:net'
import { listenOn } from './listening.ts'

/** Listeners of the stage, or of one run. */
export interface Front {
  close(): void
}

/**
 * Listens on an address at each of the ports; nothing is read before `meet` has the connection.
 * @throws StageFailure `stage-cannot-listen`; nothing stays open then.
 */
export async function openFront(
  address: string,
  ports: readonly number[],
  meet: (socket: Socket) => void,
): Promise<Front> {
  const servers: Server[] = []
  const close = (): void => {
    for (const server of servers) server.close()
  }
  try {
    for (const port of ports) {
      const server = createServer(socket => meet(socket))
      servers.push(server)
      await listenOn(server, port, address)
    }
  } catch (error) {
    close()
    throw error
  }
  return { close }
}
