import { type RawValues, Reading } from './read.ts'
import { quoted, type Read } from './usage-problem.ts'

/** Everything that `foreseen runner` was asked for. */
export interface RunnerOptions {
  /** Without a slash at its end. */
  readonly server: string
  readonly configFile: string
  readonly tokenFile: string
  readonly isOnce: boolean
}

function readServer(reading: Reading, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isServer =
    url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.pathname === '/'
  if (isServer && url.search === '' && url.hash === '') return url.origin
  reading.refuse(
    'runner-bad-server',
    `--server ${quoted(text)} is no address of a server.`,
    'Write https://foreseen.example.org, without a path.',
  )
  return ''
}

/** Whether a token would cross a network in the clear. */
export function isClear(server: string): boolean {
  const { protocol, hostname } = new URL(server)
  return protocol === 'http:' && !/^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
}

/** Reads what `foreseen runner` takes. Codes: `runner-missing-option`, `runner-bad-server`. */
export function parseRunner(raw: RawValues): Read<RunnerOptions> {
  const reading = new Reading(raw)
  const need = (name: string, remedy: string): string => {
    const text = reading.text(name) ?? ''
    if (text === '') reading.refuse('runner-missing-option', `--${name} is missing.`, remedy)
    return text
  }
  const server = need('server', 'Say which server to work for: --server https://foreseen.example.org')
  return reading.result({
    server: server === '' ? '' : readServer(reading, server),
    configFile: need('config', 'Name the file of clients: --config runner.yaml'),
    tokenFile: need('token-file', 'Name a file whose first line is a token of the scope runner.'),
    isOnce: reading.on('once'),
  })
}
