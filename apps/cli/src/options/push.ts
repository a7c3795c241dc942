import { readNamedFile } from '../read-file.ts'
import type { Reading } from './read.ts'
import { firstLine } from './server.ts'
import { quoted } from './usage-problem.ts'

/** A server, and what is needed to speak with it. */
export interface PushTarget {
  /** `https://foreseen.example.org`, without a slash at its end. */
  readonly server: string
  readonly token: string
  /** PEM; '' for the trust of the system alone. */
  readonly serverCa: string
}

/** What a pushed scan is of. */
export interface PushedRelease {
  readonly product: string
  readonly version: string
  readonly platform: string
}

const isLoopback = (host: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(host)

function readServer(reading: Reading, flag: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isServer =
    url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.pathname === '/'
  if (!isServer || url.search !== '' || url.hash !== '') {
    reading.refuse(
      'push-bad-server',
      `--${flag} ${quoted(text)} is no address of a server.`,
      'Write https://foreseen.example.org, without a path.',
    )
    return ''
  }
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    reading.refuse(
      'push-clear-text',
      `--${flag} ${quoted(text)} would send the token unencrypted.`,
      'Write an https address; http is for this machine alone.',
    )
  return url.origin
}

function readToken(reading: Reading, env: Readonly<Record<string, string | undefined>>): string {
  const file = reading.text('token-file')
  const token = (file === undefined ? (env.FORESEEN_TOKEN ?? '') : firstLine('--token-file', file)).trim()
  if (token === '')
    reading.refuse(
      'push-missing-token',
      file === undefined ? 'there is no token to push with.' : `--token-file ${quoted(file)} has no token.`,
      'Give --token-file FILE, or set FORESEEN_TOKEN.',
    )
  else if (!/^fsn_[!-~]{10,200}$/.test(token))
    reading.refuse(
      'push-bad-token',
      // What stands there may be another secret.
      'what was given as a token is none (it is not shown here).',
      'A token begins with fsn_.',
    )
  return token
}

/** Reads `--token-file` and `--server-ca` for the server that `--FLAG` names. */
export function readTarget(
  reading: Reading,
  flag: string,
  url: string,
  env: Readonly<Record<string, string | undefined>>,
): PushTarget {
  const ca = reading.text('server-ca')
  return {
    server: readServer(reading, flag, url),
    token: readToken(reading, env),
    serverCa: ca === undefined ? '' : Buffer.from(readNamedFile('--server-ca', ca)).toString('utf8'),
  }
}

const companions = ['token-file', 'server-ca', 'product', 'platform', 'client-version']

/** Reads `--push` and what belongs to it; `undefined` when nothing is pushed. */
export function readPush(
  reading: Reading,
  env: Readonly<Record<string, string | undefined>>,
): PushTarget | undefined {
  const url = reading.text('push')
  if (url !== undefined) return readTarget(reading, 'push', url, env)
  const alone = companions.find(name => reading.given(name))
  if (alone !== undefined)
    reading.refuse('push-without-server', `--${alone} is given without --push.`, 'Give --push URL too.')
  return undefined
}

/** Reads what a pushed scan is of. */
export function readPushedRelease(reading: Reading): PushedRelease {
  const [product, version] = [reading.text('product') ?? '', reading.text('release') ?? '']
  if (reading.given('push') && (product === '' || version === ''))
    reading.refuse(
      'push-missing-release',
      `--push needs ${product === '' ? '--product' : '--release'}.`,
      'Give --product NAME and --release VERSION.',
    )
  if (!reading.given('push') && reading.given('release'))
    reading.refuse('push-without-server', '--release is given without --push.', 'Give --push URL too.')
  return { product, version, platform: reading.text('platform') ?? '' }
}

/** Where a rehearsal is pushed, and which release each client is. */
export interface RehearsalPush {
  readonly target: PushTarget
  /** Product of the clients whose versions are given; '' where all are found by their names. */
  readonly product: string
  readonly platform: string
  /** CLIENT=VERSION each. */
  readonly versions: readonly string[]
}

/** Reads `--push` and what clients are; `undefined` when nothing is pushed. */
export function readRehearsalPush(
  reading: Reading,
  env: Readonly<Record<string, string | undefined>>,
): RehearsalPush | undefined {
  const target = readPush(reading, env)
  const versions = reading.texts('client-version')
  const product = reading.text('product') ?? ''
  for (const text of versions)
    if (!/^.+=[^=]+$/s.test(text))
      reading.refuse(
        'cli-bad-release',
        `--client-version ${quoted(text)} is not CLIENT=VERSION.`,
        'Write the name of the client, an equals sign and the version.',
      )
  if (target !== undefined && versions.length > 0 && product === '')
    reading.refuse('push-missing-release', '--client-version needs --product.', 'Give --product NAME.')
  if (target === undefined) return undefined
  return { target, product, platform: reading.text('platform') ?? '', versions }
}
