import { setTimeout as after } from 'node:timers/promises'
import { isoTime } from '@foreseen/facts'
import { clockMs } from '../clock.ts'
import { onInterrupt } from '../interrupt.ts'
import type { RawValues } from '../options/read.ts'
import { isClear, parseRunner } from '../options/runner.ts'
import { CommandFailure, usageText } from '../options/usage-problem.ts'
import { isOpenToken, readRunnerFiles, readToken } from '../runner/files.ts'
import { runRunner } from '../runner/loop.ts'
import type { RunnerPorts } from '../runner/ports.ts'
import { Protocol } from '../runner/protocol.ts'
import { rehearseClaimed } from '../runner/rehearse.ts'
import { programVersion } from '../version.ts'

const say = (line: string): void => void process.stdout.write(`${isoTime(clockMs())} ${line}\n`)

function every(ms: number, act: () => void): () => void {
  const handle = setInterval(act, ms)
  return () => clearInterval(handle)
}

function warnings(server: string, tokenFile: string): readonly string[] {
  return [
    isClear(server)
      ? `${server} is no https address: the token and all reports cross the network in the clear`
      : '',
    isOpenToken(tokenFile) ? `${tokenFile} may be read by everybody on this machine` : '',
  ].filter(text => text !== '')
}

/** Takes rehearsals of a server. Codes: `runner-*`, `cli-cannot-read`, `rehearse-*`. */
export async function runRunnerCommand(raw: RawValues): Promise<number> {
  const options = parseRunner(raw)
  if (!options.ok) {
    process.stderr.write(usageText(options.problems, 'runner'))
    return 2
  }
  const { server, configFile, tokenFile, isOnce } = options.value
  const files = readRunnerFiles(configFile)
  if (!files.ok) {
    process.stderr.write(usageText(files.problems, 'runner'))
    return 2
  }
  const token = readToken(tokenFile)
  if (!/^[!-~]{1,200}$/.test(token)) {
    const remedy = 'Its first line is a token of the scope runner, fsn_ and 49 characters.'
    throw new CommandFailure('runner-refused', `${tokenFile} holds no token.`, remedy)
  }
  for (const warning of warnings(server, tokenFile)) say(`take care: ${warning}`)
  const { config, own } = files.value
  const ports: RunnerPorts = {
    config,
    protocol: new Protocol({ server, token }),
    program: `foreseen ${programVersion()}`,
    rehearse: (claimed, signal, onProgress) => rehearseClaimed(config, own, claimed, signal, onProgress),
    say,
    wait: ms => after(ms),
    every,
    random: Math.random,
    onInterrupt,
  }
  say(`works for ${server} with ${config.clients.map(({ name }) => name).join(', ')}`)
  return await runRunner(ports, isOnce)
}
