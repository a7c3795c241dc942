/** Greets the server, then takes one run after the other. */
import { CommandFailure } from '../options/usage-problem.ts'
import { carryOut } from './carry.ts'
import { untilHeard } from './patience.ts'
import type { RunnerPorts } from './ports.ts'
import type { Said } from './protocol.ts'

/** Between two questions for work, give or take a fifth. */
const pollMs = 5000

function refusal(said: Extract<Said<unknown>, { kind: 'refused' }>): CommandFailure {
  const remedy = 'Make a token with the scope runner and put it into the file of --token-file.'
  const code = said.code === '' ? '' : ` (${said.code})`
  return new CommandFailure('runner-refused', `the server refuses this runner: ${said.detail}${code}`, remedy)
}

/** Says who this is. Errors: `runner-refused`. */
async function greet(ports: RunnerPorts): Promise<void> {
  const { config, protocol, program } = ports
  const clients = config.clients.map(({ name }) => name)
  const said = await untilHeard(ports, () => protocol.hello(config.name, program, clients))
  if (said?.kind === 'refused') throw refusal(said)
}

/** One question for work. Errors: `runner-refused`. */
async function takeOne(ports: RunnerPorts): Promise<'nothing' | 'done' | 'failed' | 'unknown'> {
  const { config, protocol } = ports
  const said = await untilHeard(ports, () => protocol.claim(config.name))
  if (said?.kind === 'refused') {
    // Another token took the name over, or the server was restored from before this runner came.
    if (said.status === 409) return 'unknown'
    throw refusal(said)
  }
  if (said?.kind !== 'heard' || said.value === undefined) return 'nothing'
  return (await carryOut(ports, said.value)) ? 'done' : 'failed'
}

/**
 * Runs until the program is told to end; with `isOnce`, one run at most. Gives the exit code: 1 when that one run came
 * to nothing. Errors: `runner-refused`.
 */
export async function runRunner(ports: RunnerPorts, isOnce: boolean): Promise<0 | 1> {
  const { say, wait, random } = ports
  await greet(ports)
  say(`${ports.config.name} is ready`)
  for (let greeted = 0; ; ) {
    const took = await takeOne(ports)
    if (took === 'unknown') {
      if (greeted++ > 0) {
        say('another runner uses this name with another token')
        await wait(pollMs)
      }
      await greet(ports)
      continue
    }
    greeted = 0
    if (isOnce && took === 'nothing') say('nothing waits for this runner')
    if (isOnce) return took === 'failed' ? 1 : 0
    if (took === 'nothing') await wait(Math.round(pollMs * (0.8 + 0.4 * random())))
  }
}
