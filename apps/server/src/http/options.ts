import { nearest } from '@foreseen/facts'
import { type SessionRules, sessionRules } from '../account/actor.ts'
import { type PasswordCost, passwordCost } from '../account/password.ts'
import { type OidcOptions, parseOidc, type RawOidc } from '../account/provider-options.ts'
import { StartFailure } from './refusal.ts'

/** What bounds one client. Times in milliseconds, sizes in bytes. */
export interface Limits {
  /** A JSON body; routes that stream have their own. */
  readonly bodyBytes: number
  /** Request line and headers. */
  readonly headerBytes: number
  /** All headers must have come by then: the defence against senders of one byte at a time. */
  readonly headersTimeoutMs: number
  /** A body must have come by then; of a streamed one, something must come within each such time. */
  readonly bodyTimeoutMs: number
  /** The whole request must have come by then, however large. */
  readonly requestTimeoutMs: number
  /** An idle connection is kept so long. */
  readonly keepAliveMs: number
  /** Requests of one address in a minute. */
  readonly requestsPerMinute: number
  /** Attempts to sign in or to use a link, of one address in a minute. */
  readonly loginsPerMinute: number
  /** Open event streams in all, and of one person. */
  readonly streams: number
  readonly streamsPerPerson: number
  /** One artefact, and how many may come at once. */
  readonly uploadBytes: number
  readonly uploads: number
  /** How long an ending server waits for what is under way. */
  readonly closeMs: number
}

export const limits: Limits = {
  bodyBytes: 1_048_576,
  headerBytes: 16_384,
  headersTimeoutMs: 10_000,
  bodyTimeoutMs: 30_000,
  requestTimeoutMs: 6 * 3_600_000,
  keepAliveMs: 65_000,
  requestsPerMinute: 1200,
  loginsPerMinute: 20,
  streams: 500,
  streamsPerPerson: 20,
  uploadBytes: 8 * 1024 ** 3,
  uploads: 4,
  closeMs: 10_000,
}

/** As given; everything may be left out. */
export interface RawServerOptions {
  /** Where people reach the server; `https:` makes cookies secure and promises HTTPS to browsers. */
  readonly publicUrl?: string
  /** Names that requests may be for, without port; all when empty. A loopback server answers for loopback only. */
  readonly hosts?: readonly string[]
  /** `open` answers /metrics to everybody; otherwise a session or a token with the scope `read` is needed. */
  readonly metrics?: 'open' | 'closed'
  /** Addresses of proxies whose X-Forwarded-For is believed; none unless told. */
  readonly proxies?: readonly string[]
  readonly logLevel?: 'silent' | 'error' | 'warn' | 'info' | 'debug'
  readonly limits?: Partial<Limits>
  readonly sessions?: Partial<SessionRules>
  readonly passwords?: PasswordCost
  /** An OpenID provider by which people sign in; needs `publicUrl`. */
  readonly oidc?: RawOidc
}

export interface ServerOptions {
  readonly publicUrl: URL | undefined
  readonly hosts: readonly string[]
  readonly metrics: 'open' | 'closed'
  readonly proxies: readonly string[]
  readonly logLevel: string
  readonly limits: Limits
  readonly sessions: SessionRules
  readonly passwords: PasswordCost
  readonly oidc: OidcOptions | undefined
}

const known = [
  'publicUrl',
  'hosts',
  'metrics',
  'proxies',
  'logLevel',
  'limits',
  'sessions',
  'passwords',
  'oidc',
]

function parsePublicUrl(text: string | undefined): URL | undefined {
  if (text === undefined) return undefined
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.pathname !== '/' || url.username !== '')
    throw new StartFailure('server-bad-option', 'publicUrl must be http(s)://HOST[:PORT] without a path.')
  return url
}

function demandPositive(name: string, values: object): void {
  for (const [key, value] of Object.entries(values))
    if (!Number.isSafeInteger(value) || value <= 0)
      throw new StartFailure('server-bad-option', `${name}.${key} must be a whole number above 0.`)
}

/** Errors: `server-bad-option`. */
export function parseServerOptions(raw: RawServerOptions): ServerOptions {
  for (const key of Object.keys(raw)) {
    if (known.includes(key)) continue
    const near = nearest(key, known)
    const hint = near === undefined ? '' : ` Did you mean ${near}?`
    throw new StartFailure('server-bad-option', `There is no option ${key}.${hint}`)
  }
  const options: ServerOptions = {
    publicUrl: parsePublicUrl(raw.publicUrl),
    hosts: (raw.hosts ?? []).map(host => host.toLowerCase()),
    metrics: raw.metrics ?? 'closed',
    proxies: raw.proxies ?? [],
    logLevel: raw.logLevel ?? 'info',
    limits: { ...limits, ...raw.limits },
    sessions: { ...sessionRules, ...raw.sessions },
    passwords: raw.passwords ?? passwordCost,
    oidc: raw.oidc === undefined ? undefined : parseOidc(raw.oidc),
  }
  demandPositive('limits', options.limits)
  demandPositive('sessions', options.sessions)
  demandPositive('passwords', options.passwords)
  if (options.oidc !== undefined && options.publicUrl === undefined)
    throw new StartFailure('server-bad-option', 'oidc needs publicUrl: the provider sends people back to it.')
  return options
}

export const isSecure = (options: ServerOptions): boolean => options.publicUrl?.protocol === 'https:'
