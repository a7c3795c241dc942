import type { RunnerPorts } from './ports.ts'
import type { Said } from './protocol.ts'

const firstMs = 1000
const mostMs = 60_000

/**
 * Asks until the server answers: after 1, 2, 4 ... seconds, at most a minute, each time at least half of that, so that
 * runners that lost one server together do not come back together. Said when it begins, and when it is over.
 */
export async function untilHeard<T>(
  { say, wait, random }: Pick<RunnerPorts, 'say' | 'wait' | 'random'>,
  ask: () => Promise<Said<T>>,
  mayGoOn: () => boolean = () => true,
): Promise<Exclude<Said<T>, { kind: 'away' }> | undefined> {
  for (let tries = 0; mayGoOn(); tries++) {
    const said = await ask()
    if (said.kind !== 'away') {
      if (tries > 0) say('the server answers again')
      return said
    }
    const ceilingMs = Math.min(mostMs, firstMs * 2 ** Math.min(tries, 10))
    const waitMs = Math.max(said.afterMs, Math.round((ceilingMs * (1 + random())) / 2))
    if (tries === 0) say(`the server does not answer (${said.detail}); trying again until it does`)
    await wait(waitMs)
  }
  return undefined
}
